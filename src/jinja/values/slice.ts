import { ValueError } from '../../errors.ts'
import { Markup } from '../../markup.ts'
import { isPlain, typeName } from '../../python/repr.ts'
import { isWide, sliceBounds, sliceText } from '../../python/text.ts'
import { Tuple } from '../../python/tuple.ts'
import { Undefined } from '../runtime/undefined.ts'
import { isDictLike } from './dict.ts'
import { Range } from './range.ts'
import { View } from './view.ts'

/** Gives what a loop goes over: the items of a list, the keys of a dict, the characters of text. */
export function iterate(value: unknown): Iterable<unknown> {
  if (Array.isArray(value)) return value
  if (typeof value === 'string') return isWide(value) ? Array.from(value) : value.split('')
  if (typeof value === 'object' && value !== null) {
    if (value instanceof Map) return value.keys()
    if (isPlain(value) && !(Symbol.iterator in value)) return Object.keys(value)
    const hasIterator = Symbol.iterator in value
    if (!(value instanceof Set) && isDictLike(value)) return value.keys()
    const { next } = value as Partial<Iterator<unknown>>
    if (typeof next === 'function') return resumable(value as Iterator<unknown>)
    if (hasIterator) return value as Iterable<unknown>
  }
  throw new TypeError(`A ${typeName(value)} cannot be iterated. Give a list or a dict.`)
}

// Without `return`: a loop that ends early leaves the rest for the next one, as in Python.
function resumable(items: Iterator<unknown>): Iterable<unknown> {
  return { [Symbol.iterator]: () => ({ next: () => items.next() }) }
}

/** Gives the items of anything that can be iterated as a new list. */
export function toList(value: unknown): unknown[] {
  return Array.from(iterate(value))
}

/** Gives a slice of a list, a tuple or a text; absent bounds are undefined or null. */
export function slice(value: unknown, start: unknown, stop: unknown, step: unknown): unknown {
  if (!isSliceable(value)) {
    if (value instanceof Undefined) return value.__getitem__(null)
    throw new TypeError(`A ${typeName(value)} cannot be sliced. Make it a list first.`)
  }
  const by = bound(step) ?? 1
  if (by === 0) throw new ValueError('A slice cannot have the step 0. Use 1 or -1.')
  const from = bound(start)
  const to = bound(stop)
  if (typeof value === 'string') return sliceText(value, from, to, by)
  if (value instanceof Markup) return value.slice(from, to, by)
  return sliceList(value, from, to, by)
}

function isSliceable(value: unknown): value is string | Markup | unknown[] | Uint8Array {
  if (Array.isArray(value)) return !(value instanceof View)
  return typeof value === 'string' || value instanceof Markup || value instanceof Uint8Array
}

function sliceList(
  value: unknown[] | Uint8Array,
  start: number | null,
  stop: number | null,
  step: number,
): unknown {
  const [from, to] = sliceBounds(value.length, start, stop, step)
  if (value instanceof Range) return value.part(from, to, step)
  if (step === 1) {
    const part = value.slice(from, Math.max(from, to))
    return value instanceof Tuple ? Tuple.from(part as unknown[]) : part
  }
  const items: unknown[] = []
  if (step > 0) for (let index = from; index < to; index += step) items.push(value[index])
  else for (let index = from; index > to; index += step) items.push(value[index])
  if (value instanceof Uint8Array) return Buffer.from(items as number[])
  return value instanceof Tuple ? Tuple.from(items) : items
}

function bound(value: unknown): number | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'number' && Number.isInteger(value)) return value
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'bigint')
    return value < 0n ? -Number.MAX_SAFE_INTEGER : Number.MAX_SAFE_INTEGER
  throw new TypeError(`A slice wants ints, not a ${typeName(value)}.`)
}
