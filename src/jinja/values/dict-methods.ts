import { KeyError } from '../../errors.ts'
import { absent } from '../../python/member.ts'
import { repr } from '../../python/repr.ts'
import { Tuple } from '../../tuple.ts'
import { splitArguments } from './call.ts'
import { deleteValue, entriesOf, isMapping, keysOf, makeDict, setValue, valueAt } from './dict.ts'
import { toList } from './slice.ts'
import { table } from './table.ts'
import { ItemsView, KeysView, ValuesView } from './view.ts'

/** Gives the pairs of a mapping as tuples. */
export function items(dict: object): unknown[] {
  return ItemsView.showing(entriesOf(dict).map((pair) => Tuple.from(pair)))
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

function fromKeys(_dict: object, keys: unknown, value: unknown = null): object {
  return makeDict(toList(keys).map((key) => [key, value]))
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
  keys: ['dict', (dict: object) => KeysView.showing(keysOf(dict))],
  values: ['dict', (dict: object) => ValuesView.showing(entriesOf(dict).map(([, value]) => value))],
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
  fromkeys: ['dict keys value?', fromKeys],
})
