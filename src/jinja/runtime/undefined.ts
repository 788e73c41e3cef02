import { repr, typeName } from '../../python/repr.ts'
import { UndefinedError } from '../errors.ts'

/** What an Undefined has for its object when a plain variable was missing. */
export const missing: unique symbol = Symbol('missing')

/** What an Undefined is made from, by name. */
export interface UndefinedOptions {
  /** A message to use instead of the usual one. */
  hint?: string | null
  /** What was looked in. */
  obj?: unknown
  /** The name or key that is missing. */
  name?: unknown
  /** The class of the error thrown on use. */
  exc?: new (
    message: string,
  ) => Error
}

/**
 * What a template gets for a variable, attribute or item that is not there: it prints nothing, is
 * false and empty, and every other use throws an UndefinedError. Jinja's `Undefined`.
 */
export class Undefined {
  readonly _undefinedHint: string | undefined
  readonly _undefinedObj: unknown
  readonly _undefinedName: unknown
  readonly _undefinedException: new (
    message: string,
  ) => Error

  /**
   * Makes the stand-in for one missing value.
   * @param hint A message to use instead of the usual one; or all four by name: `hint`, `obj`,
   *   `name`, `exc`.
   * @param obj What was looked in.
   * @param name The name or key that is missing.
   * @param exc The class of the error thrown on use.
   */
  constructor(
    hint?: string | UndefinedOptions | null,
    obj?: unknown,
    name?: unknown,
    exc?: new (message: string) => Error,
  ) {
    const given = typeof hint === 'object' && hint !== null ? hint : { hint, obj, name, exc }
    this._undefinedHint = given.hint ?? undefined
    this._undefinedObj = given.obj === undefined ? missing : given.obj
    this._undefinedName = given.name
    this._undefinedException = given.exc ?? UndefinedError
  }

  /** Gives the message of the error that a use throws. */
  get _undefinedMessage(): string {
    if (this._undefinedHint !== undefined) return this._undefinedHint
    const { _undefinedName: name, _undefinedObj: object } = this
    if (object === missing) return `${repr(name)} is undefined`
    if (typeof name !== 'string') return `${objectName(object)} has no element ${repr(name)}`
    return `${repr(objectName(object))} has no attribute ${repr(name)}`
  }

  /**
   * Throws the error of this missing value; what a subclass returns instead takes its place.
   * Jinja's `_fail_with_undefined_error`.
   */
  _failWithUndefinedError(): unknown {
    throw new this._undefinedException(this._undefinedMessage)
  }

  /** Gives an attribute of what is missing: an error, unless a subclass chains. */
  __getattr__(_name: string): unknown {
    return this._failWithUndefinedError()
  }

  /** Gives an item of what is missing: an error, unless a subclass chains. */
  __getitem__(_key: unknown): unknown {
    return this._failWithUndefinedError()
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

  __int__(): unknown {
    return this._failWithUndefinedError()
  }

  __float__(): unknown {
    return this._failWithUndefinedError()
  }

  [Symbol.iterator](): Iterator<unknown> {
    return [].values()
  }

  toString(): string {
    return this.__str__()
  }

  toJSON(): unknown {
    throw new TypeError(`An undefined value is not JSON: ${this._undefinedMessage}.`)
  }
}

/** An Undefined whose attributes and items are undefined too. Jinja's `ChainableUndefined`. */
export class ChainableUndefined extends Undefined {
  override __getattr__(_name: string): unknown {
    return this
  }

  override __getitem__(_key: unknown): unknown {
    return this
  }

  __html__(): string {
    return this.__str__()
  }
}

/** An Undefined that prints what is missing. Jinja's `DebugUndefined`. */
export class DebugUndefined extends Undefined {
  override __str__(): string {
    const { _undefinedHint: hint, _undefinedObj: object, _undefinedName: name } = this
    if (hint !== undefined) return `{{ undefined value printed: ${hint} }}`
    if (object === missing) return `{{ ${name} }}`
    return `{{ no such element: ${objectName(object)}[${repr(name)}] }}`
  }
}

/**
 * Throws the error of a missing value that is used where nothing else will do.
 * @param value What is missing.
 */
export function failFor(value: Undefined): never {
  value._failWithUndefinedError()
  throw new value._undefinedException(value._undefinedMessage)
}

/** An Undefined that can only be tested by `is defined`. Jinja's `StrictUndefined`. */
export class StrictUndefined extends Undefined {
  override __str__(): string {
    return failFor(this)
  }

  override __bool__(): boolean {
    return failFor(this)
  }

  override __len__(): number {
    return failFor(this)
  }

  override __eq__(_other: unknown): boolean {
    return failFor(this)
  }

  override __contains__(_item: unknown): boolean {
    return failFor(this)
  }

  override [Symbol.iterator](): Iterator<unknown> {
    return failFor(this)
  }
}

/** What `makeLoggingUndefined` writes to. */
export interface UndefinedLogger {
  warn(message: string): void
  error(message: string): void
}

/** The arguments of `makeLoggingUndefined` by name. */
export interface LoggingOptions {
  logger?: UndefinedLogger
  base?: typeof Undefined
}

/**
 * Gives a kind of Undefined that also logs when it is printed, iterated, tested or fails.
 * @param logger What the messages go to, the console by default; or both by name: `logger`, `base`.
 * @param base The class to add the logging to.
 */
export function makeLoggingUndefined(
  logger?: UndefinedLogger | LoggingOptions | null,
  base?: typeof Undefined,
): typeof Undefined {
  const isLogger = typeof (logger as UndefinedLogger | null | undefined)?.warn === 'function'
  const given = isLogger ? { logger: logger as UndefinedLogger, base } : (logger as LoggingOptions)
  const log = given?.logger ?? console
  const Base = given?.base ?? base ?? Undefined
  const warn = (value: Undefined) =>
    log.warn(`Template variable warning: ${value._undefinedMessage}`)
  return class LoggingUndefined extends Base {
    override _failWithUndefinedError(): unknown {
      log.error(`Template variable error: ${this._undefinedMessage}`)
      return super._failWithUndefinedError()
    }

    override __str__(): string {
      warn(this)
      return super.__str__()
    }

    override __bool__(): boolean {
      warn(this)
      return super.__bool__()
    }

    override [Symbol.iterator](): Iterator<unknown> {
      warn(this)
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

const members: Record<string, keyof Undefined> = {
  _undefined_hint: '_undefinedHint',
  _undefined_obj: '_undefinedObj',
  _undefined_name: '_undefinedName',
  _undefined_exception: '_undefinedException',
  _undefined_message: '_undefinedMessage',
}

/**
 * Gives what an Undefined tells of itself under Jinja's name; undefined for other names.
 * @param value What is missing.
 * @param name The name of an attribute.
 */
export function undefinedMember(value: Undefined, name: string): unknown {
  return Object.hasOwn(members, name) ? (value[members[name]] ?? null) : undefined
}
