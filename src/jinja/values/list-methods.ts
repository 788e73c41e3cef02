import { KeyError, ValueError } from '../../errors.ts'
import { IndexError } from '../../python/errors.ts'
import { repr } from '../../python/repr.ts'
import { type Kwargs, splitArguments } from './call.ts'
import { slice, toList } from './slice.ts'
import { sorted } from './sort.ts'
import { table } from './table.ts'
import { contains, equals, truth } from './truth.ts'

function indexOf(list: unknown[], item: unknown, start = 0, stop = list.length): number {
  const part = slice(list, start, stop, 1) as unknown[]
  const found = part.findIndex((other) => equals(other, item))
  if (found < 0) throw new ValueError(`The list does not contain ${repr(item)}.`)
  return found + (start < 0 ? Math.max(0, start + list.length) : start)
}

function count(list: unknown[], item: unknown): number {
  return list.filter((other) => equals(other, item)).length
}

function pop(list: unknown[], index = -1): unknown {
  const place = index < 0 ? index + list.length : index
  if (place < 0 || place >= list.length) {
    throw new IndexError(`The list has no item ${index}, its length is ${list.length}.`)
  }
  return list.splice(place, 1)[0]
}

function sort(...args: unknown[]): null {
  const [[list], kwargs] = splitArguments(args) as [[unknown[]], Kwargs]
  const key = kwargs.key as ((item: unknown) => unknown) | undefined
  const items = sorted(list, key ?? ((item) => item), truth(kwargs.reverse))
  list.splice(0, list.length, ...items)
  return null
}

/** The methods of Python's `list`. */
export const listMethods = table({
  append: ['list item', (list: unknown[], item: unknown) => void list.push(item)],
  extend: [
    'list items',
    (list: unknown[], items: unknown) => {
      for (const item of toList(items)) list.push(item)
    },
  ],
  insert: [
    'list index item',
    (list: unknown[], index: number, item: unknown) => void list.splice(index, 0, item),
  ],
  pop: ['list index?', pop],
  remove: [
    'list item',
    (list: unknown[], item: unknown) => void list.splice(indexOf(list, item), 1),
  ],
  clear: ['list', (list: unknown[]) => void (list.length = 0)],
  index: ['list item start? stop?', indexOf],
  count: ['list item', count],
  sort: ['*', sort],
  reverse: ['list', (list: unknown[]) => void list.reverse()],
  copy: ['list', (list: unknown[]) => list.slice()],
})

/** The methods of Python's `tuple`. */
export const tupleMethods = table({
  index: ['list item start? stop?', indexOf],
  count: ['list item', count],
})

function remove(set: Set<unknown>, item: unknown): null {
  if (!set.delete(item)) throw new KeyError(`The set does not contain ${repr(item)}.`)
  return null
}

type Items = Set<unknown>

/** The methods of Python's `set`. */
export const setMethods = table({
  add: ['set item', (set: Items, item: unknown) => void (contains(item, set) || set.add(item))],
  discard: ['set item', (set: Items, item: unknown) => void set.delete(item)],
  remove: ['set item', remove],
  clear: ['set', (set: Items) => set.clear()],
  copy: ['set', (set: Items) => new Set(set)],
  update: [
    'set items',
    (set: Items, items: unknown) => {
      for (const item of toList(items)) set.add(item)
    },
  ],
  union: ['set other', (set: Items, other: unknown) => new Set([...set, ...toList(other)])],
  intersection: [
    'set other',
    (set: Items, other: unknown) => new Set([...set].filter((item) => contains(item, other))),
  ],
  difference: [
    'set other',
    (set: Items, other: unknown) => new Set([...set].filter((item) => !contains(item, other))),
  ],
  issubset: [
    'set other',
    (set: Items, other: unknown) => [...set].every((item) => contains(item, other)),
  ],
  issuperset: [
    'set other',
    (set: Items, other: unknown) => toList(other).every((item) => contains(item, set)),
  ],
  isdisjoint: [
    'set other',
    (set: Items, other: unknown) => ![...set].some((item) => contains(item, other)),
  ],
})
