import { isPlain, typeName } from './repr.ts'

// Every object has these, and they lead out of the data into the machine.
const BASE = new Set(Object.getOwnPropertyNames(Object.prototype))

/** What stands for "there is no such member". */
export const absent: unique symbol = Symbol('absent')

/**
 * Gives a public member of an object: its own property, or what a class below `Object` defines.
 * `constructor`, `__proto__` and the properties of functions are never given, nor what an own
 * property of a plain object leaves `undefined`.
 * @param object Any object; a proxy is asked by `has`.
 * @param name The member's name.
 */
export function member(object: object, name: string): unknown {
  if (typeof object === 'function') return absent
  if (BASE.has(name) ? !definesBase(object, name) : !(name in object)) return absent
  const value = (object as Record<string, unknown>)[name]
  if (value !== undefined) return value
  return isPlain(object) ? absent : null
}

function definesBase(object: object, name: string): boolean {
  if (Object.hasOwn(object, name)) {
    return typeof (object as Record<string, unknown>)[name] !== 'function' || !isDangerous(name)
  }
  if (isDangerous(name)) return false
  for (let at = Object.getPrototypeOf(object); at !== null; at = Object.getPrototypeOf(at)) {
    if (at === Object.prototype) return false
    if (Object.hasOwn(at, name)) return true
  }
  return false
}

function isDangerous(name: string): boolean {
  return name === 'constructor' || name.startsWith('__')
}

/**
 * Gives an item of a mapping, or `absent`. The attributes of other objects are no items, so that
 * asking one of those is a TypeError.
 * @param mapping A plain object, a Map, or an object with `get` and `has`.
 * @param key The item's key.
 */
export function itemOf(mapping: object, key: string): unknown {
  if (isPlain(mapping)) return member(mapping, key)
  const { get, has } = mapping as Partial<Map<string, unknown>>
  if (typeof get !== 'function' || typeof has !== 'function') {
    throw new TypeError(`The format requires a mapping, not a ${typeName(mapping)}.`)
  }
  return has.call(mapping, key) ? get.call(mapping, key) : absent
}
