import { Markup } from '../../markup.ts'
import { Float, floatText, isFloat } from '../../python/float.ts'
import { absent, member } from '../../python/member.ts'
import { isPlain, repr, typeName } from '../../python/repr.ts'
import { TimeDelta } from '../../python/timedelta.ts'
import { Tuple } from '../../python/tuple.ts'
import { Undefined } from '../runtime/undefined.ts'

/** A dict whose keys may be other than ordinary strings; equal keys are one, as in Python. */
export class Dict extends Map<unknown, unknown> {
  // Set by the base constructor's calls to `set`, before a field could be initialised.
  private originals?: Map<unknown, unknown>

  private known(key: unknown): unknown {
    const plain = hashable(key)
    return this.originals?.has(plain) ? this.originals.get(plain) : key
  }

  override set(key: unknown, value: unknown): this {
    this.originals ??= new Map()
    const plain = hashable(key)
    if (!this.originals.has(plain)) this.originals.set(plain, key)
    return super.set(this.originals.get(plain), value)
  }

  /** Gives a plain object where the keys are ordinary strings, else the dict itself. */
  plain(): object {
    const pairs = [...this]
    return pairs.every(([key]) => isOrdinary(key)) ? makeDict(pairs) : this
  }

  toJSON(): object {
    return Object.fromEntries(Array.from(this, ([key, value]) => [jsonKey(key), value]))
  }

  override get(key: unknown): unknown {
    return super.get(this.known(key))
  }

  override has(key: unknown): boolean {
    return super.has(this.known(key))
  }

  override delete(key: unknown): boolean {
    const found = super.delete(this.known(key))
    this.originals?.delete(hashable(key))
    return found
  }

  override clear(): void {
    super.clear()
    this.originals?.clear()
  }
}

/**
 * Gives what stands for a value in a set or as a key, so that equal values are one.
 * @param value Anything that Python can hash; lists, dicts and sets are a TypeError.
 */
export function hashable(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'object' || value === null) return value ?? null
  if (value instanceof Markup) return value.toString()
  if (value instanceof Float) return value.valueOf()
  if (value instanceof Undefined) return value.__eq__(value) && value.constructor
  if (value instanceof Tuple) return `\0tuple ${repr(value.map(hashable))}`
  if (value instanceof Date || value instanceof TimeDelta || value instanceof Uint8Array) {
    return `\0${typeName(value)} ${repr(value)}`
  }
  if (canChange(value)) {
    throw new TypeError(`A ${typeName(value)} cannot be a key or in a set, it can change.`)
  }
  return value
}

/** Tells whether a value is a list, dict or set, which Python takes for no key. */
export function canChange(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Tuple) return false
  return Array.isArray(value) || value instanceof Map || value instanceof Set || isPlain(value)
}

/** Gives the text that a key becomes in JSON, as Python's `json` has it. */
export function jsonKey(key: unknown): string {
  const plain = key instanceof Markup ? key.toString() : (key ?? null)
  if (typeof plain === 'string') return plain
  if (isFloat(plain)) return floatText(Number(plain))
  if (typeof plain !== 'object' || plain === null) return String(plain)
  throw new TypeError(`A ${typeName(plain)} is not the key of an object in JSON.`)
}

// Names that look like numbers would not stay in their place in an object.
function isOrdinary(key: unknown): boolean {
  return typeof key === 'string' && !/^[0-9]/.test(key)
}

/**
 * Gives the value of a dict literal.
 * @param pairs The keys and values in order.
 */
export function makeDict(pairs: readonly (readonly [unknown, unknown])[]): object {
  if (!pairs.every(([key]) => isOrdinary(key))) return new Dict(pairs)
  const dict: Record<string, unknown> = Object.create(null)
  for (const [key, value] of pairs) dict[key as string] = value
  return dict
}

/** An object that answers as a dict: `session`, `request.args`, `config`, or a user's own. */
export interface DictLike {
  get(key: unknown): unknown
  has(key: unknown): boolean
  keys(): Iterable<unknown>
}

/** Tells whether an object has the methods of a dict: `get`, `has` and `keys`. */
export function isDictLike(value: object): value is DictLike {
  const dict = value as Partial<DictLike>
  return (
    typeof dict.get === 'function' &&
    typeof dict.has === 'function' &&
    typeof dict.keys === 'function'
  )
}

/** Tells whether an object has `get` and `has`, so that a template reads items from it. */
export function hasItems(value: object): value is Pick<DictLike, 'get' | 'has'> {
  const items = value as Partial<DictLike>
  return typeof items.get === 'function' && typeof items.has === 'function'
}

/** Tells whether a value is a mapping to Python. */
export function isMapping(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return value instanceof Map || isPlain(value) || isDictLike(value)
}

/** Gives the keys of a mapping. */
export function keysOf(value: object): unknown[] {
  if (value instanceof Map) return [...value.keys()]
  if (isPlain(value)) return Object.keys(value)
  if (isDictLike(value)) return [...value.keys()]
  return Object.keys(value)
}

/** Gives the pairs of a mapping. */
export function entriesOf(value: object): [unknown, unknown][] {
  if (value instanceof Map) return [...value]
  if (isPlain(value)) return Object.entries(value)
  return keysOf(value).map((key) => [key, valueAt(value, key)])
}

/** Gives the value of a key, or `absent`. */
export function valueAt(value: object, key: unknown): unknown {
  if (value instanceof Map) {
    const known = value instanceof Dict || !(key instanceof Float) ? key : key.valueOf()
    return value.has(known) ? (value.get(known) ?? null) : absent
  }
  if (isPlain(value)) {
    const name = nameOf(key)
    return name !== undefined && Object.hasOwn(value, name) ? member(value, name) : absent
  }
  if (hasItems(value)) return value.has(key) ? (value.get(key) ?? null) : absent
  const name = nameOf(key)
  return name === undefined ? absent : member(value, name)
}

/** Sets the value of a key. */
export function setValue(dict: object, key: unknown, value: unknown): void {
  const own = (dict as { set?: unknown }).set
  if (!isPlain(dict) && typeof own === 'function') own.call(dict, key, value)
  else {
    const options = { value, writable: true, enumerable: true, configurable: true }
    Reflect.defineProperty(dict, nameOf(key) ?? repr(key), options)
  }
}

/** Removes a key. */
export function deleteValue(dict: object, key: unknown): void {
  const own = (dict as { delete?: unknown }).delete
  if (!isPlain(dict) && typeof own === 'function') own.call(dict, key)
  else Reflect.deleteProperty(dict, nameOf(key) ?? repr(key))
}

function nameOf(key: unknown): string | undefined {
  if (typeof key === 'string') return key
  if (typeof key === 'number' || key instanceof Float || key instanceof Markup) return `${key}`
  return undefined
}
