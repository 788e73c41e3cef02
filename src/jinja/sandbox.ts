import { Markup } from '../markup.ts'
import { escapedField } from '../python/escape.ts'
import { type FormatOptions, format } from '../python/format.ts'
import { repr, typeName } from '../python/repr.ts'
import { Environment } from './environment.ts'
import type { EnvironmentArguments } from './environment-options.ts'
import { SecurityError } from './errors.ts'
import type { Context } from './runtime/context.ts'
import type { Undefined } from './runtime/undefined.ts'
import type { Callable } from './types.ts'
import * as arithmetic from './values/arithmetic.ts'
import { getAttribute, getItem } from './values/attribute.ts'
import { builtin, splitArguments } from './values/call.ts'
import { isDictLike } from './values/dict.ts'
import { Range } from './values/range.ts'
import { wantInt } from './values/text-methods.ts'

/** The most numbers that `range` gives in a sandbox. */
export const MAX_RANGE = 100_000

type Binary = (left: unknown, right: unknown) => unknown
type Unary = (value: unknown) => unknown

/**
 * Tells whether a name leads from an object into the machine: `constructor`, `__class__` and such.
 * @param _object The object.
 * @param name The name of an attribute.
 */
export function isInternalAttribute(_object: unknown, name: string): boolean {
  return name.startsWith('__') || name === 'constructor' || name === 'prototype'
}

const changesList = 'append clear pop reverse insert sort extend remove'.split(' ')
const changesSet =
  'add clear difference_update discard pop remove symmetric_difference_update update'.split(' ')
const changesDict = 'clear pop popitem setdefault update set delete popItem setDefault'.split(' ')

/**
 * Tells whether a method changes a list, a set or a dict. Jinja's `modifies_known_mutable`.
 * @param object The object.
 * @param name The name of its method.
 */
export function modifiesKnownMutable(object: unknown, name: string): boolean {
  if (Array.isArray(object)) return changesList.includes(name)
  if (object instanceof Set) return changesSet.includes(name)
  if (typeof object !== 'object' || object === null) return false
  const isDict = object instanceof Map || Object.getPrototypeOf(object) === null
  const isMapping = isDict || Object.getPrototypeOf(object) === Object.prototype
  return (isMapping || isDictLike(object)) && changesDict.includes(name)
}

/**
 * Marks a function that a sandboxed template must not call. Jinja's `unsafe`.
 * @param fn The function.
 */
export function unsafe<F extends Function>(fn: F): F {
  return Object.assign(fn, { unsafeCallable: true })
}

/**
 * An environment for templates from strangers: it refuses names that begin with `_`, functions that
 * are marked as unsafe, and long ranges. Jinja's `SandboxedEnvironment`.
 */
export class SandboxedEnvironment extends Environment {
  override readonly sandboxed: boolean = true
  /** The operators of two values that go through `callBinop`, such as `new Set(['**'])`. */
  interceptedBinops: ReadonlySet<string> = new Set()
  /** The operators of one value that go through `callUnop`. */
  interceptedUnops: ReadonlySet<string> = new Set()
  /** What operators of two values do. Jinja's `default_binop_table`. */
  static readonly defaultBinopTable: Readonly<Record<string, Binary>> = {
    '+': arithmetic.add,
    '-': arithmetic.sub,
    '*': arithmetic.mul,
    '/': arithmetic.div,
    '//': arithmetic.floordiv,
    '**': arithmetic.pow,
    '%': arithmetic.mod,
  }
  /** What operators of one value do. Jinja's `default_unop_table`. */
  static readonly defaultUnopTable: Readonly<Record<string, Unary>> = {
    '+': arithmetic.pos,
    '-': arithmetic.neg,
  }
  /** What intercepted operators of two values do. */
  binopTable: Record<string, Binary> = { ...SandboxedEnvironment.defaultBinopTable }
  /** What intercepted operators of one value do. */
  unopTable: Record<string, Unary> = { ...SandboxedEnvironment.defaultUnopTable }

  constructor(...args: EnvironmentArguments) {
    super(...args)
    this.globals['range'] = builtin('start stop? step?', safeRange)
  }

  /**
   * Tells whether a template may read an attribute; what a dict holds is not asked about.
   * @param object The object.
   * @param name The name of the attribute.
   * @param _value Its value.
   */
  isSafeAttribute(object: unknown, name: string, _value: unknown): boolean {
    return !(name.startsWith('_') || isInternalAttribute(object, name))
  }

  /**
   * Tells whether a template may call a function: unless it is marked by `unsafe`, or has a true
   * `altersData`.
   * @param fn The function.
   */
  isSafeCallable(fn: unknown): boolean {
    const marks = fn as { unsafeCallable?: unknown; altersData?: unknown } | null | undefined
    return !(marks?.unsafeCallable || marks?.altersData)
  }

  /** Works an intercepted operator of two values out. */
  callBinop(_context: Context, operator: string, left: unknown, right: unknown): unknown {
    return this.binopTable[operator](left, right)
  }

  /** Works an intercepted operator of one value out. */
  callUnop(_context: Context, operator: string, value: unknown): unknown {
    return this.unopTable[operator](value)
  }

  /** Gives what stands for an attribute that must not be read: any use is a SecurityError. */
  unsafeUndefined(object: unknown, name: string): Undefined {
    const kind = typeName(object)
    const hint = `The attribute ${repr(name)} of a ${kind} object is unsafe.`
    return new this.undefined(hint, object, name, SecurityError)
  }

  override guard(object: unknown, name: string, value: unknown): unknown {
    const isFormat = name === 'format' || name === 'format_map'
    if (isFormat && (typeof object === 'string' || object instanceof Markup)) {
      return safeFormat(this, object, name)
    }
    return this.isSafeAttribute(object, name, value) ? value : this.unsafeUndefined(object, name)
  }

  override guardMissing(object: unknown, name: string): Undefined | undefined {
    return isInternalAttribute(object, name) ? this.unsafeUndefined(object, name) : undefined
  }

  override checkCall(fn: unknown): void {
    if (this.isSafeCallable(fn)) return
    throw new SecurityError(`${repr(fn)} is not safe to be called from a template.`)
  }

  override overlay(...args: EnvironmentArguments): Environment {
    const { interceptedBinops, interceptedUnops, binopTable, unopTable } = this
    const tables = { interceptedBinops, interceptedUnops, binopTable, unopTable }
    return Object.assign(super.overlay(...args), tables)
  }
}

/** A sandbox whose templates cannot change lists, sets and dicts either. */
export class ImmutableSandboxedEnvironment extends SandboxedEnvironment {
  override isSafeAttribute(object: unknown, name: string, value: unknown): boolean {
    return super.isSafeAttribute(object, name, value) && !modifiesKnownMutable(object, name)
  }
}

function safeRange(first: unknown, second?: unknown, by: unknown = 1): Range {
  const [start, stop] = second === undefined ? [0, first] : [first, second]
  return Range.between(wantInt(start), wantInt(stop), wantInt(by), MAX_RANGE)
}

// The paths in a format, such as `{user.name}`, follow the same rules as the template.
function safeFormat(environment: Environment, text: string | Markup, name: string): Callable {
  const paths: FormatOptions = {
    attribute: (value, key) => getAttribute(environment, value, key),
    item: (value, key) => getItem(environment, value, /^[0-9]+$/.test(key) ? Number(key) : key),
  }
  return (...args: unknown[]) => {
    const [values, kwargs] = splitArguments(args)
    const named = name === 'format' ? kwargs : values[0]
    const listed = name === 'format' ? values : []
    if (typeof text === 'string') return format(text, listed, { ...paths, named })
    return new Markup(format(text.toString(), listed, { ...paths, named, field: escapedField }))
  }
}
