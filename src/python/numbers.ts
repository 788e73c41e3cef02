import { ValueError } from '../errors.ts'

const integerPattern = /^[+-]?\p{Nd}+(?:_\p{Nd}+)*$/u
const floatPattern =
  /^[+-]?(?:\p{Nd}+(?:_\p{Nd}+)*(?:\.(?:\p{Nd}+(?:_\p{Nd}+)*)?)?|\.\p{Nd}+(?:_\p{Nd}+)*)(?:e[+-]?\p{Nd}+(?:_\p{Nd}+)*)?$/iu
const infinityPattern = /^[+-]?inf(?:inity)?$/i
const nanPattern = /^[+-]?nan$/i

/** What `int` and `float` take: text, or what is a number already. */
export type Numeric = string | number | bigint | boolean

/**
 * Reads a whole number as Python's `int` does: with a sign, blanks around it and underscores inside.
 * A number loses what stands behind its point.
 *
 * @throws ValueError When the text is something else, or the number has no end.
 */
export function int(text: Numeric): number {
  if (typeof text !== 'string') return wholePart(Number(text))
  const trimmed = text.trim()
  if (integerPattern.test(trimmed)) return Number(asciiDigits(trimmed).replaceAll('_', '')) + 0
  throw new ValueError(`"${text}" is not a whole number.`)
}

function wholePart(number: number): number {
  if (Number.isFinite(number)) return Math.trunc(number) + 0
  throw new ValueError(`"${number}" is not a whole number.`)
}

/**
 * Reads a number as Python's `float` does: with exponents, underscores, `inf` and `nan`.
 *
 * @throws ValueError When the text is something else.
 */
export function float(text: Numeric): number {
  if (typeof text !== 'string') return Number(text)
  const trimmed = text.trim()
  if (floatPattern.test(trimmed)) return Number(asciiDigits(trimmed).replaceAll('_', ''))
  if (infinityPattern.test(trimmed)) return trimmed[0] === '-' ? -Infinity : Infinity
  if (nanPattern.test(trimmed)) return Number.NaN
  throw new ValueError(`"${text}" is not a number.`)
}

/** Gives a text with the digits of other scripts as those of ASCII. */
export function asciiDigits(text: string): string {
  return text.replace(/(?!\p{ASCII})\p{Nd}/gu, digitOf)
}

// The digits of every script stand in runs of ten.
function digitOf(digit: string): string {
  let value = 0
  for (let code = (digit.codePointAt(0) ?? 0) - 1; isDigit(code); code--) value++
  return String(value % 10)
}

function isDigit(code: number): boolean {
  return /^\p{Nd}$/u.test(String.fromCodePoint(code))
}
