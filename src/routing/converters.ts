import { ValueError } from '../errors.ts'
import type { UrlMap } from './map.ts'
import { quotePath } from './quote.ts'

/** A value does not fit: thrown by `toPython` the rule does not match, by `toUrl` it does not build. */
export class ValidationError extends ValueError {
  override name = 'ValidationError'
}

/** A class of converters. */
export type ConverterClass = (new (map: UrlMap, ...args: never[]) => BaseConverter) & { regex: string | RegExp }

/** Turns a part of a path into a value and back. Subclass it and add it to `app.urlMap.converters`. */
export class BaseConverter {
  /** What the part looks like: a regular expression without anchors. */
  static regex: string | RegExp = '[^/]+'
  /** The order among rules that fit alike: smaller first. */
  static weight = 100
  /** Whether a value stays within one segment; when `regex` has no slash, unless set. */
  static partIsolating: boolean | undefined

  readonly map: UrlMap
  declare regex: string | RegExp
  declare weight: number
  declare partIsolating: boolean

  /** @param map The map that the rule belongs to. */
  constructor(map: UrlMap, ..._args: unknown[]) {
    this.map = map
  }

  /**
   * Makes the value of a part.
   *
   * @throws ValidationError When the part does not fit after all.
   */
  toPython(value: string): unknown {
    return value
  }

  /**
   * Makes the part of a value, quoted for a URL.
   *
   * @throws ValidationError When the value does not fit.
   */
  toUrl(value: unknown): string {
    return quotePath(String(value))
  }

  static {
    // Read through the instance, so that a field or an assignment in a constructor wins over the class.
    for (const name of ['regex', 'weight', 'partIsolating'] as const) {
      Object.defineProperty(BaseConverter.prototype, name, {
        configurable: true,
        get(this: BaseConverter) {
          const kind = this.constructor as typeof BaseConverter
          if (name !== 'partIsolating') return kind[name]
          return kind.partIsolating ?? (kind === BaseConverter || !source(kind.regex).includes('/'))
        },
        set(this: BaseConverter, value: unknown) {
          Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true })
        },
      })
    }
  }
}

/** Gives the text of a regular expression. */
export function source(regex: string | RegExp): string {
  return typeof regex === 'string' ? regex : regex.source
}

function option(given: unknown[], names: readonly string[]): Record<string, unknown> {
  const options: Record<string, unknown> = {}
  given.forEach((value, index) => {
    if (typeof value === 'object' && value !== null) Object.assign(options, value)
    else options[names[index] ?? `argument ${index + 1}`] = value
  })
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) throw new ValueError(`A converter was given "${name}"; it takes ${names.join(', ') || 'nothing'}.`)
  }
  return options
}

function count(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined
  const number = Number(value)
  if (!Number.isInteger(number)) throw new ValueError(`A converter was given "${String(value)}" where it takes a whole number.`)
  return number
}

/** `<name>` and `<string(minlength=1, maxlength=None, length=None):name>`: text without a slash. */
export class UnicodeConverter extends BaseConverter {
  static override partIsolating: boolean | undefined = true
  readonly least: number
  readonly most: number

  constructor(map: UrlMap, ...args: unknown[]) {
    super(map)
    const { minlength, maxlength, length } = option(args, ['minlength', 'maxlength', 'length'])
    const exact = count(length)
    this.least = exact ?? count(minlength) ?? 1
    this.most = exact ?? count(maxlength) ?? Number.POSITIVE_INFINITY
    this.regex = `[^/]{${this.least},${this.most === Number.POSITIVE_INFINITY ? '' : this.most}}`
  }
}

/** `<any(one, two):name>`: one of the words. */
export class AnyConverter extends BaseConverter {
  readonly items: readonly string[]

  constructor(map: UrlMap, ...items: unknown[]) {
    super(map)
    this.items = items.map(String)
    this.regex = `(?:${this.items.map((item) => item.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|')})`
    this.partIsolating = !this.items.some((item) => item.includes('/'))
  }

  override toUrl(value: unknown): string {
    if (this.items.includes(String(value))) return quotePath(String(value))
    throw new ValueError(`"${String(value)}" is none of the words of the rule: ${this.items.join(', ')}.`)
  }
}

/** `<path:name>`: text with slashes. */
export class PathConverter extends BaseConverter {
  static override partIsolating: boolean | undefined = false
  static override regex: string | RegExp = '[^/][^\\n]*?'
  static override weight = 200
}

/** `*name` of path-to-regexp: the segments of a path. */
export class WildcardConverter extends PathConverter {
  override toPython(value: string): unknown {
    return value.split('/')
  }

  override toUrl(value: unknown): string {
    const parts = Array.isArray(value) ? value : [value]
    if (parts.length === 0) throw new ValidationError('A wildcard needs at least one segment.')
    return parts.map((part) => quotePath(String(part)).replaceAll('/', '%2F')).join('/')
  }
}

abstract class NumberConverter extends BaseConverter {
  static override weight = 50
  static override partIsolating: boolean | undefined = true
  readonly fixedDigits: number
  readonly min: number | undefined
  readonly max: number | undefined
  readonly signed: boolean

  constructor(map: UrlMap, names: readonly string[], args: unknown[]) {
    super(map)
    const options = option(args, names)
    this.fixedDigits = count(options['fixed_digits']) ?? 0
    this.signed = Boolean(options['signed'])
    this.min = options['min'] === undefined || options['min'] === null ? undefined : Number(options['min'])
    this.max = options['max'] === undefined || options['max'] === null ? undefined : Number(options['max'])
  }

  protected checked(value: number): number {
    if ((this.min !== undefined && value < this.min) || (this.max !== undefined && value > this.max)) {
      throw new ValidationError(`"${value}" is out of range.`)
    }
    return value
  }

  protected padded(text: string): string {
    if (!this.fixedDigits) return text
    const sign = text.startsWith('-') ? '-' : ''
    return sign + text.slice(sign.length).padStart(this.fixedDigits - sign.length, '0')
  }
}

/** `<int(fixed_digits=0, min=None, max=None, signed=False):name>`: digits, as a safe integer. */
export class IntegerConverter extends NumberConverter {
  constructor(map: UrlMap, ...args: unknown[]) {
    super(map, ['fixed_digits', 'min', 'max', 'signed'], args)
    this.regex = this.signed ? '-?[0-9]+' : '[0-9]+'
  }

  override toPython(value: string): unknown {
    if (this.fixedDigits && value.length !== this.fixedDigits) throw new ValidationError('The number of digits differs.')
    const number = Number(value)
    if (!Number.isSafeInteger(number)) throw new ValidationError(`"${value}" is too large for a number.`)
    return this.checked(number === 0 ? 0 : number)
  }

  override toUrl(value: unknown): string {
    const number = typeof value === 'bigint' ? value : Math.trunc(Number(value))
    if (typeof number === 'number' && !Number.isFinite(number)) {
      throw new ValueError(`"${String(value)}" is not a whole number.`)
    }
    return this.padded(String(number))
  }
}

/** `<float(min=None, max=None, signed=False):name>`: digits, a point, digits. */
export class FloatConverter extends NumberConverter {
  constructor(map: UrlMap, ...args: unknown[]) {
    super(map, ['min', 'max', 'signed'], args)
    this.regex = this.signed ? '-?[0-9]+\\.[0-9]+' : '[0-9]+\\.[0-9]+'
  }

  override toPython(value: string): unknown {
    return this.checked(Number(value))
  }

  override toUrl(value: unknown): string {
    const number = Number(value)
    if (!Number.isFinite(number)) throw new ValueError(`"${String(value)}" is not a number.`)
    return Number.isInteger(number) && Math.abs(number) < 1e16 ? `${number}.0` : String(number)
  }
}

/** `<uuid:name>`: a UUID, as text. */
export class UUIDConverter extends BaseConverter {
  static override regex: string | RegExp =
    '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}'

  override toPython(value: string): unknown {
    return value.toLowerCase()
  }
}

/** Gives the converters that every map begins with. */
export function defaultConverters(): Record<string, ConverterClass> {
  return Object.assign(Object.create(null), {
    default: UnicodeConverter,
    string: UnicodeConverter,
    any: AnyConverter,
    path: PathConverter,
    int: IntegerConverter,
    float: FloatConverter,
    uuid: UUIDConverter,
  }) as Record<string, ConverterClass>
}
