import { KeyError, ValueError } from '../../errors.ts'
import { absent } from '../../python/member.ts'
import { isPlain, repr } from '../../python/repr.ts'
import { Tuple } from '../../python/tuple.ts'
import { failFor, Undefined } from '../runtime/undefined.ts'
import { splitArguments } from './call.ts'
import {
  deleteValue,
  entriesOf,
  hashable,
  isMapping,
  keysOf,
  makeDict,
  setValue,
  valueAt,
} from './dict.ts'
import { toList } from './slice.ts'
import { table } from './table.ts'
import { truth } from './truth.ts'
import { ItemsView, KeysView, ValuesView } from './view.ts'

/** Gives the pairs of a mapping as tuples. */
export function items(dict: object, multi?: unknown): unknown[] {
  const own = truth(multi) ? ownMethod(dict, 'items') : undefined
  if (own !== undefined) return Array.from(own({ multi: true }) as Iterable<unknown[]>, tupleOf)
  return ItemsView.showing(entriesOf(dict).map(tupleOf))
}

// A MultiDict has methods of its own, which take more than those of a dict.
function ownMethod(dict: object, name: string): ((...args: unknown[]) => unknown) | undefined {
  if (isPlain(dict) || dict instanceof Map) return undefined
  const own = (dict as Record<string, unknown>)[name]
  return typeof own === 'function' ? own.bind(dict) : undefined
}

function tupleOf(pair: readonly unknown[]): Tuple {
  return Tuple.from(pair)
}

function get(dict: object, key: unknown, otherwise: unknown = null, type?: unknown): unknown {
  const own = typeof type === 'function' ? ownMethod(dict, 'get') : undefined
  if (own !== undefined) return own(key, { default: otherwise, type })
  hashable(key)
  const found = valueAt(dict, key)
  return found === absent ? otherwise : found
}

function pop(dict: object, key: unknown, otherwise: unknown = absent): unknown {
  hashable(key)
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
  hashable(key)
  const found = valueAt(dict, key)
  if (found !== absent) return found
  setValue(dict, key, value)
  return value
}

function update(...args: unknown[]): null {
  const [[dict, ...others], kwargs] = splitArguments(args) as [[object, unknown], object]
  const other = onlyOne(others)
  if (other !== undefined) for (const [key, value] of pairsOf(other)) setValue(dict, key, value)
  for (const [key, value] of Object.entries(kwargs)) setValue(dict, key, value)
  return null
}

/** Gives the one argument that may be there; more are a TypeError. */
export function onlyOne(values: readonly unknown[]): unknown {
  if (values.length > 1) throw new TypeError(`At most 1 value is taken, not ${values.length}.`)
  return values[0]
}

function fromKeys(_dict: object, keys: unknown, value: unknown = null): object {
  return makeDict(toList(keys).map((key) => [key, value]))
}

/** Gives the pairs of a mapping or of a list of pairs. */
export function pairsOf(value: unknown): [unknown, unknown][] {
  if (value instanceof Undefined) return failFor(value)
  if (isMapping(value)) return entriesOf(value)
  return toList(value).map((pair) => {
    const items = toList(pair)
    if (items.length === 2) return [items[0], items[1]]
    throw new ValueError(`A pair for a dict has 2 items, not ${items.length}.`)
  })
}

/** The methods of Python's `dict`. */
export const dictMethods = table({
  items: ['dict multi?', items],
  keys: ['dict', (dict: object) => KeysView.showing(keysOf(dict))],
  values: ['dict', (dict: object) => ValuesView.showing(entriesOf(dict).map(([, value]) => value))],
  get: ['dict key default? type?', get],
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
  copy: ['dict', (dict: object) => ownMethod(dict, 'copy')?.() ?? makeDict(entriesOf(dict))],
  fromkeys: ['dict keys value?', fromKeys],
})
