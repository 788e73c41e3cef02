import { ValueError } from '../../errors.ts'
import { Markup } from '../../markup.ts'
import { Float, fixed, toFloat } from '../../python/float.ts'
import { asciiDigits } from '../../python/numbers.ts'
import { typeName } from '../../python/repr.ts'
import { strip } from '../../python/text.ts'
import { FilterArgumentError } from '../errors.ts'
import { failFor, Undefined } from '../runtime/undefined.ts'
import { div, mul, neg, pow } from '../values/arithmetic.ts'
import { wantInt } from '../values/text-methods.ts'
import { compare } from '../values/truth.ts'

const PREFIXES: Record<string, number> = { b: 2, o: 8, x: 16 }
const FLOAT =
  /^[-+]?(?:(?:[0-9](?:_?[0-9])*)(?:\.(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)(?:e[-+]?[0-9]+)?$/i

/** Reads a text as Python's `int` does; undefined when it is none. */
function readInt(source: string, base: number): number | bigint | undefined {
  const text = asciiDigits(strip(source, null, 'both')).toLowerCase()
  const negative = text[0] === '-'
  let digits = negative || text[0] === '+' ? text.slice(1) : text
  let radix = base
  const prefix = digits[0] === '0' ? PREFIXES[digits[1]] : undefined
  if (prefix !== undefined && (base === 0 || base === prefix)) {
    radix = prefix
    digits = digits.slice(digits[2] === '_' ? 3 : 2)
  } else if (base === 0) {
    if (/^0[0_]*[1-9]/.test(digits)) return undefined
    radix = 10
  }
  if (digits.length > 4300 || !/^[0-9a-z](?:_?[0-9a-z])*$/.test(digits)) return undefined
  let value = 0n
  for (const digit of digits.replaceAll('_', '')) {
    const number = Number.parseInt(digit, 36)
    if (number >= radix) return undefined
    value = value * BigInt(radix) + BigInt(number)
  }
  return small(negative ? -value : value)
}

function small(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** Reads a text as Python's `float` does; undefined when it is none. */
function readFloat(source: string): number | undefined {
  const text = asciiDigits(strip(source, null, 'both')).toLowerCase()
  if (FLOAT.test(text)) return Number(text.replaceAll('_', ''))
  const word = /^([-+]?)(inf|infinity|nan)$/.exec(text)
  if (word === null) return undefined
  if (word[2] === 'nan') return Number.NaN
  return word[1] === '-' ? -Infinity : Infinity
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value)
  if (value instanceof Float) return value.valueOf()
  if (typeof value === 'string' || value instanceof Markup) return readFloat(value.toString())
  if (value instanceof Undefined) return failFor(value)
  return numberItself(value)
}

// Python's int() and float() ask objects for these.
function numberItself(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { __int__: asInt, __float__: asFloat } = value as Record<string, unknown>
  const own = typeof asInt === 'function' ? asInt : asFloat
  return typeof own === 'function' ? numberOf(Reflect.apply(own, value, [])) : undefined
}

/** Gives an int, the filter `int`. */
export function toInt(value: unknown, otherwise: unknown = 0, base: unknown = 10): unknown {
  if (typeof value === 'bigint') return value
  if (typeof value === 'string' || value instanceof Markup) {
    const whole = readInt(value.toString(), wantInt(base))
    if (whole !== undefined) return whole
  }
  const number = numberOf(value)
  if (number === undefined || !Number.isFinite(number)) return otherwise
  return small(BigInt(Math.trunc(number)))
}

/** Gives a float, the filter `float`. */
export function toFloatFilter(value: unknown, otherwise: unknown = new Float(0)): unknown {
  const number = numberOf(value)
  return number === undefined ? otherwise : toFloat(number)
}

/** Gives the number that a file size is. */
export function sizeNumber(value: unknown): number {
  const number = numberOf(value)
  if (number !== undefined) return number
  if (typeof value !== 'string')
    throw new TypeError(`A size must be a number, not a ${typeName(value)}.`)
  throw new ValueError(`The size "${value}" is not a number.`)
}

/** Gives the distance from zero, the filter `abs`. */
export function absolute(value: unknown): unknown {
  if (value instanceof Undefined) throw new TypeError('An undefined value has no distance from 0.')
  return compare('<', value, 0) ? neg(value) : value === true ? 1 : value === false ? 0 : value
}

/** Rounds, the filter `round`. */
export function round(value: unknown, precision: unknown = 0, method: unknown = 'common'): unknown {
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    throw new FilterArgumentError(
      'The filter "round" takes the method "common", "ceil" or "floor".',
    )
  }
  const places = wantInt(precision)
  if (method === 'common') return roundHalf(value, places)
  const scale = pow(10, places)
  const scaled = mul(value, scale)
  if (typeof scaled === 'bigint') return div(scaled, scale)
  if (typeof scaled !== 'number' && !(scaled instanceof Float)) {
    throw new TypeError(`A ${typeName(value)} cannot be rounded.`)
  }
  const whole = method === 'ceil' ? Math.ceil(Number(scaled)) : Math.floor(Number(scaled))
  return div(whole + 0, scale)
}

function roundHalf(value: unknown, places: number): unknown {
  const isInt = typeof value === 'boolean' || (typeof value === 'number' && Number.isInteger(value))
  if ((isInt && places >= 0) || typeof value === 'bigint') return isInt ? Number(value) : value
  if (typeof value !== 'number' && !(value instanceof Float)) {
    if (typeof value !== 'boolean') throw new TypeError(`A ${typeName(value)} cannot be rounded.`)
  }
  const number = Number(value)
  if (!Number.isFinite(number)) return number
  const size = Math.abs(number)
  const rounded = places >= 0 ? Number(fixed(size, Math.min(places, 100))) : coarse(size, -places)
  const result = number < 0 ? -rounded : rounded
  return isInt ? result : toFloat(result)
}

function coarse(size: number, places: number): number {
  const unit = 10 ** Math.min(places, 308)
  return Number(fixed(size / unit, 0)) * unit
}
