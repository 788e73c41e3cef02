import { decode } from '../../python/codecs.ts'
import { Tuple } from '../../python/tuple.ts'
import type { Callable } from '../types.ts'
import { builtin } from './call.ts'
import { table } from './table.ts'
import { textMethods } from './text-methods.ts'

// Bytes have these methods of text, for bytes as arguments.
const SHARED = [
  'center count endswith find index join ljust lstrip partition removeprefix removesuffix replace',
  'rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip zfill',
]

function overBytes(method: Callable): (...args: unknown[]) => unknown {
  return (...args) => toBytes(method(...(args.map(toText) as never[])))
}

function toText(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  if (Array.isArray(value))
    return value instanceof Tuple ? Tuple.from(value, toText) : value.map(toText)
  if (typeof value === 'string') throw new TypeError('Bytes are wanted here, not a str.')
  return value
}

function toBytes(value: unknown): unknown {
  if (typeof value === 'string') return Buffer.from(value, 'latin1')
  if (!Array.isArray(value)) return value
  return value instanceof Tuple ? Tuple.from(value, toBytes) : value.map(toBytes)
}

// Only ASCII letters have two cases in bytes.
function cased(bytes: Uint8Array, letters: RegExp): Buffer {
  const text = Buffer.from(bytes).toString('latin1')
  const other = (part: string) => (part < 'a' ? part.toLowerCase() : part.toUpperCase())
  return Buffer.from(text.replace(letters, other), 'latin1')
}

/** The methods of Python's `bytes`. */
export const bytesMethods = table({
  decode: ['bytes encoding? errors?', decode],
  lower: ['bytes', (bytes: Uint8Array) => cased(bytes, /[A-Z]+/g)],
  upper: ['bytes', (bytes: Uint8Array) => cased(bytes, /[a-z]+/g)],
  hex: ['bytes', (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')],
})
for (const name of SHARED.join(' ').split(' ')) {
  bytesMethods[name] = builtin('*', overBytes(textMethods[name]))
}
