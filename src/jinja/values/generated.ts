/**
 * What a filter such as `map` gives: items that are worked out when they are asked for, and only
 * once. It is true, has no length and no places, as Python's generators.
 */
export class Generated implements IterableIterator<unknown> {
  readonly #items: Iterator<unknown>
  readonly #name: string

  constructor(name: string, items: Iterable<unknown>) {
    this.#items = items[Symbol.iterator]()
    this.#name = name
  }

  // Without `return`: a loop that ends early leaves the rest for the next one.
  next(): IteratorResult<unknown> {
    return this.#items.next()
  }

  [Symbol.iterator](): this {
    return this
  }

  __repr__(): string {
    return `<${this.#name}>`
  }

  __str__(): string {
    return this.__repr__()
  }

  toJSON(): never {
    throw new TypeError('What a filter gives one by one is not JSON. Make it a list: "|list".')
  }
}
