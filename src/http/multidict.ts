import { missingKey } from '../errors.ts'
import { REPR, type Repr } from '../python/protocol.ts'
import { type GetOptions, valueOr } from './conversion.ts'
import {
  addTo,
  collect,
  type MissingKey,
  MultiDictBase,
  type MultiDictInit,
  throwKeyError,
} from './multidict-base.ts'

export { float, int } from '../python/numbers.ts'
export type { MissingKey, MultiDictInit } from './multidict-base.ts'

/** A dict with several values for a key that cannot be changed: `request.args`, `request.form`. */
class ImmutableMultiDictClass<V = string> extends MultiDictBase<V> {
  static override readonly name: string = 'ImmutableMultiDict'

  /**
   * @param init Pairs, or an object whose values may be lists.
   * @param missing Is called when brackets ask for a key that is not there; throws KeyError by default.
   */
  constructor(init?: MultiDictInit<V> | null, missing?: MissingKey) {
    super(collect(init), missing)
  }

  /** Gives a copy that can be changed. */
  copy(): MultiDict<V> {
    return new MultiDict<V>(this)
  }

  /** Gives a copy with copies of the values. */
  deepcopy(): ImmutableMultiDict<V> {
    return new ImmutableMultiDict<V>(structuredClone([...this]))
  }
}

/** A dict with several values for a key. Werkzeug's `MultiDict`. */
class MultiDictClass<V = string> extends MultiDictBase<V> {
  static override readonly name: string = 'MultiDict'

  readonly #lists: Map<string, V[]>
  readonly #missing: MissingKey

  /**
   * @param init Pairs, or an object whose values may be lists.
   * @param missing Is called when brackets ask for a key that is not there; throws KeyError by default.
   */
  constructor(init?: MultiDictInit<V> | null, missing: MissingKey = throwKeyError) {
    const lists = collect(init)
    super(lists, missing)
    this.#lists = lists
    this.#missing = missing
  }

  /** Gives a copy. */
  copy(): MultiDict<V> {
    return new MultiDict<V>(this)
  }

  /** Gives a copy with copies of the values. */
  deepcopy(): MultiDict<V> {
    return new MultiDict<V>(structuredClone([...this]))
  }

  /** Replaces all values of a key by one. */
  set(key: string, value: V): void {
    this.#lists.set(key, [value])
  }

  /** Adds a value to those of a key. */
  add(key: string, value: V): void {
    addTo(this.#lists, key, value)
  }

  /** Replaces the values of a key. */
  setList(key: string, values: Iterable<V>): void {
    this.#lists.set(key, [...values])
  }

  /** Gives the first value of a key, which is set if there is none. */
  setDefault(key: string, value: V): V {
    const list = this.#lists.get(key)
    if (list !== undefined) return list[0]
    this.set(key, value)
    return value
  }

  /** Gives the list of the values of a key, which is set if there is none; a change to it counts. */
  setlistdefault(key: string, values: Iterable<V> = []): V[] {
    const found = this.#lists.get(key)
    if (found !== undefined) return found
    const list = [...values]
    this.#lists.set(key, list)
    return list
  }

  /** Adds all values of pairs or of another dict. */
  update(init: MultiDictInit<V>): void {
    for (const [key, list] of collect(init)) for (const value of list) this.add(key, value)
  }

  /** Removes a key and tells whether it was there. */
  delete(key: string): boolean {
    return this.#lists.delete(key)
  }

  /**
   * Removes a key and gives its first value.
   *
   * @param key The key.
   * @param fallback What is given when there is none; without it that is an error.
   */
  pop(key: string): V
  pop<D>(key: string, fallback: D): V | D
  pop(...given: [key: string, fallback?: unknown]): unknown {
    const list = this.popList(given[0])
    if (list.length > 0) return list[0]
    return given.length > 1 ? given[1] : this.#missing(given[0])
  }

  /** Removes a key and gives its values. */
  popList(key: string): V[] {
    const list = this.#lists.get(key) ?? []
    this.#lists.delete(key)
    return list
  }

  /** Removes the last key and gives it with its first value. */
  popItem(): [string, V] {
    const [key, list] = this.popitemlist()
    if (list.length === 0) throw missingKey.make(key)
    return [key, list[0]]
  }

  /** Removes the last key and gives it with its values. */
  popitemlist(): [string, V[]] {
    const key = [...this.#lists.keys()].at(-1)
    if (key === undefined) throw missingKey.make('The dict is empty.')
    return [key, this.popList(key)]
  }

  /** Removes everything. */
  clear(): void {
    this.#lists.clear()
  }
}

/** Several dicts read as one: the first that has a key gives its value. `request.values`. */
class CombinedMultiDictClass<V = string> extends MultiDictBase<V> {
  static override readonly name: string = 'CombinedMultiDict'

  readonly #dicts: readonly MultiDictBase<V>[]

  /**
   * @param dicts The dicts, the one that wins first.
   * @param missing Is called when brackets ask for a key that is not there; throws KeyError by default.
   */
  constructor(dicts: Iterable<MultiDictBase<V>> = [], missing?: MissingKey) {
    const list = [...dicts]
    super(new JoinedLists(list), missing)
    this.#dicts = list
  }

  // A dict whose value cannot be converted is passed over.
  protected override converted(key: string, options: GetOptions<V>): unknown {
    for (const dict of this.#dicts) {
      const value = valueOr(dict.get(key), options.type, undefined)
      if (value !== undefined) return value
    }
    return options.default
  }

  /** Gives a copy that can be changed. */
  copy(): MultiDict<V> {
    return new MultiDict<V>(this)
  }

  override [REPR](repr: Repr): string {
    return `${this.constructor.name}([${this.#dicts.map(repr).join(', ')}])`
  }

  protected override *pairs(multi: boolean): IterableIterator<[string, V]> {
    if (!multi) yield* super.pairs(false)
    else for (const dict of this.#dicts) yield* dict
  }
}

/** The lists of several dicts by key, joined when they are asked for: the dicts may still change. */
class JoinedLists<V> implements ReadonlyMap<string, readonly V[]> {
  readonly #dicts: readonly MultiDictBase<V>[]

  constructor(dicts: readonly MultiDictBase<V>[]) {
    this.#dicts = dicts
  }

  get(key: string): readonly V[] | undefined {
    return this.has(key) ? this.#dicts.flatMap((dict) => dict.getList(key)) : undefined
  }

  has(key: string): boolean {
    return this.#dicts.some((dict) => dict.has(key))
  }

  get size(): number {
    return this.#joined().size
  }

  keys(): MapIterator<string> {
    return this.#joined().keys()
  }

  values(): MapIterator<readonly V[]> {
    return this.#joined().values()
  }

  entries(): MapIterator<[string, readonly V[]]> {
    return this.#joined().entries()
  }

  [Symbol.iterator](): MapIterator<[string, readonly V[]]> {
    return this.entries()
  }

  forEach(fn: Parameters<ReadonlyMap<string, readonly V[]>['forEach']>[0]): void {
    this.#joined().forEach(fn)
  }

  #joined(): Map<string, readonly V[]> {
    const joined = new Map<string, V[]>()
    for (const dict of this.#dicts) for (const [key, value] of dict) addTo(joined, key, value)
    return joined
  }
}

/** A dict with several values for a key. Werkzeug's `MultiDict`. */
export type MultiDict<V = string> = MultiDictClass<V> & { [key: string]: V }
export const MultiDict = MultiDictClass as new <V = string>(
  init?: MultiDictInit<V> | null,
  missing?: MissingKey,
) => MultiDict<V>
/** A dict with several values for a key that cannot be changed: `request.args`, `request.form`. */
export type ImmutableMultiDict<V = string> = ImmutableMultiDictClass<V> & {
  readonly [key: string]: V
}
export const ImmutableMultiDict = ImmutableMultiDictClass as new <V = string>(
  init?: MultiDictInit<V> | null,
  missing?: MissingKey,
) => ImmutableMultiDict<V>
/** Several dicts read as one: the first that has a key gives its value. `request.values`. */
export type CombinedMultiDict<V = string> = CombinedMultiDictClass<V> & {
  readonly [key: string]: V
}
export const CombinedMultiDict = CombinedMultiDictClass as new <V = string>(
  dicts?: Iterable<MultiDictBase<V>>,
  missing?: MissingKey,
) => CombinedMultiDict<V>
