import { repr, typeName } from '../../python/repr.ts'
import { UndefinedError } from '../errors.ts'

/** What an Undefined has for its object when a plain variable was missing. */
export const missing: unique symbol = Symbol('missing')

/**
 * What a template gets for a variable, attribute or item that is not there: it prints nothing, is
 * false and empty, and every other use throws an UndefinedError. Jinja's `Undefined`.
 */
export class Undefined {
  readonly hint: string | undefined
  readonly object: unknown
  readonly missingName: unknown
  readonly exception: new (
    message: string,
  ) => Error

  /**
   * Makes the stand-in for one missing value.
   * @param hint A message to use instead of the usual one.
   * @param object What was looked in.
   * @param name The name or key that is missing.
   * @param exception The class of the error thrown on use.
   */
  constructor(
    hint?: string,
    object: unknown = missing,
    name?: unknown,
    exception: new (message: string) => Error = UndefinedError,
  ) {
    this.hint = hint
    this.object = object
    this.missingName = name
    this.exception = exception
  }

  /** Gives the message of the error that a use throws. */
  get undefinedMessage(): string {
    if (this.hint !== undefined) return this.hint
    const name = this.missingName
    if (this.object === missing) return `${repr(name)} is undefined`
    if (typeof name !== 'string') return `${objectName(this.object)} has no element ${repr(name)}`
    return `${repr(objectName(this.object))} has no attribute ${repr(name)}`
  }

  /** Throws the error of this missing value. Jinja's `_fail_with_undefined_error`. */
  failWithUndefinedError(): never {
    throw new this.exception(this.undefinedMessage)
  }

  /** Gives an attribute or item of what is missing: an error, unless a subclass chains. */
  getAttribute(_name: unknown): unknown {
    return this.failWithUndefinedError()
  }

  __str__(): string {
    return ''
  }

  __repr__(): string {
    return 'Undefined'
  }

  __bool__(): boolean {
    return false
  }

  __len__(): number {
    return 0
  }

  __eq__(other: unknown): boolean {
    return other instanceof Undefined && other.constructor === this.constructor
  }

  __contains__(_item: unknown): boolean {
    return false
  }

  __int__(): never {
    return this.failWithUndefinedError()
  }

  __float__(): never {
    return this.failWithUndefinedError()
  }

  [Symbol.iterator](): Iterator<unknown> {
    return [].values()
  }

  toString(): string {
    return this.__str__()
  }

  toJSON(): unknown {
    throw new TypeError(`An undefined value is not JSON: ${this.undefinedMessage}.`)
  }
}

/** An Undefined whose attributes and items are undefined too. Jinja's `ChainableUndefined`. */
export class ChainableUndefined extends Undefined {
  override getAttribute(_name: unknown): unknown {
    return this
  }

  __html__(): string {
    return this.__str__()
  }
}

/** An Undefined that prints what is missing. Jinja's `DebugUndefined`. */
export class DebugUndefined extends Undefined {
  override __str__(): string {
    if (this.hint !== undefined) return `{{ undefined value printed: ${this.hint} }}`
    if (this.object === missing) return `{{ ${this.missingName} }}`
    return `{{ no such element: ${objectName(this.object)}[${repr(this.missingName)}] }}`
  }
}

/** An Undefined that can only be tested by `is defined`. Jinja's `StrictUndefined`. */
export class StrictUndefined extends Undefined {
  override __str__(): string {
    return this.failWithUndefinedError()
  }

  override __bool__(): boolean {
    return this.failWithUndefinedError()
  }

  override __len__(): number {
    return this.failWithUndefinedError()
  }

  override __eq__(_other: unknown): boolean {
    return this.failWithUndefinedError()
  }

  override __contains__(_item: unknown): boolean {
    return this.failWithUndefinedError()
  }

  override [Symbol.iterator](): Iterator<unknown> {
    return this.failWithUndefinedError()
  }
}

/** What `makeLoggingUndefined` writes to. */
export interface UndefinedLogger {
  warn(message: string): void
  error(message: string): void
}

/**
 * Gives a kind of Undefined that also logs when it is printed, iterated, tested or fails.
 * @param logger What the messages go to; the console by default.
 * @param base The class to add the logging to.
 */
export function makeLoggingUndefined(
  logger: UndefinedLogger = console,
  base: typeof Undefined = Undefined,
): typeof Undefined {
  return class LoggingUndefined extends base {
    override failWithUndefinedError(): never {
      logger.error(`Template variable error: ${this.undefinedMessage}`)
      return super.failWithUndefinedError()
    }

    override __str__(): string {
      logger.warn(`Template variable warning: ${this.undefinedMessage}`)
      return super.__str__()
    }

    override __bool__(): boolean {
      logger.warn(`Template variable warning: ${this.undefinedMessage}`)
      return super.__bool__()
    }

    override [Symbol.iterator](): Iterator<unknown> {
      logger.warn(`Template variable warning: ${this.undefinedMessage}`)
      return super[Symbol.iterator]()
    }
  }
}

/**
 * Tells whether a value stands for something missing.
 * @param value Anything.
 */
export function isUndefined(value: unknown): value is Undefined {
  return value instanceof Undefined
}

// Where Python's own classes beyond the built-in ones are from.
const MODULES: Record<string, string> = {
  Markup: 'markupsafe.',
  date: 'datetime.',
  datetime: 'datetime.',
  time: 'datetime.',
  timedelta: 'datetime.',
}

function objectName(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  return `${MODULES[typeName(value)] ?? ''}${typeName(value)} object`
}
