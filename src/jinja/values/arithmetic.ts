import { Markup, toHtml } from '../../markup.ts'
import { OverflowError, ZeroDivisionError } from '../../python/errors.ts'
import { Float, isFloat, toFloat } from '../../python/float.ts'
import { printf } from '../../python/printf.ts'
import { hasHtml } from '../../python/protocol.ts'
import { str, typeName } from '../../python/repr.ts'
import { repeat } from '../../python/text.ts'
import { TimeDelta } from '../../python/timedelta.ts'
import { Tuple } from '../../python/tuple.ts'
import { failFor, Undefined } from '../runtime/undefined.ts'
import { reckonTime } from './time-arithmetic.ts'

const LONGEST = 10_000_000
const SAFE = Number.MAX_SAFE_INTEGER

type Numeric = number | bigint | Float

function isText(value: unknown): value is string | Markup {
  return typeof value === 'string' || value instanceof Markup
}

/** Adds numbers, joins texts or lists. */
export function add(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') return addNumbers(left, right)
  if (typeof left === 'string' && typeof right === 'string') return left + right
  if (!(left instanceof Undefined) && !(right instanceof Undefined)) {
    if (left instanceof Markup && (isText(right) || hasHtml(right))) return left.concat(right)
    if (right instanceof Markup && (isText(left) || hasHtml(left)))
      return Markup.escape(left).concat(right)
    if (Array.isArray(left) && Array.isArray(right)) return joinLists(left, right)
  }
  return calculate('+', left, right)
}

function addNumbers(left: number, right: number): unknown {
  const sum = left + right
  if (Number.isInteger(sum) && Math.abs(sum) <= SAFE) {
    return Number.isInteger(left) && Number.isInteger(right) ? sum : new Float(sum)
  }
  return calculate('+', left, right)
}

function joinLists(left: unknown[], right: unknown[]): unknown[] {
  if (left instanceof Tuple !== right instanceof Tuple) return unsupported('+', left, right)
  const items = [...left, ...right]
  return left instanceof Tuple ? Tuple.from(items) : items
}

/** Subtracts numbers, or one set from another. */
export function sub(left: unknown, right: unknown): unknown {
  if (left instanceof Set && right instanceof Set) {
    return new Set([...left].filter((item) => !right.has(item)))
  }
  return calculate('-', left, right)
}

/** Multiplies numbers, or repeats a text or list. */
export function mul(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') return calculate('*', left, right)
  if (left instanceof Undefined) return failFor(left)
  if (isText(left) || Array.isArray(left)) return repeated(left, right)
  if (isText(right) || Array.isArray(right)) return repeated(right, left)
  return calculate('*', left, right)
}

function repeated(value: string | Markup | unknown[], times: unknown): unknown {
  // Markup alone asks its own method first, which wants an int.
  if (times instanceof Undefined && !(value instanceof Markup)) return failFor(times)
  const count = typeof times === 'boolean' ? Number(times) : times
  if (typeof count === 'bigint') throw new OverflowError(`The int ${count} is too large here.`)
  if (typeof count !== 'number' || !Number.isInteger(count)) return unsupported('*', value, times)
  if (typeof value === 'string') return repeat(value, count)
  if (value instanceof Markup) return value.repeat(count)
  if (value.length * count > LONGEST) {
    throw new OverflowError(`The list would have more than ${LONGEST} items.`)
  }
  const items = Array.from({ length: Math.max(0, count) }, () => value).flat(1)
  return value instanceof Tuple ? Tuple.from(items) : items
}

/** Divides numbers and gives a float. */
export function div(left: unknown, right: unknown): unknown {
  return calculate('/', left, right)
}

/** Divides numbers and rounds down. */
export function floordiv(left: unknown, right: unknown): unknown {
  return calculate('//', left, right)
}

/** Gives the rest of a division, or formats a text by `%`. */
export function mod(left: unknown, right: unknown): unknown {
  if (typeof left === 'string') return printf(left, right)
  if (left instanceof Markup) return left.printf(right)
  return calculate('%', left, right)
}

/** Raises a number to a power. */
export function pow(left: unknown, right: unknown): unknown {
  return calculate('**', left, right)
}

/** Gives the negative of a number. */
export function neg(value: unknown): unknown {
  if (value instanceof TimeDelta) return new TimeDelta(-value.milliseconds)
  const number = numeric(value) ?? unsupported('-', value, value)
  if (typeof number === 'bigint') return -number
  if (number instanceof Float) return new Float(-number.valueOf())
  return number === 0 ? 0 : -number
}

/** Gives a number as it is; all else is a TypeError. */
export function pos(value: unknown): unknown {
  return value instanceof TimeDelta ? value : (numeric(value) ?? unsupported('+', value, value))
}

function numeric(value: unknown): Numeric | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value === 'boolean') return Number(value)
  return value instanceof Float ? value : undefined
}

function unsupported(operator: string, left: unknown, right: unknown): never {
  if (left instanceof Undefined) return failFor(left)
  if (right instanceof Undefined) return failFor(right)
  throw new TypeError(
    `"${operator}" does not work with ${typeName(left)} and ${typeName(right)}. Convert one of them.`,
  )
}

function calculate(operator: string, left: unknown, right: unknown): unknown {
  const a = numeric(left)
  const b = numeric(right)
  if (a === undefined || b === undefined) {
    return reckonTime(operator, left, right) ?? unsupported(operator, left, right)
  }
  if (isFloat(a) || isFloat(b) || operator === '/') {
    return toFloat(floats(operator, Number(a), Number(b)))
  }
  if (typeof a === 'number' && typeof b === 'number') {
    const result = integers(operator, a, b)
    if (typeof result !== 'number' || Math.abs(result) <= SAFE) return result
  }
  return bigIntegers(operator, BigInt(a as number | bigint), BigInt(b as number | bigint))
}

function refuseZero(value: number | bigint): void {
  if (value === 0 || value === 0n)
    throw new ZeroDivisionError('A number cannot be divided by zero.')
}

function integers(operator: string, a: number, b: number): number | Float {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b === 0 ? 0 : a * b
    case '//':
      refuseZero(b)
      return Number.isSafeInteger(a - rest(a, b)) ? (a - rest(a, b)) / b + 0 : Infinity
    case '%':
      refuseZero(b)
      return rest(a, b) + 0
    default:
      if (b < 0) refuseZero(a)
      return b < 0 ? toFloat(1 / a ** -b) : a ** b
  }
}

// The rest has the sign of the divisor.
function rest(a: number, b: number): number {
  const left = a % b
  return left !== 0 && left < 0 !== b < 0 ? left + b : left
}

function floats(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      refuseZero(b)
      return a / b
    case '//':
      refuseZero(b)
      return Math.floor(a / b)
    case '%':
      refuseZero(b)
      return rest(a, b) || (b < 0 ? -0 : 0)
    default:
      if (b < 0) refuseZero(a)
      return a ** b
  }
}

function bigIntegers(operator: string, a: bigint, b: bigint): unknown {
  switch (operator) {
    case '+':
      return normal(a + b)
    case '-':
      return normal(a - b)
    case '*':
      return normal(a * b)
    case '//':
      refuseZero(b)
      return normal((a - (((a % b) + b) % b)) / b)
    case '%':
      refuseZero(b)
      return normal(((a % b) + b) % b)
    default:
      return power(a, b)
  }
}

function power(a: bigint, b: bigint): unknown {
  if (b < 0n) return toFloat(Number(a) ** Number(b))
  if (b > 100_000n && a !== 0n && a !== 1n && a !== -1n) {
    throw new OverflowError(`The power ${b} is too large. The most is 100000.`)
  }
  return normal(a ** b)
}

function normal(value: bigint): number | bigint {
  return value >= -SAFE && value <= SAFE ? Number(value) : value
}

/** Joins the texts of values, the operator `~`; with Markup among them the others are escaped. */
export function concat(autoescape: boolean, parts: readonly unknown[]): unknown {
  // What is no text counts by its text, even if it has HTML of its own.
  const isMarked = autoescape && parts.some((part) => part instanceof Markup)
  if (!isMarked) return parts.map(str).join('')
  return new Markup(parts.map((part) => toHtml(isText(part) ? part : str(part))).join(''))
}
