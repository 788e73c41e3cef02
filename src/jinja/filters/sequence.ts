import { AttributeError, KeyError } from '../../errors.ts'
import { Markup } from '../../markup.ts'
import { ZeroDivisionError } from '../../python/errors.ts'
import { typeName } from '../../python/repr.ts'
import { sliceText } from '../../python/text.ts'
import { Tuple } from '../../python/tuple.ts'
import { FilterArgumentError } from '../errors.ts'
import { failFor, Undefined } from '../runtime/undefined.ts'
import type { ContextLike, EnvironmentLike } from '../types.ts'
import { add } from '../values/arithmetic.ts'
import { callFilter, callTest, type Kwargs, splitArguments } from '../values/call.ts'
import { entriesOf, hashable, isMapping } from '../values/dict.ts'
import { Generated } from '../values/generated.ts'
import { iterate, toList } from '../values/slice.ts'
import { sorted } from '../values/sort.ts'
import { wantInt } from '../values/text-methods.ts'
import { compare, equals, truth } from '../values/truth.ts'
import { type Getter, getter, ignoreCase, keyGetter, keysGetter } from './paths.ts'

export function dictSort(
  dict: unknown,
  caseSensitive: unknown = false,
  by: unknown = 'key',
  reverse: unknown = false,
): unknown {
  if (by !== 'key' && by !== 'value') {
    throw new FilterArgumentError(
      `The filter "dictsort" sorts by "key" or "value", not by "${by}".`,
    )
  }
  if (dict instanceof Undefined) return failFor(dict)
  if (!isMapping(dict))
    throw new AttributeError(`Only a dict has keys to sort, not a ${typeName(dict)}.`)
  const place = by === 'key' ? 0 : 1
  const key: Getter = (pair) => {
    const part = (pair as unknown[])[place]
    return truth(caseSensitive) ? part : ignoreCase(part)
  }
  return sorted(
    entriesOf(dict).map((pair) => Tuple.from(pair)),
    key,
    truth(reverse),
  )
}

export function sort(env: EnvironmentLike, value: unknown, ...options: unknown[]): unknown[] {
  const [reverse = false, caseSensitive = false, attribute = null] = options
  return sorted(toList(value), keysGetter(env, attribute, truth(caseSensitive)), truth(reverse))
}

export function* unique(
  env: EnvironmentLike,
  value: unknown,
  caseSensitive: unknown = false,
  attribute: unknown = null,
): Iterable<unknown> {
  const read = keyGetter(env, attribute, truth(caseSensitive))
  const seen = new Set<unknown>()
  for (const item of iterate(value)) {
    const key = hashable(read(item))
    if (seen.has(key)) continue
    seen.add(key)
    yield item
  }
}

export function extreme(
  env: EnvironmentLike,
  value: unknown,
  [operator, caseSensitive, attribute]: ['<' | '>', unknown, unknown],
): unknown {
  const items = toList(value)
  if (items.length === 0) return new env.undefined('No aggregated item, sequence was empty.')
  const read = keyGetter(env, attribute ?? null, truth(caseSensitive ?? false))
  let best = items[0]
  let bestKey = read(best)
  for (const item of items.slice(1)) {
    const key = read(item)
    if (!compare(operator, key, bestKey)) continue
    best = item
    bestKey = key
  }
  return best
}

export function first(env: EnvironmentLike, value: unknown): unknown {
  for (const item of iterate(value)) return item
  return new env.undefined('No first item, sequence was empty.')
}

export function last(env: EnvironmentLike, value: unknown): unknown {
  if (value instanceof Undefined && value.__len__() > 0) return value
  const items = reversed(value)
  return items.length > 0 ? items[0] : new env.undefined('No last item, sequence was empty.')
}

function reversed(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.slice().reverse()
  const isSized =
    typeof value === 'string' ||
    value instanceof Markup ||
    isMapping(value) ||
    value instanceof Undefined
  if (!isSized) throw new TypeError('The value has no last item. Make it a list first.')
  const items = toList(value).reverse()
  return value instanceof Markup ? items.map((char) => new Markup(char)) : items
}

export function random(env: EnvironmentLike, value: unknown): unknown {
  if (isMapping(value) && truth(value))
    throw new KeyError('A dict has no random item. Use its keys or values.')
  const items = toList(value)
  if (items.length === 0) return new env.undefined('No random item, sequence was empty.')
  return items[Math.floor(Math.random() * items.length)]
}

function reversible(value: unknown): unknown[] {
  try {
    return toList(value)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new FilterArgumentError(error.message)
  }
}

export function reverse(value: unknown): unknown {
  if (typeof value === 'string') return sliceText(value, null, null, -1)
  if (value instanceof Markup) return value.slice(null, null, -1)
  const items = reversible(value).reverse()
  const isKnown = Array.isArray(value) || isMapping(value)
  return isKnown ? new Generated('reversed object', items) : items
}

export function* slices(value: unknown, count: unknown, fill: unknown = null): Iterable<unknown[]> {
  const items = toList(value)
  const parts = wantInt(count)
  if (parts === 0) throw new ZeroDivisionError('The filter "slice" cannot make 0 lists.')
  const size = Math.floor(items.length / parts)
  const extra = items.length % parts
  for (let index = 0; index < Math.min(parts, 1_000_000); index++) {
    const start = index * size + Math.min(index, extra)
    const part = items.slice(start, start + size + (index < extra ? 1 : 0))
    if (fill !== null && index >= extra) part.push(fill)
    yield part
  }
}

export function* batch(value: unknown, count: unknown, fill: unknown = null): Iterable<unknown[]> {
  const size = wantInt(count)
  let row: unknown[] = []
  for (const item of iterate(value)) {
    if (row.length === size) {
      yield row
      row = []
    }
    row.push(item)
  }
  if (row.length === 0) return
  if (fill !== null) while (row.length < Math.min(size, 1_000_000)) row.push(fill)
  yield row
}

/** One group of `groupby`: a tuple whose parts also have names. */
export class GroupTuple extends Tuple {
  get grouper(): unknown {
    return this[0]
  }

  get list(): unknown {
    return this[1]
  }
}

export function groupBy(
  env: EnvironmentLike,
  value: unknown,
  attribute: unknown,
  ...options: unknown[]
): unknown[] {
  const [otherwise = null, caseSensitive = false] = options
  const read = getter(env, attribute, otherwise)
  const key: Getter = (item) => (truth(caseSensitive) ? read(item) : ignoreCase(read(item)))
  const groups: GroupTuple[] = []
  let current: unknown
  for (const item of sorted(toList(value), key)) {
    const itemKey = key(item)
    if (groups.length === 0 || !equals(itemKey, current)) {
      const group = new GroupTuple()
      group.push(read(item), [])
      groups.push(group)
      current = itemKey
    }
    const members = groups[groups.length - 1].list as unknown[]
    members.push(item)
  }
  return groups
}

export function sum(
  env: EnvironmentLike,
  value: unknown,
  attribute: unknown = null,
  start: unknown = 0,
): unknown {
  const read = getter(env, attribute)
  let total = start
  for (const item of iterate(value)) total = add(total, read(item))
  return total
}

export function* map(...args: unknown[]): Iterable<unknown> {
  const [[context, value, ...rest], kwargs] = splitArguments(args) as [
    [ContextLike, unknown, ...unknown[]],
    Kwargs,
  ]
  if (isEmpty(value)) return
  const read = mapper(context, rest, kwargs)
  for (const item of iterate(value)) yield read(item)
}

function mapper(context: ContextLike, args: unknown[], kwargs: Kwargs): Getter {
  if (args.length === 0 && 'attribute' in kwargs) {
    const { attribute, default: otherwise = null, ...more } = kwargs
    const [unknown] = Object.keys(more)
    if (unknown !== undefined) {
      throw new FilterArgumentError(`The filter "map" does not take the keyword "${unknown}".`)
    }
    return getter(context.environment, attribute, otherwise)
  }
  if (args.length === 0)
    throw new FilterArgumentError('The filter "map" wants the name of a filter.')
  const [name, ...others] = args
  const named = Object.keys(kwargs).length > 0 ? kwargs : undefined
  return (item) => callFilter(context, name, item, others, named)
}

/** Makes one of the filters `select`, `reject`, `selectattr` and `rejectattr`. */
export function selector(
  wanted: boolean,
  byAttribute: boolean,
): (...args: unknown[]) => Iterable<unknown> {
  return function* (...args) {
    const [[context, value, ...rest], kwargs] = splitArguments(args) as [
      [ContextLike, unknown, ...unknown[]],
      Kwargs,
    ]
    if (isEmpty(value)) return
    if (byAttribute && rest.length === 0) {
      throw new FilterArgumentError('The filter wants the name of an attribute first.')
    }
    const read = byAttribute ? getter(context.environment, rest.shift()) : (item: unknown) => item
    const [name, ...others] = rest
    const named = Object.keys(kwargs).length > 0 ? kwargs : undefined
    const test = (item: unknown) =>
      rest.length === 0 ? truth(item) : truth(callTest(context, name, item, others, named))
    for (const item of iterate(value)) if (test(read(item)) === wanted) yield item
  }
}

function isEmpty(value: unknown): boolean {
  return value instanceof Undefined ? !value.__bool__() : !truth(value)
}
