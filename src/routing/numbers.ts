import { ValueError } from '../errors.ts'
import { urlText } from './quoting.ts'

/** Reads digits; any other text as `Number` does, since a subclass may have a regular expression of its own. */
export function readDigits(text: string): number {
  let number = 0
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return Number(text)
    number = number * 10 + digit
  }
  return text === '' ? Number.NaN : number
}

/** Writes a whole number for a URL. */
export function integerText(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value))
    return BigInt(value.trim().replace(/^\+/, '')).toString()
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number' && Number.isFinite(value)) {
    return Number.isSafeInteger(value) ? String(value) : BigInt(Math.trunc(value)).toString()
  }
  throw unfit(value, 'a whole number')
}

/** Writes a number with a decimal point for a URL. */
export function decimalText(value: unknown): string {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
  if (Number.isNaN(number) || value === null || typeof value === 'object') {
    throw unfit(value, 'a number')
  }
  const text = String(number)
  if (text.includes('e')) return plain(number)
  return Number.isInteger(number) ? `${text}.0` : text
}

// Without an exponent, which no rule takes.
function plain(number: number): string {
  if (Math.abs(number) >= 1) return `${BigInt(number)}.0`
  const [digits, exponent] = number.toExponential().split('e')
  const figures = digits.replace(/[-.]/g, '')
  return `${number < 0 ? '-' : ''}0.${'0'.repeat(-Number(exponent) - 1)}${figures}`
}

// As Python has it: a value of another type, not a text that reads wrongly, is a TypeError.
function unfit(value: unknown, wanted: string): Error {
  const message = `"${urlText(value)}" is not ${wanted}, which the rule needs for a URL.`
  return typeof value === 'object' || value === undefined
    ? new TypeError(message)
    : new ValueError(message)
}
