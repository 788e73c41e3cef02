/** The method by which an object prints itself as Python does; it gets what prints its parts. */
export const REPR: unique symbol = Symbol('repr')

/** The method by which a mapping gives an attribute that is none of its items, or undefined. */
export const ATTRIBUTE: unique symbol = Symbol('attribute')

/** Prints a value as Python's `repr` does. */
export type Repr = (value: unknown) => string
