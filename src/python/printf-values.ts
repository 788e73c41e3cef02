import { OverflowError } from './errors.ts'
import { Float } from './float.ts'
import { str, typeName } from './repr.ts'
import { textLength } from './text.ts'

/** What an object may say about the number that it stands for, under Python's names. */
interface Numeral {
  __int__?(): unknown
  __float__?(): unknown
}

/** Gives the character of `%c`. */
export function character(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') {
    const code = Number(value)
    if (Number.isInteger(code) && code >= 0 && code < 0x110000) return String.fromCodePoint(code)
    throw new OverflowError(`The format "%c" has no character for ${code}.`)
  }
  const text = str(value)
  if (textLength(text) !== 1) throw new TypeError('The format "%c" wants an int or one character.')
  return text
}

/** Gives the int of `%d`, or with `exact` of `%x`, which takes no float. */
export function toInteger(value: unknown, type: string, exact: boolean): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'boolean') return value ? 1n : 0n
  const number = value instanceof Float ? value.valueOf() : value
  if (typeof number === 'number' && Number.isFinite(number)) {
    if (!exact || Number.isInteger(value)) return BigInt(Math.trunc(number))
    throw new TypeError(`The format "%${type}" wants an int, not ${typeName(value)}.`)
  }
  const { __int__ } = (value ?? {}) as Numeral
  if (!exact && typeof __int__ === 'function') return toInteger(__int__.call(value), type, exact)
  throw new TypeError(`The format "%${type}" wants a number, not ${typeName(value)}.`)
}

/** Gives the float of `%f`. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value)
  if (value instanceof Float) return value.valueOf()
  const { __float__ } = (value ?? {}) as Numeral
  if (typeof __float__ === 'function') return toNumber(__float__.call(value))
  throw new TypeError(`The format wants a number, not ${typeName(value)}.`)
}
