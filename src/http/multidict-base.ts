import { KeyError, missingKey } from '../errors.ts'
import { isIterable } from '../guards.ts'
import { type Flag, readFlag } from '../options.ts'
import { REPR, type Repr } from '../python/protocol.ts'
import { type Conversion, type GetOptions, getOptions, valueOr, valuesOf } from './conversion.ts'

/** What a MultiDict can be made of: pairs, or an object whose values may be lists. */
export type MultiDictInit<V> =
  | Iterable<readonly [string, V]>
  | Readonly<Record<string, V | readonly V[]>>

/** Is called with a key that is not there; what it throws leaves the bracket access. */
export type MissingKey = (key: string) => never

const storage = Symbol('storage')

interface Storage<V> {
  lists: ReadonlyMap<string, readonly V[]>
  missing: MissingKey
  owner: unknown
}

interface Target {
  [storage]: Storage<unknown>
}

// Brackets need a proxy. Methods reach the storage by a private field, which a class that returns
// a proxy from its base has on the proxy itself, so that they do not pay for the traps.
class Bracketed {
  constructor(state: Storage<unknown>) {
    Object.defineProperty(this, storage, { value: state })
    // biome-ignore lint/correctness/noConstructorReturn: the proxy is the instance.
    return new Proxy(this as unknown as Target, traps) as unknown as this
  }
}

const traps: ProxyHandler<object & Target> = {
  get(target, key, receiver) {
    if (typeof key === 'symbol' || isMember(target, key)) return Reflect.get(target, key, receiver)
    const { lists, missing } = target[storage]
    const list = lists.get(key)
    if (list !== undefined && list.length > 0) return list[0]
    if (key === 'toJSON') return () => firstValues(lists)
    // Templates ask for Python's protocols, such as __html__; they are never missing data.
    if (key === 'then' || key in Object.prototype || /^__\w+__$/.test(key))
      return Reflect.get(target, key, receiver)
    if (mutators.has(key) && !isChangeable(target)) return refuseChange
    return missing(key)
  },
  has(target, key) {
    if (typeof key === 'symbol') return key in target
    return target[storage].lists.has(key) || isMember(target, key)
  },
  set(target, key, value, receiver) {
    if (typeof key === 'symbol' || isMember(target, key)) refuseMember(String(key))
    if (!isChangeable(target)) refuseChange()
    target.set.call(receiver, key, value)
    return true
  },
  deleteProperty(target, key) {
    const { owner, lists } = target[storage]
    if (!isChangeable(target)) refuseChange()
    // As in Werkzeug: no 400, as this key is not one that a client left out.
    if (!lists.has(String(key))) throw new KeyError(`There is no key "${String(key)}" to delete.`)
    return target.delete.call(owner, String(key))
  },
  ownKeys(target) {
    return [...target[storage].lists.keys(), storage]
  },
  getOwnPropertyDescriptor(target, key) {
    if (typeof key === 'symbol') return Reflect.getOwnPropertyDescriptor(target, key)
    const list = target[storage].lists.get(key)
    if (list === undefined) return undefined
    return { value: list[0], enumerable: true, configurable: true, writable: true }
  },
  defineProperty: refuseChange,
  setPrototypeOf: refuseChange,
}

// Data comes before these in a dict that cannot be changed: a form may have a field "update".
const mutators = new Set(
  'set add pop clear update delete setList popList setDefault popItem setlistdefault popitemlist'.split(
    ' ',
  ),
)

function isMember(target: object, key: string): boolean {
  return key in target && !(key in Object.prototype)
}

interface Changeable {
  set(key: string, value: unknown): void
  delete(key: string): boolean
}

function isChangeable(target: object): target is Changeable {
  return 'set' in target
}

function firstValues(lists: ReadonlyMap<string, readonly unknown[]>): Record<string, unknown> {
  const values: Record<string, unknown> = Object.create(null)
  for (const [key, list] of lists) values[key] = list[0]
  return values
}

function refuseChange(): never {
  throw new TypeError('This MultiDict cannot be changed. Make a copy with copy() and change that.')
}

function refuseMember(key: string): never {
  throw new TypeError(
    `"${key}" is a method of MultiDict, and brackets reach the method. Use set("${key}", value).`,
  )
}

/** What a missing key in brackets throws unless something else was chosen. */
export function throwKeyError(key: string): never {
  throw missingKey.make(key)
}

/** What all of the MultiDicts can be asked. */
export abstract class MultiDictBase<V> extends Bracketed {
  readonly #storage: Storage<V>

  constructor(lists: ReadonlyMap<string, readonly V[]>, missing: MissingKey = throwKeyError) {
    const state: Storage<V> = { lists, missing, owner: undefined }
    super(state)
    this.#storage = state
    state.owner = this
  }

  /**
   * Gives the first value of a key.
   *
   * @param key The key.
   * @param fallback What is given when there is none, or when `type` fails; undefined unless given.
   * @param options `type` converts the value: `int`, `float`, or any function.
   */
  get(key: string): V | undefined
  get<T, D>(key: string, options: { default: D; type: Conversion<T, V> }): T | D
  get<T>(key: string, options: { type: Conversion<T, V> }): T | undefined
  get<D>(key: string, options: { default: D }): V | D
  get<D>(key: string, fallback: D): V | D
  get<T, D>(key: string, fallback: D, options: { type: Conversion<T, V> } | Conversion<T, V>): T | D
  get(key: string, second?: unknown, third?: unknown): unknown {
    if (second === undefined && third === undefined) return this.#storage.lists.get(key)?.[0]
    return this.converted(key, getOptions<V>(second, third))
  }

  /** Gives the first value of a key as its type makes it, or the fallback. */
  protected converted(key: string, options: GetOptions<V>): unknown {
    return valueOr(this.#storage.lists.get(key)?.[0], options.type, options.default)
  }

  /**
   * Gives all values of a key.
   *
   * @param key The key.
   * @param options `type` converts the values; what it fails on is left out.
   */
  getList(key: string): V[]
  getList<T>(key: string, options: { type: Conversion<T, V> } | Conversion<T, V>): T[]
  getList(key: string, options?: GetOptions<V> | Conversion<unknown, V>): unknown[] {
    return valuesOf(this.#storage.lists.get(key) ?? [], options)
  }

  /** Tells whether there is such a key. */
  has(key: string): boolean {
    return this.#storage.lists.has(key)
  }

  /** The number of different keys. */
  get size(): number {
    return this.#storage.lists.size
  }

  /** Gives the different keys. */
  keys(): IterableIterator<string> {
    return this.#storage.lists.keys()
  }

  /** Gives the first value of each key. */
  *values(): IterableIterator<V> {
    for (const list of this.#storage.lists.values()) yield list[0]
  }

  /**
   * Gives `[key, value]` of every value, as `URLSearchParams`.
   *
   * @param multi False gives the first value of each key.
   */
  entries(multi?: Flag<'multi'>): IterableIterator<[string, V]> {
    return this.pairs(readFlag(multi, 'multi', 'entries()') ?? true)
  }

  /**
   * Gives `[key, value]` of the first value of each key.
   *
   * @param multi True gives every value.
   */
  items(multi?: Flag<'multi'>): IterableIterator<[string, V]> {
    return this.pairs(readFlag(multi, 'multi', 'items()') ?? false)
  }

  [Symbol.iterator](): IterableIterator<[string, V]> {
    return this.pairs(true)
  }

  /** Gives each key with its first value, or with every one. */
  protected *pairs(multi: boolean): IterableIterator<[string, V]> {
    for (const [key, list] of this.#storage.lists) {
      if (!multi) yield [key, list[0]]
      else for (const value of list) yield [key, value]
    }
  }

  /** Gives `[key, values]` of each key. */
  *lists(): IterableIterator<[string, V[]]> {
    for (const [key, list] of this.#storage.lists) yield [key, [...list]]
  }

  /** Gives the values of each key. */
  *listvalues(): IterableIterator<V[]> {
    for (const list of this.#storage.lists.values()) yield [...list]
  }

  /**
   * Gives a plain object of the first values.
   *
   * @param flat False gives lists of all values.
   */
  toDict(flat?: true | { flat?: true }): Record<string, V>
  toDict(flat: false | { flat: false }): Record<string, V[]>
  toDict(given?: Flag<'flat'>): Record<string, V | V[]> {
    const result: Record<string, V | V[]> = Object.create(null)
    const flat = readFlag(given, 'flat', 'toDict()') ?? true
    for (const [key, list] of this.#storage.lists) result[key] = flat ? list[0] : [...list]
    return result
  }

  /** Calls a function with every value and its key. */
  forEach(fn: (value: V, key: string) => void): void {
    for (const [key, value] of this) fn(value, key)
  }

  [REPR](repr: Repr): string {
    const pairs = Array.from(this, ([key, value]) => `(${repr(key)}, ${repr(value)})`)
    return `${this.constructor.name}([${pairs.join(', ')}])`
  }

  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return `${this.constructor.name}(${inspect([...this], options)})`
  }
}

/** Gives the lists of values by key of anything that a MultiDict can be made of. */
export function collect<V>(init: MultiDictInit<V> | null | undefined): Map<string, V[]> {
  const map = new Map<string, V[]>()
  if (init === undefined || init === null) return map
  if (isIterable<readonly [string, V]>(init)) {
    for (const [key, value] of init) addTo(map, key, value)
    return map
  }
  for (const [key, value] of Object.entries(init)) {
    const list = Array.isArray(value) ? [...value] : [value as V]
    if (list.length > 0) map.set(key, list)
  }
  return map
}

/** Adds a value to the list of a key. */
export function addTo<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
