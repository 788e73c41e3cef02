/**
 * A list that counts as Python's tuple: read from and written to the ` t` tag of a session, and
 * printed with round brackets by templates. `map`, `filter` and the like give plain arrays.
 *
 * Made by `Tuple.of(1, 2)` or `Tuple.from(list)`; like `Array`, `new Tuple(3)` would mean a length.
 */
export class Tuple<T = unknown> extends Array<T> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  /**
   * Gives a tuple of the arguments.
   * @param items Its items in order.
   */
  static override of<T>(...items: T[]): Tuple<T>
  static override of(...items: unknown[]): Tuple
  static override of(...items: unknown[]): Tuple {
    return Tuple.from(items)
  }

  /**
   * Gives a tuple of what an iterable or array-like object holds.
   * @param items The items in order.
   * @param map Called with each item and its place; what it returns is held instead.
   */
  static override from<T, U = T>(
    items: Iterable<T> | ArrayLike<T>,
    map?: (item: T, index: number) => U,
  ): Tuple<U> {
    const source = Array.from(items) as unknown[]
    const tuple = new Tuple<U>()
    for (let index = 0; index < source.length; index++) {
      tuple.push((map === undefined ? source[index] : map(source[index] as T, index)) as U)
    }
    return tuple
  }
}
