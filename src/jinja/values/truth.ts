import { Markup } from '../../markup.ts'
import { Float } from '../../python/float.ts'
import { absent } from '../../python/member.ts'
import { momentType } from '../../python/moments.ts'
import { isPlain, typeName } from '../../python/repr.ts'
import { compareText, isWide, textLength } from '../../python/text.ts'
import { TimeDelta } from '../../python/timedelta.ts'
import { Tuple } from '../../python/tuple.ts'
import { failFor, Undefined } from '../runtime/undefined.ts'
import { entriesOf, hashable, isDictLike, isMapping, keysOf, valueAt } from './dict.ts'
import { iterate } from './slice.ts'

interface Protocol {
  __bool__?(): unknown
  __len__?(): number
  __eq__?(other: unknown): unknown
  __contains__?(item: unknown): unknown
  size?: unknown
}

/** Tells whether Python counts a value as true. */
export function truth(value: unknown): boolean {
  switch (typeof value) {
    case 'boolean':
      return value
    case 'string':
      return value !== ''
    case 'number':
      return value !== 0
    case 'undefined':
      return false
    case 'bigint':
      return value !== 0n
    case 'object':
      return value !== null && objectTruth(value)
    default:
      return true
  }
}

function objectTruth(value: object): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (isPlain(value)) {
    for (const _ in value) return true
    return false
  }
  if (value instanceof Markup) return value.length > 0
  if (value instanceof Float) return value.valueOf() !== 0
  if (value instanceof Map || value instanceof Set) return value.size > 0
  const own = value as Protocol
  if (typeof own.__bool__ === 'function') return own.__bool__() === true
  if (typeof own.__len__ === 'function') return own.__len__() > 0
  if (value instanceof Uint8Array) return value.length > 0
  return !isDictLike(value) || typeof own.size !== 'number' || own.size > 0
}

/** Gives the length of a value, Python's `len`. */
export function length(value: unknown): number {
  if (typeof value === 'string') return textLength(value)
  if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value) || value instanceof Uint8Array) return value.length
    if (value instanceof Markup) return textLength(value.toString())
    if (value instanceof Map || value instanceof Set) return value.size
    const own = value as Protocol
    if (typeof own.__len__ === 'function') return own.__len__()
    if (isPlain(value)) return Object.keys(value).length
    if (isDictLike(value)) return typeof own.size === 'number' ? own.size : keysOf(value).length
    if (typeof own.size === 'number') return own.size
  }
  throw new TypeError(`A ${typeName(value)} has no length.`)
}

/** Gives the plain string or number behind Markup, Float and bool, and other values as they are. */
export function plain(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Markup) return value.toString()
  if (value instanceof Float) return value.valueOf()
  return value ?? null
}

/** Tells whether two values are equal in Python: by value, numbers across their types. */
export function equals(left: unknown, right: unknown): boolean {
  if (left instanceof Undefined) return left.__eq__(right)
  if (right instanceof Undefined) return right.__eq__(left)
  if (left === right) return typeof left !== 'number' || !Number.isNaN(left)
  const a = plain(left)
  const b = plain(right)
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    if (typeof a === 'bigint' || typeof b === 'bigint') return bigEquals(a, b)
    return a === b
  }
  return objectEquals(a, b)
}

function bigEquals(a: unknown, b: unknown): boolean {
  return isNumber(a) && isNumber(b) && a >= b && a <= b
}

function objectEquals(a: object, b: object): boolean {
  if (a === b) return true
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a instanceof Tuple === b instanceof Tuple &&
      a.length === b.length &&
      a.every((item, index) => equals(item, b[index]))
    )
  }
  if (a instanceof Set) {
    return b instanceof Set && a.size === b.size && [...a].every((item) => contains(item, b))
  }
  const own = (a as Protocol).__eq__
  if (typeof own === 'function') return own.call(a, b) === true
  if (a instanceof Date) return isSameKind(a, b) && a.getTime() === b.getTime()
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0
  if (!isMapping(a) || !isMapping(b)) return false
  const entries = entriesOf(a)
  return (
    entries.length === length(b) &&
    entries.every(([key, value]) => {
      const other = valueAt(b, key)
      return other !== absent && equals(value, other)
    })
  )
}

/** Tells whether an item is in a container, Python's `in`. */
export function contains(item: unknown, container: unknown): boolean {
  if (typeof container === 'string' || container instanceof Markup) {
    if (typeof item !== 'string' && !(item instanceof Markup)) {
      throw new TypeError(`A text can contain only text, not a ${typeName(item)}.`)
    }
    return container.toString().includes(item.toString())
  }
  if (typeof container === 'object' && container !== null) {
    if (Array.isArray(container)) {
      return container.includes(item) || container.some((other) => equals(other, item))
    }
    const own = (container as Protocol).__contains__
    if (typeof own === 'function') return own.call(container, item) === true
    if (container instanceof Set) return inSet(container, item)
    if (container instanceof Uint8Array) return inBytes(container, item)
    if (isMapping(container)) return valueAt(container, keyOf(item)) !== absent
  }
  for (const other of iterate(container)) if (equals(other, item)) return true
  return false
}

function inBytes(bytes: Uint8Array, item: unknown): boolean {
  const wanted = plain(item)
  if (typeof wanted === 'number' && wanted >= 0 && wanted < 256) return bytes.includes(wanted)
  if (wanted instanceof Uint8Array) return Buffer.from(bytes).includes(Buffer.from(wanted))
  throw new TypeError(`Bytes can contain only bytes, not a ${typeName(item)}.`)
}

function keyOf(item: unknown): unknown {
  if (typeof item === 'object') hashable(item)
  return item
}

function inSet(set: Set<unknown>, item: unknown): boolean {
  if (set.has(item)) return true
  const wanted = hashable(item)
  for (const other of set) if (hashable(other) === wanted) return true
  return false
}

export type Order = '<' | '<=' | '>' | '>='

/** Compares two values by order; values of different kinds are a TypeError. */
export function compare(operator: Order, left: unknown, right: unknown): boolean {
  const a = plain(left)
  const b = plain(right)
  if (typeof a === 'number' && typeof b === 'number') return holds(operator, a, b)
  if (typeof a === 'string' && typeof b === 'string') {
    // Without characters of two code units JavaScript's order is Python's.
    return isWide(a) || isWide(b) ? holds(operator, compareText(a, b), 0) : holds(operator, a, b)
  }
  if (isNumber(a) && isNumber(b)) return holds(operator, a, b)
  if (a instanceof Undefined) return failFor(a)
  if (b instanceof Undefined) return failFor(b)
  if (Array.isArray(a) && Array.isArray(b) && a instanceof Tuple === b instanceof Tuple) {
    return compareLists(operator, a, b)
  }
  if (a instanceof Date && isSameKind(a, b)) return holds(operator, a.getTime(), b.getTime())
  if (a instanceof TimeDelta && b instanceof TimeDelta) {
    return holds(operator, a.milliseconds, b.milliseconds)
  }
  if (a instanceof Set && b instanceof Set) return compareSets(operator, a, b)
  throw new TypeError(
    `"${operator}" does not compare ${typeName(left)} with ${typeName(right)}. Convert one of them.`,
  )
}

// Python compares no day with a moment of one.
function isSameKind(a: Date, b: unknown): b is Date {
  return b instanceof Date && momentType(a) === momentType(b)
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function holds<T extends string | number | bigint>(operator: Order, a: T, b: T): boolean {
  if (operator === '<') return a < b
  if (operator === '>') return a > b
  return operator === '<=' ? a <= b : a >= b
}

function compareLists(operator: Order, a: readonly unknown[], b: readonly unknown[]): boolean {
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index++) {
    if (!equals(a[index], b[index])) return compare(operator, a[index], b[index])
  }
  return holds(operator, a.length, b.length)
}

function compareSets(operator: Order, a: Set<unknown>, b: Set<unknown>): boolean {
  const [small, large] = operator === '<' || operator === '<=' ? [a, b] : [b, a]
  if (operator.length === 1 && small.size === large.size) return false
  return [...small].every((item) => inSet(large, item))
}
