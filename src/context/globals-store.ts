import { inspect } from 'node:util'
import { AttributeError, didYouMean, KeyError } from '../errors.ts'
import type { GlobalsProxy } from './globals.ts'
import { probed } from './session-proxy.ts'

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

/**
 * Gives the data of `g` that an instance of `appCtxGlobalsClass` stands for: the instance itself, or
 * for a class of any kind a store with its fields and methods.
 */
export function asGlobals(made: object): Globals {
  if (made instanceof GlobalsStore) return made
  const members = membersOf(Object.getPrototypeOf(made))
  return Object.assign(Object.setPrototypeOf(new Globals(), members), made)
}

function membersOf(prototype: object): object {
  if (prototype === Object.prototype) return Globals.prototype
  const inherited = membersOf(Object.getPrototypeOf(prototype))
  return Object.create(inherited, Object.getOwnPropertyDescriptors(prototype))
}

// The methods ask for the data themselves, so that they need no binding and can be taken out.
function globalsWords(find: () => Globals): Record<string, unknown> {
  return Object.freeze({
    __proto__: null,
    get: (name: string, fallback?: unknown) => find().get(name, fallback),
    pop: (name: string, ...fallback: [unknown?]) => find().pop(name, ...fallback),
    setDefault: (name: string, value?: unknown) => find().setDefault(name, value),
  })
}

/** How a proxy shows what `g` holds: data by name, and the methods. */
export class GlobalsTraps implements ProxyHandler<object> {
  readonly #find: () => Globals
  readonly #peek: () => Globals | undefined
  readonly #words: Record<string, unknown>

  /**
   * @param find Gives what `g` holds, or throws where there is no context.
   * @param peek The same, and gives undefined there.
   */
  constructor(find: () => Globals, peek: () => Globals | undefined) {
    this.#find = find
    this.#peek = peek
    this.#words = globalsWords(find)
  }

  get(_: object, key: PropertyKey): unknown {
    if (typeof key === 'symbol') return this.#ofSymbol(key)
    if (typeof key !== 'string') return undefined
    const method = this.#words[key]
    if (method !== undefined) return method
    const store = this.#find()
    const data = GlobalsStore.dataOf(store)
    const value = data.get(key)
    if (value !== undefined || data.has(key)) return value
    if (isMember(store, key)) {
      const member: unknown = Reflect.get(store, key, store)
      return typeof member === 'function' ? member.bind(store) : member
    }
    // A template asks whether it is a mapping or an iterator.
    if (probed.has(key) || key === 'has' || key === 'next') return undefined
    throw missingAttribute(key, data)
  }

  #ofSymbol(key: symbol): unknown {
    if (key === Symbol.toPrimitive) return () => inspect(this.#find())
    return key === Symbol.toStringTag ? 'g' : undefined
  }

  set(_: object, key: PropertyKey, value: unknown): boolean {
    if (typeof key !== 'string') return false
    if (key in this.#words) throw reservedName(key)
    const store = this.#find()
    if (isMember(store, key)) return Reflect.set(store, key, value, store)
    GlobalsStore.dataOf(store).set(key, value)
    return true
  }

  has(_: object, key: PropertyKey): boolean {
    if (typeof key !== 'string') return false
    const store = this.#find()
    return GlobalsStore.dataOf(store).has(key) || isMember(store, key)
  }

  deleteProperty(_: object, key: PropertyKey): boolean {
    if (typeof key !== 'string') return true
    const data = GlobalsStore.dataOf(this.#find())
    if (!data.delete(key)) throw missingAttribute(key, data)
    return true
  }

  ownKeys(): string[] {
    return [...GlobalsStore.dataOf(this.#find()).keys()]
  }

  getOwnPropertyDescriptor(_: object, key: PropertyKey): PropertyDescriptor | undefined {
    const data = GlobalsStore.dataOf(this.#find())
    if (typeof key !== 'string' || !data.has(key)) return undefined
    return { value: data.get(key), writable: true, enumerable: true, configurable: true }
  }

  defineProperty(_: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
    if (typeof key !== 'string' || !('value' in descriptor)) return false
    GlobalsStore.dataOf(this.#find()).set(key, descriptor.value)
    return true
  }

  getPrototypeOf(): object {
    const store = this.#peek()
    return store === undefined ? Globals.prototype : Object.getPrototypeOf(store)
  }

  preventExtensions(): boolean {
    return false
  }

  setPrototypeOf(): boolean {
    return false
  }
}

function isMember(store: Globals, key: string): boolean {
  if (store.constructor === Globals) return false
  return key in store && !(key in Globals.prototype)
}

function reservedName(key: string): TypeError {
  return new TypeError(
    `"${key}" is a method of g and cannot be assigned. Choose another name for the value.`,
  )
}

/** Makes an object that shows what `g` held in one context. */
export function globalsOf(store: Globals): GlobalsProxy {
  const find = (): Globals => store
  return new Proxy(store, new GlobalsTraps(find, find)) as unknown as GlobalsProxy
}

/** Says that `g` has no such attribute. */
function missingAttribute(name: string, data: Map<string, unknown>): AttributeError {
  return new AttributeError(
    `"g" has no "${name}".${didYouMean(name, data.keys())} Set it first, or use g.get("${name}") ` +
      'for what may be missing.',
  )
}
