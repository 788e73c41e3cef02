import { checkOptions } from '../options.ts'
/** A function that makes something of a text; a throw or NaN means that it cannot. */
export type Conversion<T, V = string> = (value: V) => T

/** What a `get` takes by name. */
export interface GetOptions<V = string> {
  /** Makes something of the value. */
  type?: Conversion<unknown, V>
  /** What is given when there is no value, or when `type` fails. */
  default?: unknown
}

/** What `convert` gives when a value cannot be converted. */
export const failed: unique symbol = Symbol('failed')

/** Converts a value, or gives `failed`. */
export function convert<T, V>(value: V, type: Conversion<T, V>): T | typeof failed {
  if (typeof type !== 'function') {
    throw new TypeError(
      `A type is a function, such as int or float of 'hipflask', String or Date; "${String(type)}" is none.`,
    )
  }
  try {
    const converted = type(value)
    return typeof converted === 'number' && Number.isNaN(converted) ? failed : converted
  } catch {
    return failed
  }
}

/**
 * Sorts out what stands behind the key in a `get`: a fallback, options, or both.
 *
 * @param second A fallback, or options.
 * @param third Options, or the conversion alone.
 */
export function getOptions<V>(second: unknown, third?: unknown): GetOptions<V> {
  if (third === undefined) return isGetOptions<V>(second) ? second : { default: second }
  if (typeof third === 'function') return { default: second, type: third as Conversion<unknown, V> }
  checkOptions(third as object, optionNames, 'get()')
  return { ...(third as GetOptions<V>), default: second }
}

/** Gives a value as its type makes it, or the fallback when there is none or the type fails. */
export function valueOr<V>(
  value: V | undefined,
  type: Conversion<unknown, V> | undefined,
  fallback: unknown,
): unknown {
  if (value === undefined) return fallback
  if (type === undefined) return value
  const converted = convert(value, type)
  return converted === failed ? fallback : converted
}

/** Gives values as the option `type`, or a function in its place, makes them; what it fails on is left out. */
export function valuesOf<V>(
  values: readonly V[],
  options: GetOptions<V> | Conversion<unknown, V> | undefined,
): unknown[] {
  if (typeof options === 'object') checkOptions(options, ['type'], 'getList()')
  const type = typeof options === 'object' ? options.type : options
  if (type === undefined) return [...values]
  return values.map((value) => convert(value, type)).filter((value) => value !== failed)
}

const optionNames = ['type', 'default']

function isGetOptions<V>(value: unknown): value is GetOptions<V> {
  if (typeof value !== 'object' || value === null) return false
  const keys = Object.keys(value)
  return keys.length > 0 && keys.every((key) => key === 'type' || key === 'default')
}
