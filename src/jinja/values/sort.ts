import { compare } from './truth.ts'

/**
 * Gives the items in the order of their keys, equal ones in their old order. Python's `sorted`.
 * @param items The items; the list stays as it is.
 * @param key Gives what an item is compared by.
 * @param reverse Whether the largest comes first.
 */
export function sorted<T>(items: readonly T[], key: (item: T) => unknown, reverse = false): T[] {
  const pairs = items.map((item) => ({ item, key: key(item) }))
  pairs.sort((left, right) => (reverse ? order(right.key, left.key) : order(left.key, right.key)))
  return pairs.map((pair) => pair.item)
}

/** Compares two values for sorting. */
export function order(left: unknown, right: unknown): number {
  return compare('<', left, right) ? -1 : Number(compare('<', right, left))
}
