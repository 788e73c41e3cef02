import { hasMethod } from '../guards.ts'

/** The method by which an object prints itself as Python does; it gets what prints its parts. */
export const REPR: unique symbol = Symbol('repr')

/** The method by which a mapping gives an attribute that is none of its items, or undefined. */
export const ATTRIBUTE: unique symbol = Symbol('attribute')

/** Prints a value as Python's `repr` does. */
export type Repr = (value: unknown) => string

/** Tells whether a value has HTML of its own. */
export function hasHtml(value: unknown): value is { __html__(): unknown } {
  return typeof value === 'object' && hasMethod(value, '__html__')
}
