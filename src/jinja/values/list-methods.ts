import { KeyError, ValueError } from '../../errors.ts'
import { IndexError } from '../../python/errors.ts'
import { repr } from '../../python/repr.ts'
import { type Kwargs, splitArguments } from './call.ts'
import { hashable } from './dict.ts'
import { slice, toList } from './slice.ts'
import { sorted } from './sort.ts'
import { table } from './table.ts'
import { wantInt } from './text-methods.ts'
import { contains, equals, truth } from './truth.ts'

function indexOf(list: unknown[], item: unknown, from: unknown = 0, to?: unknown): number {
  const start = wantInt(from)
  const part = slice(list, start, to === undefined ? null : wantInt(to), 1) as unknown[]
  const found = part.findIndex((other) => equals(other, item))
  if (found < 0) throw new ValueError(`The list does not contain ${repr(item)}.`)
  return found + (start < 0 ? Math.max(0, start + list.length) : start)
}

function count(list: unknown[], item: unknown): number {
  return list.filter((other) => equals(other, item)).length
}

function pop(list: unknown[], at: unknown = -1): unknown {
  const index = wantInt(at)
  const place = index < 0 ? index + list.length : index
  if (place < 0 || place >= list.length) {
    throw new IndexError(`The list has no item ${index}, its length is ${list.length}.`)
  }
  return list.splice(place, 1)[0]
}

function sort(...args: unknown[]): null {
  const [[list, ...rest], kwargs] = splitArguments(args) as [[unknown[]], Kwargs]
  if (rest.length > 0) throw new TypeError('The method "sort" takes its arguments by name.')
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
    (list: unknown[], index: unknown, item: unknown) => void list.splice(wantInt(index), 0, item),
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

// The item of a set that is equal to a value; what can change cannot be in one.
function discard(set: Set<unknown>, item: unknown): boolean {
  const wanted = hashable(item)
  for (const other of set) if (hashable(other) === wanted) return set.delete(other)
  return false
}

function remove(set: Set<unknown>, item: unknown): null {
  if (!discard(set, item)) throw new KeyError(`The set does not contain ${repr(item)}.`)
  return null
}

type Items = Set<unknown>

function popAny(set: Items): unknown {
  for (const item of set) {
    set.delete(item)
    return item
  }
  throw new KeyError('The set is empty, nothing can be taken from it.')
}

function update(set: Items, ...others: unknown[]): null {
  for (const item of others.flatMap(toList)) if (!contains(item, set)) set.add(item)
  return null
}

function union(set: Items, ...others: unknown[]): Items {
  const result = new Set(set)
  update(result, ...others)
  return result
}

// The items of a set that are, or are not, in each of the others.
function chosen(set: Items, others: unknown[], wanted: boolean): Items {
  const lists = others.map(toList)
  return new Set([...set].filter((item) => lists.every((list) => contains(item, list) === wanted)))
}

function symmetricDifference(set: Items, other: unknown): Items {
  return union(chosen(set, [other], false), chosen(union(new Set(), other), [set], false))
}

/** The methods of Python's `set`. */
export const setMethods = table({
  add: ['set item', (set: Items, item: unknown) => void (contains(item, set) || set.add(item))],
  discard: ['set item', (set: Items, item: unknown) => void discard(set, item)],
  remove: ['set item', remove],
  pop: ['set', popAny],
  clear: ['set', (set: Items) => set.clear()],
  copy: ['set', (set: Items) => new Set(set)],
  update: ['*', update],
  union: ['*', union],
  intersection: ['*', (set: Items, ...others: unknown[]) => chosen(set, others, true)],
  difference: ['*', (set: Items, ...others: unknown[]) => chosen(set, others, false)],
  symmetric_difference: ['set other', symmetricDifference],
  issubset: [
    'set other',
    (set: Items, other: unknown) => [...set].every((item) => contains(item, toList(other))),
  ],
  issuperset: [
    'set other',
    (set: Items, other: unknown) => toList(other).every((item) => contains(item, set)),
  ],
  isdisjoint: [
    'set other',
    (set: Items, other: unknown) => ![...set].some((item) => contains(item, toList(other))),
  ],
})
