/** A value, or the promise of one. */
export type Awaitable<T> = T | PromiseLike<T>

/** Tells whether a value is a promise or behaves like one. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}

/**
 * Goes on with a value now, or with a promise once it is there, so that code is written once for both.
 *
 * @param value What was returned by the step before.
 * @param next The step after.
 * @param onError Takes what the value's promise or the next step throws.
 */
export function chain<T, R>(
  value: T | PromiseLike<T>,
  next: (value: T) => R | PromiseLike<R>,
  onError?: (error: unknown) => R | PromiseLike<R>,
): R | Promise<R> {
  if (isPromise(value)) return Promise.resolve(value.then(next)).then(undefined, onError)
  if (onError === undefined) return next(value) as R | Promise<R>
  let result: R | PromiseLike<R>
  try {
    result = next(value)
  } catch (error) {
    return onError(error) as R | Promise<R>
  }
  if (isPromise(result)) return Promise.resolve(result).then(undefined, onError)
  return result
}

/**
 * Passes a value through functions, one after the other; each may be async.
 *
 * @param value The value to begin with.
 * @param functions What to pass it through.
 * @param start The place of the first function.
 */
export function fold<T>(
  value: T,
  functions: readonly ((value: T) => Awaitable<T>)[],
  start = 0,
): T | Promise<T> {
  let current = value
  for (let index = start; index < functions.length; index++) {
    const result = functions[index](current)
    if (isPromise(result)) {
      return Promise.resolve(result).then((next) => fold(next as T, functions, index + 1))
    }
    current = result as T
  }
  return current
}
