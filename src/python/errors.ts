import { LookupError, ValueError } from '../errors.ts'

/** A number was divided by zero. Python's `ZeroDivisionError`. */
export class ZeroDivisionError extends Error {
  override name = 'ZeroDivisionError'
}

/** A list has no such place. Python's `IndexError`. */
export class IndexError extends LookupError {
  override name = 'IndexError'
}

/** A condition that a function relies on does not hold. Python's `AssertionError`. */
export class AssertionError extends Error {
  override name = 'AssertionError'
}

/** A result would be too large. Python's `OverflowError`. */
export class OverflowError extends Error {
  override name = 'OverflowError'
}

/** Thrown when bytes are no text in their encoding. */
export class UnicodeDecodeError extends ValueError {
  override name = 'UnicodeDecodeError'
}

/** Thrown when an encoding has no bytes for a character. */
export class UnicodeEncodeError extends ValueError {
  override name = 'UnicodeEncodeError'
}
