import { KeyError } from '../errors.ts'
import { pairsOf } from '../guards.ts'

/** What directives can be set by: an object, or pairs. */
export type DirectivesInit<V> = Readonly<Record<string, V>> | Iterable<readonly [string, V]>

/** A header that is a dict of directives: `Cache-Control` and `Content-Security-Policy`. */
export abstract class Directives<V> implements Iterable<[string, V]> {
  /** Called after each change. */
  onUpdate: ((changed: this) => void) | undefined
  readonly #values: Map<string, V>

  constructor(values?: DirectivesInit<V> | null) {
    this.#values = new Map(pairsOf(values ?? []))
  }

  /** The number of directives. */
  get size(): number {
    return this.#values.size
  }

  /** Tells whether a directive is there, by its name in the header. */
  has(directive: string): boolean {
    return this.#values.has(directive)
  }

  /**
   * Gives the value of a directive by its name in the header: null when it has none.
   *
   * @param directive The directive.
   * @param fallback What is given when it is not there; undefined unless given.
   */
  get(directive: string): V | undefined
  get<D>(directive: string, fallback: D): V | D
  get(directive: string, fallback?: unknown): unknown {
    const found = this.#values.get(directive)
    return found === undefined ? fallback : found
  }

  /** Gives the names of the directives. */
  keys(): IterableIterator<string> {
    return this.#values.keys()
  }

  /** Gives the values of the directives. */
  values(): IterableIterator<V> {
    return this.#values.values()
  }

  /** Gives the directives and their values. */
  entries(): IterableIterator<[string, V]> {
    return this.#values.entries()
  }

  /** Gives the directives and their values; Werkzeug's word for `entries`. */
  items(): IterableIterator<[string, V]> {
    return this.#values.entries()
  }

  [Symbol.iterator](): IterableIterator<[string, V]> {
    return this.#values.entries()
  }

  /** Sets a directive by its name in the header. */
  set(directive: string, value: V): void {
    this.update([[directive, value]])
  }

  /** Sets directives by their names in the header. */
  update(init: DirectivesInit<V>): void {
    this.checkChange()
    for (const [directive, value] of pairsOf(init)) this.#values.set(directive, value)
    this.onUpdate?.(this)
  }

  /** Gives the value of a directive, and sets it first when it is not there. */
  setDefault(directive: string, value: V): V {
    const found = this.#values.get(directive)
    if (found !== undefined) return found
    this.set(directive, value)
    return value
  }

  /** Removes a directive, and tells whether it was there. */
  delete(directive: string): boolean {
    this.checkChange()
    const found = this.#values.delete(directive)
    if (found) this.onUpdate?.(this)
    return found
  }

  /**
   * Removes a directive and gives its value.
   *
   * @param directive The directive.
   * @param fallback What is given when it is not there; without it that is an error.
   */
  pop(directive: string): V
  pop<D>(directive: string, fallback: D): V | D
  pop(...given: [directive: string, fallback?: unknown]): unknown {
    const found = this.#values.get(given[0])
    if (this.delete(given[0])) return found
    if (given.length > 1) return given[1]
    throw new KeyError(`There is no directive "${given[0]}".`)
  }

  /** Removes the last directive and gives it with its value. */
  popItem(): [string, V] {
    const last = [...this.#values].at(-1)
    if (last === undefined) throw new KeyError('There are no directives.')
    this.delete(last[0])
    return last
  }

  /** Removes all directives. */
  clear(): void {
    this.checkChange()
    this.#values.clear()
    this.onUpdate?.(this)
  }

  /** Gives the header's text. */
  abstract toHeader(): string

  toString(): string {
    return this.toHeader()
  }

  /** Is called before each change, and throws where there can be none. */
  protected checkChange(): void {}
}
