import { ValueError } from '../errors.ts'
import { nameArguments } from './converter-arguments.ts'
import type { UrlMap } from './map.ts'
import { decimalText, integerText, readDigits } from './numbers.ts'
import { quotePath, urlText } from './quoting.ts'

/** Thrown by a converter that does not take a value; the address is then not found. Werkzeug's `ValidationError`. */
export class ValidationError extends ValueError {
  override name = 'ValidationError'
}

/**
 * Turns a piece of a path into a value and back. Werkzeug's `BaseConverter`.
 *
 * Subclasses set `static regex`, and override `toPython` and `toUrl`. A `regex`, `weight` or
 * `partIsolating` on the instance wins over the static one.
 */
export class BaseConverter {
  /** What the text must look like: a regular expression without anchors, or its text. */
  static regex: string | RegExp = '[^/]+'
  /** Where it stands among others in the same place; the lowest is tried first. */
  static weight = 100
  /** Whether the value stays within one segment; unless set, whether `regex` has no slash. */
  static partIsolating: boolean | undefined = true

  declare regex?: string | RegExp
  declare weight?: number
  declare partIsolating?: boolean
  /** The map that the rule belongs to. */
  readonly map: UrlMap

  /**
   * @param map The map that the rule belongs to.
   * @param _args The arguments in the rule: positional ones as they stand, keywords as one last object.
   */
  constructor(map: UrlMap, ..._args: unknown[]) {
    this.map = map
  }

  /**
   * Gives the view's value. Werkzeug's `to_python`.
   *
   * @param value The decoded text.
   * @throws ValidationError When the address is not to be found.
   */
  toPython(value: string): unknown {
    return value
  }

  /**
   * Gives the text in a URL, percent-encoded. Werkzeug's `to_url`.
   *
   * @param value The value given to `urlFor`.
   */
  toUrl(value: unknown): string {
    return quotePath(urlText(value))
  }
}

/** A class of converters. */
export type ConverterClass = new (map: UrlMap, ...args: never[]) => BaseConverter

/** Takes text without a slash: `string(minlength=1, maxlength=None, length=None)`. */
export class UnicodeConverter extends BaseConverter {
  constructor(map: UrlMap, ...args: unknown[]) {
    super(map)
    if (args.length === 0) return
    const given = nameArguments('string', ['minlength', 'maxlength', 'length'], args)
    const length = wholeNumber('string', 'length', given.length)
    const least = wholeNumber('string', 'minlength', given.minlength) ?? 1
    const most = wholeNumber('string', 'maxlength', given.maxlength)
    this.regex = length === undefined ? `[^/]{${least},${most ?? ''}}` : `[^/]{${length}}`
  }
}

/** Takes one of the texts in the rule: `any(about, help, "two words")`. */
export class AnyConverter extends BaseConverter {
  /** The texts, in their order. */
  readonly items: ReadonlySet<string>
  readonly #ownRegex: string

  constructor(map: UrlMap, ...items: unknown[]) {
    super(map)
    for (const item of items) {
      if (typeof item === 'object') {
        throw new TypeError('The converter "any" takes texts: <any(about, help):page>.')
      }
    }
    this.items = new Set(items.map(String))
    this.#ownRegex = `(?:${[...this.items].map(escapeRegex).join('|')})`
    this.regex = this.#ownRegex
  }

  /** Whether `regex` still stands for `items`. */
  get ownsRegex(): boolean {
    return this.regex === this.#ownRegex
  }

  override toUrl(value: unknown): string {
    const text = urlText(value)
    if (this.items.has(text)) return text
    const items = [...this.items].sort().map((item) => `'${item}'`)
    throw new ValueError(`'${text}' is not one of ${items.join(', ')}`)
  }
}

/** Takes text with slashes, as little of it as will do. */
export class PathConverter extends BaseConverter {
  static override regex = '[^/].*?'
  static override weight = 200
  static override partIsolating: boolean | undefined = false
}

/** Takes the rest of a path as a list of segments: `*name` in a rule without `<`. */
export class WildcardConverter extends PathConverter {
  override toPython(value: string): unknown {
    return value.split('/')
  }

  override toUrl(value: unknown): string {
    return Array.isArray(value)
      ? value.map((item) => super.toUrl(item)).join('/')
      : super.toUrl(value)
  }
}

interface NumberArguments {
  fixedDigits: number
  min: number | undefined
  max: number | undefined
  signed: boolean
}

function numberArguments(
  converter: string,
  names: readonly string[],
  args: unknown[],
): NumberArguments {
  const given = nameArguments(converter, names, args)
  return {
    fixedDigits: wholeNumber(converter, 'fixed_digits', given.fixed_digits) ?? 0,
    min: numeric(converter, 'min', given.min),
    max: numeric(converter, 'max', given.max),
    signed: given.signed === true,
  }
}

/** What `int` and `float` have in common. */
export abstract class NumberConverter extends BaseConverter {
  static override weight = 50
  readonly fixedDigits: number
  readonly min: number | undefined
  readonly max: number | undefined
  readonly signed: boolean

  constructor(map: UrlMap, options: NumberArguments) {
    super(map)
    this.fixedDigits = options.fixedDigits
    this.min = options.min
    this.max = options.max
    this.signed = options.signed
    if (this.signed) {
      const { regex } = this.constructor as typeof BaseConverter
      this.regex = `-?${typeof regex === 'string' ? regex : regex.source}`
    }
  }

  override toPython(value: string): number {
    if (this.fixedDigits > 0 && value.length !== this.fixedDigits) throw new ValidationError()
    const number = Number(value)
    if (this.min !== undefined && number < this.min) throw new ValidationError()
    if (this.max !== undefined && number > this.max) throw new ValidationError()
    return number
  }

  protected pad(text: string): string {
    if (text.startsWith('-')) return `-${text.slice(1).padStart(this.fixedDigits - 1, '0')}`
    return text.padStart(this.fixedDigits, '0')
  }
}

/** Takes whole numbers: `int(fixed_digits=0, min=None, max=None, signed=False)`; those beyond 2**53 are not found. */
export class IntegerConverter extends NumberConverter {
  static override regex = '\\d+'
  readonly #isPlain: boolean

  constructor(map: UrlMap, ...args: unknown[]) {
    super(map, numberArguments('int', ['fixed_digits', 'min', 'max', 'signed'], args))
    this.#isPlain = args.length === 0
  }

  override toPython(value: string): number {
    const number = this.#isPlain && value.length < 10 ? readDigits(value) : super.toPython(value)
    if (!Number.isSafeInteger(number)) throw new ValidationError()
    return number === 0 ? 0 : number
  }

  override toUrl(value: unknown): string {
    return this.pad(integerText(value))
  }
}

/** Takes numbers with a decimal point: `float(min=None, max=None, signed=False)`. */
export class FloatConverter extends NumberConverter {
  static override regex = '\\d+\\.\\d+'

  constructor(map: UrlMap, ...args: unknown[]) {
    super(map, numberArguments('float', ['min', 'max', 'signed'], args))
  }

  override toPython(value: string): number {
    const number = super.toPython(value)
    if (!Number.isFinite(number)) throw new ValidationError()
    return number
  }

  override toUrl(value: unknown): string {
    return decimalText(value)
  }
}

/** Takes a UUID, and gives its text in lower case. */
export class UUIDConverter extends BaseConverter {
  static override regex =
    '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}'

  override toPython(value: string): string {
    return value.toLowerCase()
  }

  override toUrl(value: unknown): string {
    return String(value)
  }
}

/** The converters that every map begins with. */
export const DEFAULT_CONVERTERS: Readonly<Record<string, ConverterClass>> = Object.freeze({
  default: UnicodeConverter,
  string: UnicodeConverter,
  any: AnyConverter,
  path: PathConverter,
  int: IntegerConverter,
  float: FloatConverter,
  uuid: UUIDConverter,
})

/** Writes a text so that a regular expression takes it literally. */
export function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, (character) =>
    character === '-' ? '\\x2d' : `\\${character}`,
  )
}

function numeric(converter: string, name: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw new ValueError(
    `The argument "${name}" of the converter "${converter}" must be a number, and is "${value}".`,
  )
}

function wholeNumber(converter: string, name: string, value: unknown): number | undefined {
  const number = numeric(converter, name, value)
  if (number === undefined || (Number.isInteger(number) && number >= 0)) return number
  throw new ValueError(
    `The argument "${name}" of the converter "${converter}" must be a whole number, and is "${value}".`,
  )
}
