import { type Conversion, type GetOptions, getOptions, valueOr, valuesOf } from './conversion.ts'
import { findHeader, placeOf } from './header-list.ts'

/** What can be asked of headers by name. */
export abstract class HeaderLookup {
  /** Names and values in turn, as they are sent. */
  readonly flat: string[]

  constructor(flat: string[]) {
    this.flat = flat
  }

  /**
   * Gives the first value of a header, or null.
   *
   * @param name The name, in any case.
   * @param fallback What is given when there is none, or when `type` fails.
   * @param options `type` converts the value.
   */
  get(name: string): string | null
  get<T>(name: string, options: { type: Conversion<T> }): T | null
  get<D>(name: string, fallback: D): string | D
  get<D>(name: string, options: { default: D }): string | D
  get<T, D>(name: string, options: { default: D; type: Conversion<T> }): T | D
  get<T, D>(name: string, fallback: D, options: { type: Conversion<T> } | Conversion<T>): T | D
  get(name: string, second?: unknown, third?: unknown): unknown {
    const value = findHeader(this.flat, String(name).toLowerCase())
    if (second === undefined && third === undefined) return value ?? null
    const options = getOptions<string>(second, third)
    return valueOr(value, options.type, options.default === undefined ? null : options.default)
  }

  /**
   * Gives all values of a header.
   *
   * @param name The name, in any case.
   * @param options `type` converts the values; what it fails on is left out.
   */
  getList(name: string): string[]
  getList<T>(name: string, options: { type: Conversion<T> } | Conversion<T>): T[]
  getList(name: string, options?: GetOptions | Conversion<unknown>): unknown[] {
    const found: string[] = []
    const lowerName = name.toLowerCase()
    const { flat } = this
    for (let at = placeOf(flat, lowerName, 0); at >= 0; at = placeOf(flat, lowerName, at + 2))
      found.push(flat[at + 1])
    return options === undefined ? found : valuesOf(found, options)
  }

  /** Gives all values of a header; another word for `getList`. */
  getAll(name: string): string[] {
    return this.getList(name)
  }

  /** Gives the Set-Cookie values, as the platform's method of that name. */
  getSetCookie(): string[] {
    return this.getList('set-cookie')
  }

  /** Tells whether there is such a header. */
  has(name: string): boolean {
    return placeOf(this.flat, name.toLowerCase(), 0) >= 0
  }

  /** The number of header lines. */
  get size(): number {
    return this.flat.length / 2
  }
}
