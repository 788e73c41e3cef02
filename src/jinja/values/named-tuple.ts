import { repr } from '../../python/repr.ts'
import { Tuple } from '../../python/tuple.ts'

/**
 * Makes a class of tuples whose items have names, as Python's `struct_time`.
 * @param label The name that such a tuple prints.
 * @param names The names of the items in order.
 */
export function namedTuple(
  label: string,
  names: readonly string[],
): (items: readonly unknown[]) => Tuple {
  class Named extends Tuple {
    __repr__(): string {
      return `${label}(${names.map((name, index) => `${name}=${repr(this[index])}`).join(', ')})`
    }

    __str__(): string {
      return this.__repr__()
    }
  }
  for (const [index, name] of names.entries()) {
    Object.defineProperty(Named.prototype, name, {
      get(this: Named) {
        return this[index]
      },
    })
  }
  return (items) => {
    const tuple = new Named()
    for (const item of items) tuple.push(item)
    return tuple
  }
}
