import { LookupError, missingKey } from '../errors.ts'
import { type Flag, readFlag } from '../options.ts'
import {
  findHeader,
  type HeaderParameters,
  type HeadersInit,
  type HeaderValue,
  headerText,
  isHeaderName,
  listsOf,
  pairsOf,
  placeOf,
  removeFrom,
  wsgiCase,
} from './header-list.ts'
import { HeaderLookup } from './header-lookup.ts'

export type { HeaderParameters, HeadersInit, HeaderValue }
export { findHeader }

/**
 * Header fields over a list: order, case and equal names are kept, and `get` gives the first value.
 * Werkzeug's `Headers` with the platform's interface. Brackets are not for headers: writing
 * by them throws.
 */
export class Headers extends HeaderLookup implements globalThis.Headers {
  readonly #immutable: boolean

  /**
   * @param init The headers to begin with.
   */
  constructor(init?: HeadersInit | null) {
    const adopted = adopting
    adopting = undefined
    super(adopted?.flat ?? [])
    this.#immutable = adopted?.immutable ?? false
    if (init !== undefined && init !== null) this.extend(init)
    Object.preventExtensions(this)
  }

  /**
   * Makes headers of a list of names and values in turn, which is neither copied nor checked.
   *
   * @param flat The list.
   * @param options `immutable` makes every change a TypeError, and iteration give names in WSGI's
   *   case (`X-Custom`, `Etag`), as Flask's `request.headers`.
   */
  static adopt(flat: string[], options?: { immutable?: boolean }): Headers {
    adopting = { flat, immutable: options?.immutable ?? false }
    return new Headers()
  }

  /**
   * Replaces a header, at the place of its first value.
   *
   * @param name The name, sent as it is written here.
   * @param value The value.
   * @param parameters What follows the value: `{ filename: 'a.txt' }` is `; filename=a.txt`.
   * @throws TypeError When the name cannot be sent.
   * @throws ValueError When the value cannot be sent.
   */
  set(name: string, value: HeaderValue, parameters?: HeaderParameters): void {
    this.#check(name)
    const text = headerText(name, value, parameters)
    const { flat } = this
    const lowerName = name.toLowerCase()
    const place = placeOf(flat, lowerName, 0)
    if (place < 0) {
      flat.push(name, text)
      return
    }
    flat[place] = name
    flat[place + 1] = text
    removeFrom(flat, lowerName, place + 2)
  }

  /**
   * Adds a header, whatever headers of that name there are.
   *
   * @param name The name, sent as it is written here.
   * @param value The value.
   * @param parameters What follows the value.
   * @throws TypeError When the name cannot be sent.
   * @throws ValueError When the value cannot be sent.
   */
  add(name: string, value: HeaderValue, parameters?: HeaderParameters): void {
    this.#check(name)
    this.flat.push(name, headerText(name, value, parameters))
  }

  /** Adds a header; the platform's word for `add`. */
  append(name: string, value: HeaderValue, parameters?: HeaderParameters): void {
    this.add(name, value, parameters)
  }

  /** Adds a header; Werkzeug's other word for `add`. */
  addHeader(name: string, value: HeaderValue, parameters?: HeaderParameters): void {
    this.add(name, value, parameters)
  }

  /** Removes a header, all its values. */
  delete(name: string): void {
    this.#writable()
    removeFrom(this.flat, name.toLowerCase(), 0)
  }

  /** Removes a header; Werkzeug's word for `delete`. */
  remove(name: string): void {
    this.delete(name)
  }

  /**
   * Removes a header and gives its first value.
   *
   * @param name The name.
   * @param fallback What is given when there is none; without it that is an error.
   */
  pop(name: string): string
  pop<D>(name: string, fallback: D): string | D
  pop(...given: [name: string, fallback?: unknown]): unknown {
    const value = this.get(given[0])
    this.delete(given[0])
    if (value === null && given.length === 1) throw missingKey.make(given[0])
    return value ?? given[1]
  }

  /** Removes the last header and gives its name and value. */
  popItem(): [name: string, value: string] {
    this.#writable()
    if (this.flat.length === 0) throw new LookupError('There are no headers.')
    const [name, value] = this.flat.splice(-2)
    return [name, value]
  }

  /** Removes all headers. */
  clear(): void {
    this.#writable()
    this.flat.length = 0
  }

  /** Gives the first value of a header, which is added if there is none. */
  setDefault(name: string, value: HeaderValue): string {
    if (!this.has(name)) this.set(name, value)
    return this.get(name) as string
  }

  /** Replaces a header by several values; none removes it. */
  setList(name: string, values: Iterable<HeaderValue>): void {
    let first = true
    for (const value of values) {
      if (first) this.set(name, value)
      else this.add(name, value)
      first = false
    }
    if (first) this.delete(name)
  }

  /** Gives all values of a header, which is set to some if there are none. */
  setlistdefault(name: string, values: Iterable<HeaderValue>): string[] {
    if (!this.has(name)) this.setList(name, values)
    return this.getList(name)
  }

  /**
   * Adds headers; those that are there stay.
   *
   * @param init The headers.
   * @param named More of them, by name.
   */
  extend(init: HeadersInit, named: HeadersInit = {}): void {
    this.#writable()
    for (const given of [init, named])
      for (const [name, value] of pairsOf(given)) this.add(name, value)
  }

  /**
   * Adds headers; those of the same names are replaced.
   *
   * @param init The headers.
   * @param named More of them, by name, which go before.
   */
  update(init: HeadersInit, named: HeadersInit = {}): void {
    this.#writable()
    for (const given of [init, named])
      for (const [name, values] of listsOf(given)) this.setList(name, values)
  }

  /** Gives `[name, value]` of every header line. */
  *entries(): IteratorObject<[string, string], undefined, unknown> {
    for (let index = 0; index < this.flat.length; index += 2) {
      const name = this.flat[index]
      yield [this.#immutable ? wsgiCase(name) : name, this.flat[index + 1]]
    }
  }

  /**
   * Gives `[name, value]` of every header line; Werkzeug's word for `entries`.
   *
   * @param lower True gives the names in lower case.
   */
  *items(lower?: Flag<'lower'>): IteratorObject<[string, string], undefined, unknown> {
    const isLower = readFlag(lower, 'lower', 'items()')
    for (const [name, value] of this) yield [isLower ? name.toLowerCase() : name, value]
  }

  /**
   * Gives the name of every header line.
   *
   * @param lower True gives the names in lower case.
   */
  *keys(lower?: Flag<'lower'>): IteratorObject<string, undefined, unknown> {
    for (const [name] of this.items(lower)) yield name
  }

  /** Gives the value of every header line. */
  *values(): IteratorObject<string, undefined, unknown> {
    for (const [, value] of this.entries()) yield value
  }

  [Symbol.iterator](): IteratorObject<[string, string], undefined, unknown> {
    return this.entries()
  }

  /** Calls a function with the value and the name of every header line. */
  forEach(fn: (value: string, name: string, headers: globalThis.Headers) => void): void {
    for (const [name, value] of this.entries()) fn(value, name, this)
  }

  /** Gives a copy that can be changed. */
  copy(): Headers {
    return Headers.adopt([...this.flat])
  }

  override toString(): string {
    let text = ''
    for (const [name, value] of this) text += `${name}: ${value}\r\n`
    return `${text}\r\n`
  }

  #check(name: string): void {
    this.#writable()
    if (isHeaderName(name)) return
    throw new TypeError(
      `The header name "${String(name)}" cannot be sent. A name has letters, digits, "-" and "_".`,
    )
  }

  #writable(): void {
    if (!this.#immutable) return
    throw new TypeError(
      'The headers of a request cannot be changed. Make a copy with headers.copy() and change that.',
    )
  }
}

let adopting: { flat: string[]; immutable: boolean } | undefined
