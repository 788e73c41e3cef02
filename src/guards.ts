/** Tells whether a value, an object or a function, has a method of a name. */
export function hasMethod<Name extends PropertyKey>(
  value: unknown,
  name: Name,
): value is Record<Name, (...args: unknown[]) => unknown> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false
  return typeof (value as Record<Name, unknown>)[name] === 'function'
}

/** Tells whether a value that may be an iterable is one. */
export function isIterable<T>(value: Iterable<T> | object): value is Iterable<T> {
  return Symbol.iterator in value
}

/** Gives the pairs of an iterable of pairs, or of an object's keys and values. */
export function pairsOf<V>(
  init: Iterable<readonly [string, V]> | Readonly<Record<string, V>>,
): Iterable<readonly [string, V]>
export function pairsOf(init: object): Iterable<readonly [string, unknown]>
export function pairsOf(init: object): Iterable<readonly [string, unknown]> {
  return isIterable<readonly [string, unknown]>(init) ? init : Object.entries(init)
}

/** Gives what was thrown in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Gives the code that Node notes on an error of the system, such as `ENOENT`. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
