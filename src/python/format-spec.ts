import { ValueError } from '../errors.ts'
import { strftime } from './datetime.ts'
import { Float, floatText, isFloat } from './float.ts'
import { floatDigits } from './printf.ts'
import { hasHtml } from './protocol.ts'
import { str, typeName } from './repr.ts'
import { justify, sliceText } from './text.ts'

const SPEC =
  /^(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?z?(?<alternate>#)?(?<zero>0)?(?<width>[0-9]+)?(?<group>[,_])?(?:\.(?<precision>[0-9]+))?(?<type>.)?$/su
const LARGEST = 1_000_000

interface Spec {
  fill: string
  align: string
  sign: string
  alternate: boolean
  width: number
  group: string
  precision: number
  type: string
}

/**
 * Prints a value by a format specification, as Python's `format(value, spec)`.
 * @param value Anything; text, numbers and dates know specifications.
 * @param text The specification, such as `>10`, `,.2f`, `%Y-%m-%d`.
 */
export function formatValue(value: unknown, text: string): string {
  const own = (value as { __format__?(spec: string): string } | null | undefined)?.__format__
  if (typeof own === 'function') return own.call(value, text)
  if (text === '') return str(value)
  if (value instanceof Date) return strftime(value, text)
  const spec = parseSpec(text)
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Float) {
    return formatNumber(value, spec)
  }
  if (typeof value === 'boolean') return formatNumber(Number(value), spec)
  if (typeof value === 'string' || hasHtml(value)) return formatText(str(value), spec)
  throw new TypeError(`A ${typeName(value)} takes no format specification ("${text}" was given).`)
}

function parseSpec(text: string): Spec {
  const found = SPEC.exec(text)?.groups
  if (found === undefined) throw new ValueError(`The format specification "${text}" is not valid.`)
  const width = Number(found.width ?? 0)
  const precision = Number(found.precision ?? -1)
  if (width > LARGEST || precision > LARGEST) {
    throw new ValueError(`The width or precision of "${text}" is too large.`)
  }
  return {
    fill: found.fill ?? (found.zero ? '0' : ' '),
    align: found.align ?? (found.zero ? '=' : ''),
    sign: found.sign ?? '',
    alternate: found.alternate !== undefined,
    width,
    group: found.group ?? '',
    precision,
    type: found.type ?? '',
  }
}

function formatText(text: string, spec: Spec): string {
  if (spec.sign !== '' || spec.alternate) {
    throw new ValueError('A sign or "#" in a format does not suit a text.')
  }
  const isText = spec.type === '' || spec.type === 's'
  if (!isText || spec.group !== '' || (spec.align === '=' && spec.fill !== '0')) {
    throw unknownType(spec, 'str')
  }
  const cut = spec.precision < 0 ? text : sliceText(text, 0, spec.precision, 1)
  return align(cut, spec, '<')
}

function unknownType(spec: Spec, type: string): ValueError {
  return new ValueError(`The format type "${spec.type || spec.align}" does not suit a ${type}.`)
}

function align(text: string, spec: Spec, usual: string): string {
  const side = spec.align === '' || spec.align === '=' ? usual : spec.align
  if (side === '^') return centerLeft(text, spec)
  return justify(text, spec.width, spec.fill, side === '<' ? 'left' : 'right')
}

// The odd fill character stands at the right here, other than in str.center.
function centerLeft(text: string, spec: Spec): string {
  const missing = spec.width - Array.from(text).length
  if (missing <= 0) return text
  const left = Math.floor(missing / 2)
  return spec.fill.repeat(left) + text + spec.fill.repeat(missing - left)
}

function formatNumber(value: number | bigint | Float, spec: Spec): string {
  if (spec.type !== '' && 'bcdoxXn'.includes(spec.type) && !isFloat(value)) {
    return formatInteger(BigInt(value as number | bigint), spec)
  }
  if (spec.type === '' && !isFloat(value)) {
    return formatInteger(BigInt(value as number | bigint), spec)
  }
  if (spec.type !== '' && !'eEfFgGn%'.includes(spec.type)) throw unknownType(spec, typeName(value))
  return formatFloat(Number(value), spec)
}

const BASES: Record<string, number> = { b: 2, o: 8, x: 16, X: 16 }

function formatInteger(value: bigint, spec: Spec): string {
  if (spec.precision >= 0) throw new ValueError('A precision does not suit an int.')
  if (spec.type === 'c') return align(String.fromCodePoint(Number(value)), spec, '<')
  const digits = (value < 0n ? -value : value).toString(BASES[spec.type] ?? 10)
  const prefix = spec.alternate && spec.type in BASES ? `0${spec.type}` : ''
  const text = spec.type === 'X' ? digits.toUpperCase() : digits
  return assemble(value < 0n, prefix, text, spec)
}

function formatFloat(value: number, spec: Spec): string {
  const lower = spec.type.toLowerCase()
  const size = Math.abs(value)
  let text: string
  if (lower === '%') text = `${floatDigits(size * 100, 'f', precisionOr(spec, 6), false)}%`
  else if (lower === '') text = generalDigits(size, spec)
  else text = floatDigits(size, lower === 'n' ? 'g' : lower, precisionOr(spec, 6), spec.alternate)
  if (lower !== spec.type) text = text.toUpperCase()
  return assemble(value < 0 || Object.is(value, -0), '', text, spec)
}

function precisionOr(spec: Spec, usual: number): number {
  return spec.precision < 0 ? usual : spec.precision
}

// Like "g", but with at least one digit behind the point.
function generalDigits(value: number, spec: Spec): string {
  if (spec.precision < 0) return floatText(value)
  const text = floatDigits(value, 'g', spec.precision, spec.alternate)
  if (/[.e]/.test(text) || !Number.isFinite(value)) return text
  if (text.length < Math.max(spec.precision, 1)) return `${text}.0`
  const [mantissa, exponent] = value.toExponential(Math.max(spec.precision, 1) - 1).split('e')
  const digits = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa
  return value === 0 ? '0.0' : `${digits}e+${String(Number(exponent)).padStart(2, '0')}`
}

function assemble(negative: boolean, prefix: string, digits: string, spec: Spec): string {
  const sign = negative ? '-' : spec.sign.replace('-', '')
  const head = sign + prefix
  if (spec.align !== '=') return align(head + grouped(digits, spec, 0), spec, '>')
  const width = spec.width - head.length
  if (spec.fill === '0') return head + grouped(digits, spec, width)
  return head + justify(grouped(digits, spec, 0), width, spec.fill, 'right')
}

function grouped(digits: string, spec: Spec, width: number): string {
  const end = digits.search(/[.e%]|[a-z]+$/i)
  const isInteger = spec.type === 'x' || spec.type === 'X' || end < 0
  const whole = isInteger ? digits : digits.slice(0, end)
  const rest = digits.slice(whole.length)
  if (spec.group === '') return whole.padStart(width - rest.length, '0') + rest
  const size = spec.type !== '' && 'bBoxX'.includes(spec.type) ? 4 : 3
  let text = separate(whole, size, spec.group)
  for (
    let zeros = whole;
    text.length + rest.length < width;
    text = separate(zeros, size, spec.group)
  ) {
    zeros = `0${zeros}`
  }
  return text + rest
}

function separate(digits: string, size: number, separator: string): string {
  const groups: string[] = []
  for (let end = digits.length; end > 0; end -= size) {
    groups.unshift(digits.slice(Math.max(0, end - size), end))
  }
  return groups.join(separator)
}
