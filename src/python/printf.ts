import { KeyError, ValueError } from '../errors.ts'
import { exponential, fixed } from './float.ts'
import { absent, itemOf } from './member.ts'
import { character, toInteger, toNumber } from './printf-values.ts'
import { hasHtml } from './protocol.ts'
import { asciiOnly, repr, str, typeName } from './repr.ts'
import { justify, sliceText } from './text.ts'
import { Tuple } from './tuple.ts'

/** How values become text inside a format: `Markup` escapes them here. */
export interface Texts {
  str(value: unknown): string
  repr(value: unknown): string
}

const PLAIN: Texts = { str, repr }
const LARGEST = 1_000_000

interface Spec {
  left: boolean
  sign: '' | '+' | ' '
  alternate: boolean
  zero: boolean
  width: number
  precision: number
}

/**
 * Formats as Python's `%` operator does.
 * @param format The format, such as `%s has %05.2f`.
 * @param values A Tuple of values, a mapping for `%(name)s`, or a single value.
 * @param texts How values become text; Python's `str` and `repr` by default.
 */
export function printf(format: string, values: unknown, texts: Texts = PLAIN): string {
  return new Printf(format, values, texts).run()
}

class Printf {
  readonly format: string
  readonly values: unknown
  readonly texts: Texts
  readonly list: readonly unknown[]
  place = 0
  used = 0

  constructor(format: string, values: unknown, texts: Texts) {
    this.format = format
    this.values = values
    this.texts = texts
    this.list = values instanceof Tuple ? values : [values]
  }

  run(): string {
    let result = ''
    const { format } = this
    for (;;) {
      const percent = format.indexOf('%', this.place)
      if (percent < 0) break
      result += format.slice(this.place, percent)
      this.place = percent + 1
      result += this.conversion()
    }
    if (this.used < this.list.length && !this.isMapping()) {
      throw new TypeError('Not all arguments were used by the format. Remove some, or add a "%s".')
    }
    return result + format.slice(this.place)
  }

  isMapping(): boolean {
    const { values } = this
    return (
      typeof values === 'object' &&
      values !== null &&
      !(values instanceof Tuple) &&
      typeName(values) !== 'float' &&
      !hasHtml(values)
    )
  }

  conversion(): string {
    const key = this.key()
    const spec = this.spec()
    while ('hlL'.includes(this.peek()) && this.peek() !== '') this.place++
    const type = this.peek()
    this.place++
    if (type === '%') return '%'
    if (type === '') throw new ValueError(`The format "${this.format}" ends within a "%".`)
    if (!'diouxXeEfFgGcrsa'.includes(type)) {
      throw new ValueError(
        `The format "${this.format}" has "%${type}", which is unknown. Write "%%" for a percent sign.`,
      )
    }
    return this.convert(type, spec, key === undefined ? this.next() : this.lookup(key))
  }

  peek(): string {
    return this.format[this.place] ?? ''
  }

  key(): string | undefined {
    if (this.peek() !== '(') return undefined
    const start = ++this.place
    for (let depth = 1; depth > 0; this.place++) {
      if (this.place >= this.format.length) {
        throw new ValueError(`The format "${this.format}" has a key without ")".`)
      }
      if (this.peek() === '(') depth++
      else if (this.peek() === ')') depth--
    }
    return this.format.slice(start, this.place - 1)
  }

  spec(): Spec {
    const spec: Spec = {
      left: false,
      sign: '',
      alternate: false,
      zero: false,
      width: 0,
      precision: -1,
    }
    for (; '-+ #0'.includes(this.peek()) && this.peek() !== ''; this.place++) {
      const flag = this.peek()
      if (flag === '-') spec.left = true
      else if (flag === '+') spec.sign = '+'
      else if (flag === '#') spec.alternate = true
      else if (flag === '0') spec.zero = true
      else if (spec.sign === '') spec.sign = ' '
    }
    spec.width = this.number() ?? 0
    if (spec.width < 0) {
      spec.left = true
      spec.width = -spec.width
    }
    if (this.peek() === '.') {
      this.place++
      spec.precision = Math.max(0, this.number() ?? 0)
    }
    return spec
  }

  number(): number | undefined {
    if (this.peek() === '*') {
      this.place++
      const value = this.next()
      if (typeof value !== 'number') throw new TypeError('The "*" of a format wants an int.')
      return checkSize(value)
    }
    const start = this.place
    while (this.peek() >= '0' && this.peek() <= '9') this.place++
    return start === this.place
      ? undefined
      : checkSize(Number(this.format.slice(start, this.place)))
  }

  next(): unknown {
    if (this.used >= this.list.length) {
      throw new TypeError(`There are not enough arguments for the format "${this.format}".`)
    }
    return this.list[this.used++]
  }

  lookup(key: string): unknown {
    const { values } = this
    if (!this.isMapping() || Array.isArray(values))
      throw new TypeError('The format requires a mapping.')
    this.used = this.list.length
    const value = itemOf(values as object, key)
    if (value === absent) throw new KeyError(`The format names "${key}", which the mapping lacks.`)
    return value
  }

  convert(type: string, spec: Spec, value: unknown): string {
    switch (type) {
      case 's':
        return pad(cut(this.texts.str(value), spec), spec)
      case 'r':
        return pad(cut(this.texts.repr(value), spec), spec)
      case 'a':
        return pad(cut(asciiOnly(this.texts.repr(value)), spec), spec)
      case 'c':
        return pad(character(value), spec)
      case 'd':
      case 'i':
      case 'u':
        return integerText(toInteger(value, type, false), 10, spec, '')
      case 'o':
        return integerText(toInteger(value, type, true), 8, spec, spec.alternate ? '0o' : '')
      case 'x':
      case 'X': {
        const text = integerText(toInteger(value, type, true), 16, spec, spec.alternate ? '0x' : '')
        return type === 'X' ? text.toUpperCase() : text
      }
      default:
        return floatPrintf(toNumber(value), type, spec)
    }
  }
}

function checkSize(size: number): number {
  if (Math.abs(size) <= LARGEST) return size
  throw new ValueError(`The width or precision ${size} is too large. The most is ${LARGEST}.`)
}

function cut(text: string, spec: Spec): string {
  return spec.precision < 0 ? text : sliceText(text, 0, spec.precision, 1)
}

function pad(text: string, spec: Spec): string {
  return spec.width > 0 ? justify(text, spec.width, ' ', spec.left ? 'left' : 'right') : text
}

function integerText(value: bigint, base: number, spec: Spec, prefix: string): string {
  const digits = (value < 0n ? -value : value).toString(base)
  return signed(value < 0n, digits.padStart(spec.precision, '0'), spec, prefix)
}

function floatPrintf(value: number, type: string, spec: Spec): string {
  const lower = type.toLowerCase()
  const precision = spec.precision < 0 ? 6 : spec.precision
  const text = floatDigits(Math.abs(value), lower, precision, spec.alternate)
  const negative = value < 0 || Object.is(value, -0)
  const result = signed(
    negative,
    text,
    Number.isFinite(value) ? spec : { ...spec, zero: false },
    '',
  )
  return lower === type ? result : result.toUpperCase()
}

/**
 * Gives the digits of a number that is not negative in one of the styles `e`, `f` and `g`.
 * @param value The number; infinity and NaN too.
 * @param style The letter of the style.
 * @param precision The number of digits that the style counts.
 * @param alternate Whether `g` keeps zeros at the end, and the others a point without digits.
 */
export function floatDigits(
  value: number,
  style: string,
  precision: number,
  alternate: boolean,
): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf'
  const point = alternate && precision === 0 ? '.' : ''
  if (style === 'f') return fixed(value, precision) + point
  if (style === 'e') return exponential(value, precision).replace('e', `${point}e`)
  const digits = Math.max(precision, 1)
  const power = Number(exponential(value, digits - 1).split('e')[1])
  if (power < -4 || power >= digits) {
    const [mantissa, exponent] = exponential(value, digits - 1).split('e')
    return `${alternate ? mantissa : trimZeros(mantissa)}e${exponent}`
  }
  const text = fixed(value, digits - 1 - power)
  return alternate ? text : trimZeros(text)
}

function trimZeros(text: string): string {
  if (!text.includes('.')) return text
  let stop = text.length
  while (text[stop - 1] === '0') stop--
  return text.slice(0, text[stop - 1] === '.' ? stop - 1 : stop)
}

function signed(negative: boolean, digits: string, spec: Spec, prefix: string): string {
  const sign = negative ? '-' : spec.sign
  const head = sign + prefix
  if (spec.zero && !spec.left) return head + digits.padStart(spec.width - head.length, '0')
  return pad(head + digits, spec)
}
