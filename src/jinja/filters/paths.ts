import { Markup } from '../../markup.ts'
import { Undefined } from '../runtime/undefined.ts'
import type { EnvironmentLike } from '../types.ts'
import { getItem } from '../values/attribute.ts'

/** Reads a value out of an item. */
export type Getter = (item: unknown) => unknown

/** Gives the parts of a path such as `address.city` or `rows.0`. */
function partsOf(path: unknown): unknown[] {
  if (path === null || path === undefined) return []
  if (typeof path !== 'string') return [path]
  return path.split('.').map((part) => (/^[0-9]+$/.test(part) ? Number(part) : part))
}

/** Makes a reader of the path of an attribute. */
export function getter(env: EnvironmentLike, path: unknown, otherwise: unknown = null): Getter {
  const parts = partsOf(path)
  return (item) => {
    let value = item
    for (const part of parts) {
      value = getItem(env, value, part)
      if (otherwise !== null && value instanceof Undefined) value = otherwise
    }
    return value
  }
}

/** Makes a reader for comparing: text counts in lower case unless `caseSensitive`. */
export function keyGetter(env: EnvironmentLike, path: unknown, caseSensitive: boolean): Getter {
  const read = getter(env, path)
  return caseSensitive ? read : (item) => ignoreCase(read(item))
}

/** Makes a reader of several paths with commas between them; it gives a list, as Jinja2 compares. */
export function keysGetter(env: EnvironmentLike, paths: unknown, caseSensitive: boolean): Getter {
  const parts = typeof paths === 'string' ? paths.split(',') : [paths]
  const readers = parts.map((path) => keyGetter(env, path, caseSensitive))
  return (item) => readers.map((read) => read(item))
}

/** Gives text in lower case and other values as they are. */
export function ignoreCase(value: unknown): unknown {
  if (typeof value === 'string') return value.toLowerCase()
  return value instanceof Markup ? value.toLowerCase() : value
}
