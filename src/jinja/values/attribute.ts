import { Markup } from '../../markup.ts'
import { Float } from '../../python/float.ts'
import { absent, member } from '../../python/member.ts'
import { ATTRIBUTE } from '../../python/protocol.ts'
import { isPlain } from '../../python/repr.ts'
import { isWide } from '../../python/text.ts'
import { Tuple } from '../../python/tuple.ts'
import { SecurityError } from '../errors.ts'
import { Undefined, undefinedMember } from '../runtime/undefined.ts'
import type { Callable, ContextLike, EnvironmentLike } from '../types.ts'
import { type Arguments, call, invoke } from './call.ts'
import { canChange, hasItems, isDictLike, isMapping, valueAt } from './dict.ts'
import { dictMethods } from './dict-methods.ts'
import { Generated } from './generated.ts'
import { methodsOf, propertyOf } from './methods.ts'
import { View } from './view.ts'

/** Gives `object.name`: a member, a Python method, or an item. */
export function getAttribute(env: EnvironmentLike, object: unknown, name: string): unknown {
  if (typeof object === 'object' && object !== null) {
    if (isPlain(object)) {
      const value = (object as Record<string, unknown>)[name]
      const isOwn = value !== undefined && Object.hasOwn(object, name)
      if (isOwn && !hides(name, value)) return memberOf(object, name, value)
    } else {
      if (object instanceof Undefined) return ofMissing(env, object, name)
      const value = ownMember(object, name)
      if (value !== absent) return guarded(env, [object, name], bound(object, name, value))
    }
  }
  const method = boundMethod(object, name)
  if (method !== undefined) return guarded(env, [object, name], method)
  const property = propertyOf(object, name)
  if (property !== absent) return property
  return env.guardMissing?.(object, name) ?? new env.undefined(undefined, object ?? null, name)
}

function ofMissing(env: EnvironmentLike, missing: Undefined, name: string): unknown {
  const value = undefinedMember(missing, name)
  if (value !== undefined) return env.guard === undefined ? value : env.guard(missing, name, value)
  // What a sandbox refused already is refused for good.
  const isRefused = missing._undefinedException === SecurityError
  const refused = isRefused ? undefined : env.guardMissing?.(missing, name)
  return refused ?? missing.__getattr__(name)
}

function boundMethod(object: unknown, name: string): Callable | undefined {
  const method = methodsOf(object)?.[name]
  return method === undefined ? undefined : (...args) => method(object as never, ...args)
}

// A sandbox decides about attributes and methods; what a mapping holds is data.
function guarded(
  env: EnvironmentLike,
  [object, name]: [object: unknown, name: string],
  value: unknown,
): unknown {
  if (env.guard === undefined) return value
  const isItem =
    typeof object === 'object' && object !== null && hasItems(object) && object.has(name)
  return isItem && !(name in dictMethods) ? value : env.guard(object, name, value)
}

// A dict's methods come before its keys, as in Python; functions of an object stay reachable.
function hides(name: string, value: unknown): boolean {
  return name in dictMethods && typeof value !== 'function'
}

// The one name that data may have and that must not lead to a function.
function memberOf(object: object, name: string, value: unknown): unknown {
  return typeof value === 'function' && name === 'constructor' ? member(object, '') : value
}

// A method taken from a class would lose its object.
function bound(object: object, name: string, value: unknown): unknown {
  if (typeof value !== 'function' || Object.hasOwn(object, name)) return value
  const self = (...args: unknown[]) => Reflect.apply(value, object, args)
  Object.assign(self, value)
  for (const key of Object.getOwnPropertySymbols(value)) {
    Reflect.defineProperty(self, key, { value: Reflect.get(value, key) })
  }
  return self
}

/** Gives what an object itself has by a name, or `absent`; text, numbers and lists have nothing. */
function ownMember(object: object, name: string): unknown {
  if (Array.isArray(object)) return listMember(object, name)
  if (object instanceof Markup || object instanceof Float || object instanceof Uint8Array) {
    return absent
  }
  if (object instanceof Map) {
    if (name in dictMethods) return absent
    const item = valueAt(object, name)
    return item === absent ? member(object, name) : item
  }
  if (object instanceof Set || object instanceof Generated) return absent
  const own = (object as { [ATTRIBUTE]?(name: string): unknown })[ATTRIBUTE]?.(name)
  if (own !== undefined) return own
  const found = member(object, name)
  if (found !== absent) return found
  if (hasItems(object) && object.has(name)) return object.get(name) ?? null
  if (name.includes('_')) return member(object, camelCase(name))
  return Object.hasOwn(splitWords, name) ? member(object, splitWords[name]) : absent
}

// Run-together words of Python's that our names split.
const splitWords: Record<string, string> = {
  getlist: 'getList',
  setlist: 'setList',
  poplist: 'popList',
  setdefault: 'setDefault',
  popitem: 'popItem',
}

// Flask's names work on our objects: `request.view_args` is `request.viewArgs`.
function camelCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function listMember(list: unknown[], name: string): unknown {
  if (name === 'length') return list.length
  for (let at = Object.getPrototypeOf(list); at !== null; at = Object.getPrototypeOf(at)) {
    if (at === Array.prototype || at === Tuple.prototype) return absent
    if (name !== 'constructor' && Object.hasOwn(at, name)) return Reflect.get(list, name)
  }
  return absent
}

/** Gives `object[key]`: an item, or a member when the key is text. */
export function getItem(env: EnvironmentLike, object: unknown, key: unknown): unknown {
  if (object instanceof Undefined) return object.__getitem__(key)
  const item = itemOf(object, key)
  if (item !== absent) return item
  const name = key instanceof Markup ? key.toString() : key
  if (
    typeof name === 'string' &&
    !(typeof object === 'object' && object !== null && isPlain(object))
  ) {
    const value = getAttribute(env, object, name)
    if (!(value instanceof Undefined) || env.guard !== undefined) return value
  } else if (typeof name === 'string') {
    const method = boundMethod(object, name)
    if (method !== undefined) return guarded(env, [object, name], method)
  }
  return new env.undefined(undefined, object ?? null, key)
}

function itemOf(object: unknown, key: unknown): unknown {
  if (typeof object === 'string' || Array.isArray(object) || object instanceof Markup) {
    const index = typeof key === 'boolean' ? Number(key) : key
    if (typeof index !== 'number' || !Number.isInteger(index)) return absent
    if (object instanceof View) return absent
    return Array.isArray(object) ? placeOf(object, index) : character(object, index)
  }
  if (typeof object !== 'object' || object === null) return absent
  if (object instanceof Uint8Array) return byteAt(object, Number(key))
  if (hasItems(object) || isMapping(object)) return canChange(key) ? absent : valueAt(object, key)
  const own = (object as { __getitem__?: unknown }).__getitem__
  if (typeof own === 'function') return own.call(object, key)
  return absent
}

function byteAt(bytes: Uint8Array, place: number): unknown {
  return Number.isInteger(place) ? (bytes.at(place) ?? absent) : absent
}

function placeOf(list: unknown[], index: number): unknown {
  const place = index < 0 ? index + list.length : index
  return place >= 0 && place < list.length ? (list[place] ?? null) : absent
}

function character(text: string | Markup, index: number): unknown {
  const plain = text.toString()
  const found = isWide(plain) ? Array.from(plain).at(index) : plain.at(index)
  if (found === undefined) return absent
  return text instanceof Markup ? new Markup(found) : found
}

/** Calls `object.name(…)` without making a bound function. */
export function callMethod(
  context: ContextLike,
  object: unknown,
  name: string,
  ...given: Arguments
): unknown {
  const own = methodMember(object, name)
  if (typeof own === 'function') return invoke(context, own, object, given)
  const method = methodsOf(object)?.[name]
  if (method !== undefined) {
    return invoke(context, method, undefined, [[object, ...given[0]], given[1]])
  }
  return call(context, getAttribute(context.environment, object, name), ...given)
}

function methodMember(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null || object instanceof Undefined) return absent
  const isMap = object instanceof Map || (!isPlain(object) && isDictLike(object))
  if (!isMap) return ownMember(object, name)
  const found = member(object, name)
  return typeof found === 'function' && !(name in (methodsOf(object) ?? {})) ? found : absent
}
