import { inspect } from 'node:util'
import { AttributeError, didYouMean, KeyError } from '../errors.ts'

/** The methods of `g`. */
export class GlobalsStore {
  readonly #data: Map<string, unknown> = new Map()

  /**
   * Gives a value.
   *
   * @param name The name.
   * @param fallback What to give when it is missing; default undefined.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the contract of an untyped g
  get(name: string, fallback?: unknown): any {
    return this.#data.has(name) ? this.#data.get(name) : fallback
  }

  /**
   * Removes a name and gives its value.
   *
   * @param name The name.
   * @param fallback What to give when it is missing.
   * @throws KeyError When it is missing and there is no fallback.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the contract of an untyped g
  pop(name: string, ...fallback: [unknown?]): any {
    if (!this.#data.has(name)) {
      if (fallback.length > 0) return fallback[0]
      throw new KeyError(`"g" has no "${name}".${didYouMean(name, this.#data.keys())}`)
    }
    const value = this.#data.get(name)
    this.#data.delete(name)
    return value
  }

  /**
   * Gives a value, and stores one first when it is missing.
   *
   * @param name The name.
   * @param value What to store; default null.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the contract of an untyped g
  setDefault(name: string, value: unknown = null): any {
    if (!this.#data.has(name)) this.#data.set(name, value)
    return this.#data.get(name)
  }

  /** The data itself, for the proxy. */
  static dataOf(store: GlobalsStore): Map<string, unknown> {
    return store.#data
  }

  [inspect.custom](_depth: number, options: object): string {
    return `g ${inspect(Object.fromEntries(this.#data), options)}`
  }
}

/**
 * What `g` holds for one context. Augment the interface of this name in
 * `declare module 'hipflask'`, and `g` is typed by it. Flask's `_AppCtxGlobals`.
 */
export class Globals extends GlobalsStore {}

/** Says that `g` has no such attribute. */
export function missingAttribute(name: string, data: Map<string, unknown>): AttributeError {
  return new AttributeError(
    `"g" has no "${name}".${didYouMean(name, data.keys())} Set it first, or use g.get("${name}") ` +
      'for what may be missing.',
  )
}
