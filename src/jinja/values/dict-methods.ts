import { KeyError } from '../../errors.ts'
import { absent } from '../../python/member.ts'
import { repr } from '../../python/repr.ts'
import { Tuple } from '../../tuple.ts'
import { splitArguments } from './call.ts'
import { deleteValue, entriesOf, isMapping, keysOf, makeDict, setValue, valueAt } from './dict.ts'
import { toList } from './slice.ts'
import { table } from './table.ts'

/** The keys, values or items of a dict: a list that prints as Python's views do. */
class View extends Array<unknown> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  kind = 'items'

  __repr__(): string {
    return `dict_${this.kind}(${repr(this.slice())})`
  }

  __str__(): string {
    return this.__repr__()
  }
}

function view(kind: string, items: readonly unknown[]): View {
  const result = new View()
  for (const item of items) result.push(item)
  Reflect.defineProperty(result, 'kind', { value: kind, enumerable: false })
  return result
}

/** Gives the pairs of a mapping as tuples. */
export function items(dict: object): unknown[] {
  return view(
    'items',
    entriesOf(dict).map((pair) => Tuple.from(pair)),
  )
}

function get(dict: object, key: unknown, otherwise: unknown = null): unknown {
  const found = valueAt(dict, key)
  return found === absent ? otherwise : found
}

function pop(dict: object, key: unknown, otherwise: unknown = absent): unknown {
  const found = valueAt(dict, key)
  if (found === absent) {
    if (otherwise === absent) throw new KeyError(`The dict has no key ${repr(key)}.`)
    return otherwise
  }
  deleteValue(dict, key)
  return found
}

function popItem(dict: object): unknown {
  const last = entriesOf(dict).at(-1)
  if (last === undefined) throw new KeyError('The dict is empty, nothing can be taken from it.')
  deleteValue(dict, last[0])
  return Tuple.from(last)
}

function setDefault(dict: object, key: unknown, value: unknown = null): unknown {
  const found = valueAt(dict, key)
  if (found !== absent) return found
  setValue(dict, key, value)
  return value
}

function update(...args: unknown[]): null {
  const [[dict, other], kwargs] = splitArguments(args) as [[object, unknown], object]
  if (other !== undefined) for (const [key, value] of pairsOf(other)) setValue(dict, key, value)
  for (const [key, value] of Object.entries(kwargs)) setValue(dict, key, value)
  return null
}

/** Gives the pairs of a mapping or of a list of pairs. */
export function pairsOf(value: unknown): [unknown, unknown][] {
  if (isMapping(value)) return entriesOf(value)
  return toList(value).map((pair) => {
    const [key, item] = toList(pair)
    return [key, item]
  })
}

/** The methods of Python's `dict`. */
export const dictMethods = table({
  items: ['dict', items],
  keys: ['dict', (dict: object) => view('keys', keysOf(dict))],
  values: [
    'dict',
    (dict: object) =>
      view(
        'values',
        entriesOf(dict).map(([, value]) => value),
      ),
  ],
  get: ['dict key default?', get],
  pop: ['dict key default?', pop],
  popitem: ['dict', popItem],
  setdefault: ['dict key default?', setDefault],
  update: ['*', update],
  clear: [
    'dict',
    (dict: object) => {
      for (const key of keysOf(dict)) deleteValue(dict, key)
    },
  ],
  copy: ['dict', (dict: object) => makeDict(entriesOf(dict))],
})
