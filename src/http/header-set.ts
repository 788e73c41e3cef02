import { KeyError, LookupError } from '../errors.ts'
import { type Flag, readFlag } from '../options.ts'
import { parseListHeader, quoteHeaderValue } from './options-header.ts'

/**
 * A set of texts in a header, such as `Vary` and `Allow`: the order is kept, and case does not count.
 * Werkzeug's `HeaderSet`; a change shows in the response.
 */
export class HeaderSet implements Iterable<string> {
  /** Called after each change. */
  onUpdate: ((set: HeaderSet) => void) | undefined
  readonly #texts: string[]
  readonly #lower: Set<string>

  /**
   * @param values What is in the set.
   */
  constructor(values?: Iterable<string> | null) {
    this.#texts = [...(values ?? [])]
    this.#lower = new Set(this.#texts.map((text) => text.toLowerCase()))
  }

  /** The number of values. */
  get size(): number {
    return this.#lower.size
  }

  /** Adds a value, unless it is there in any case. */
  add(value: string): this {
    return this.update([value])
  }

  /** Adds values. */
  update(values: Iterable<string>): this {
    let added = false
    for (const value of values) {
      const key = value.toLowerCase()
      if (this.#lower.has(key)) continue
      this.#texts.push(value)
      this.#lower.add(key)
      added = true
    }
    if (added) this.onUpdate?.(this)
    return this
  }

  /** Tells whether a value is there, in any case. */
  has(value: string): boolean {
    return this.#lower.has(value.toLowerCase())
  }

  /**
   * Removes a value, and tells whether it was there. As with Werkzeug, the header keeps its text
   * unless the value is given in lower case.
   */
  delete(value: string): boolean {
    if (!this.#lower.delete(value.toLowerCase())) return false
    const place = this.#texts.findIndex((text) => text.toLowerCase() === value)
    if (place >= 0) this.#texts.splice(place, 1)
    this.onUpdate?.(this)
    return true
  }

  /** Removes a value; another word for `delete`. */
  discard(value: string): void {
    this.delete(value)
  }

  /**
   * Removes a value.
   *
   * @throws KeyError When it is not there.
   */
  remove(value: string): void {
    if (!this.delete(value)) throw new KeyError(`There is no "${value}" in the header.`)
  }

  /** Removes all values. */
  clear(): void {
    this.#texts.length = 0
    this.#lower.clear()
    this.onUpdate?.(this)
  }

  /** Gives the place of a value, -1 when it is not there. */
  find(value: string): number {
    const key = value.toLowerCase()
    return this.#texts.findIndex((text) => text.toLowerCase() === key)
  }

  /**
   * Gives the place of a value.
   *
   * @throws LookupError When it is not there.
   */
  index(value: string): number {
    const place = this.find(value)
    if (place < 0) throw new LookupError(`There is no "${value}" in the header.`)
    return place
  }

  /** Tells whether none of some values is there. */
  isdisjoint(values: Iterable<string>): boolean {
    return [...values].every((value) => !this.has(value))
  }

  /**
   * Gives the values as a plain set, in lower case.
   *
   * @param preserveCasing True gives them as they are written.
   */
  asSet(preserveCasing?: Flag<'preserveCasing'>): Set<string> {
    const asWritten = readFlag(preserveCasing, 'preserveCasing', 'asSet()')
    return new Set(asWritten ? this.#texts : this.#lower)
  }

  /** Gives the header's text. */
  toHeader(): string {
    return this.#texts.map((text) => quoteHeaderValue(text)).join(', ')
  }

  toString(): string {
    return this.toHeader()
  }

  /** Gives the values, as `[...set]` does. */
  values(): IterableIterator<string> {
    return this.#texts.values()
  }

  [Symbol.iterator](): IterableIterator<string> {
    return this.#texts.values()
  }
}

/** Reads a header that is a list of texts. */
export function parseHeaderSet(text?: string | null): HeaderSet {
  return new HeaderSet(text ? parseListHeader(text) : [])
}
