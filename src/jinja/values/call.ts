import { didYouMean } from '../../errors.ts'
import { Float } from '../../python/float.ts'
import { repr, typeName } from '../../python/repr.ts'
import { TemplateRuntimeError } from '../errors.ts'
import { Undefined } from '../runtime/undefined.ts'
import type { Callable, ContextLike } from '../types.ts'
import { Dict } from './dict.ts'
import { Generated } from './generated.ts'

/**
 * The keyword arguments of a call in a template, by their names: `f(1, size=2)` calls the function
 * with 1 and a Kwargs that has `size`. It is the last argument, and there only with keywords.
 */
export class Kwargs {
  [name: string]: unknown

  /**
   * Makes keyword arguments, for code that calls a macro or a filter itself.
   * @param values The arguments by name.
   */
  constructor(values?: object) {
    if (values !== undefined) {
      for (const [name, value] of Object.entries(values)) this[name] = value
    }
  }
}
// Without a base, no name can be mistaken for a method of Object.
Reflect.deleteProperty(Kwargs.prototype, 'constructor')
Object.setPrototypeOf(Kwargs.prototype, null)

/** What a function asks to get before its own arguments. */
export type PassKind = 'context' | 'environment' | 'evalContext'

const PASS = Symbol('pass')
const NAMES = Symbol('names')
const DIRECT = Symbol('direct')

interface Direct {
  run: (...args: unknown[]) => unknown
  least: number
  most: number
}

interface Marked {
  [PASS]?: PassKind
  [NAMES]?: readonly string[]
  [DIRECT]?: Direct
}

function mark<F extends Function>(fn: F, kind: PassKind): F {
  Reflect.defineProperty(fn, PASS, { value: kind, configurable: true })
  return fn
}

/** Marks a function, filter or test that gets the context first. Jinja's `pass_context`. */
export function passContext<F extends Function>(fn: F): F {
  return mark(fn, 'context')
}

/** Marks a function, filter or test that gets the environment first. Jinja's `pass_environment`. */
export function passEnvironment<F extends Function>(fn: F): F {
  return mark(fn, 'environment')
}

/** Marks a function, filter or test that gets the eval context first: Jinja's `pass_eval_context`. */
export function passEvalContext<F extends Function>(fn: F): F {
  return mark(fn, 'evalContext')
}

/** Tells what a function asks to get first. */
export function passKind(fn: Function): PassKind | undefined {
  const kind = (fn as Marked)[PASS]
  return typeof kind === 'string' ? kind : undefined
}

/** Tells whether a function is one of ours, which knows Python's floats. */
export function isBuiltin(fn: Function): boolean {
  return Array.isArray((fn as Marked)[NAMES])
}

/**
 * Makes a function that takes its arguments by place or by name, as Python's do.
 * @param names The parameters in order, `?` behind what may be left out; `*` takes all.
 * @param fn The function; what is left out is undefined.
 */
export function builtin(names: string, fn: (...args: never[]) => unknown): Callable {
  const list = names.split(' ')
  const least = list.filter((name) => !name.endsWith('?')).length
  const parameters = list.map((name) => name.replace('?', ''))
  const run = fn as (...args: unknown[]) => unknown
  const callable =
    names === '*'
      ? (...args: unknown[]) => run(...args)
      : (...args: unknown[]) => {
          const isPlaced =
            args.length >= least &&
            args.length <= parameters.length &&
            !(args[args.length - 1] instanceof Kwargs)
          return isPlaced ? run(...args) : run(...place(args, parameters, least))
        }
  Reflect.defineProperty(callable, NAMES, { value: parameters })
  if (names !== '*') {
    Reflect.defineProperty(callable, DIRECT, { value: { run, least, most: parameters.length } })
  }
  return callable as Callable
}

function place(args: unknown[], names: readonly string[], least: number): unknown[] {
  const last = args.at(-1)
  const placed = last instanceof Kwargs ? args.slice(0, -1) : args.slice()
  if (placed.length > names.length) {
    throw new TypeError(`${placed.length} arguments were given, at most ${names.length} are taken.`)
  }
  if (last instanceof Kwargs) {
    for (const name of Object.keys(last)) {
      const index = names.indexOf(name)
      if (index < 0) {
        throw new TypeError(`There is no argument named "${name}".${didYouMean(name, names)}`)
      }
      if (index < placed.length && placed[index] !== undefined) {
        throw new TypeError(`The argument "${name}" was given by place and by name.`)
      }
      placed[index] = last[name]
    }
  }
  for (let index = 0; index < least; index++) {
    if (!(index in placed)) throw new TypeError(`The argument "${names[index]}" is missing.`)
  }
  return Array.from(placed)
}

/**
 * Gives what a function of ours does with so many arguments by place and none by name, without the
 * look at its arguments; undefined where that look is needed.
 */
export function directCall(fn: Function, count: number): Callable | undefined {
  const direct = (fn as Marked)[DIRECT]
  const fits = direct !== undefined && count >= direct.least && count <= direct.most
  return fits && (fn as Marked)[PASS] === undefined ? (direct.run as Callable) : undefined
}

/** Splits the arguments of a function that takes any into those by place and those by name. */
export function splitArguments(args: readonly unknown[]): [unknown[], Kwargs] {
  const last = args.at(-1)
  return last instanceof Kwargs ? [args.slice(0, -1), last] : [args.slice(), new Kwargs()]
}

/** The arguments of a call: those by place, and those by name when there are any. */
export type Arguments = readonly [args: readonly unknown[], kwargs?: Kwargs | undefined]

/** Calls a function, or an object with `__call__`, from a template. */
export function call(
  context: ContextLike,
  fn: unknown,
  args: readonly unknown[],
  kwargs?: Kwargs,
): unknown {
  if (typeof fn === 'function') return invoke(context, fn, undefined, [args, kwargs])
  if (fn instanceof Undefined) return fn._failWithUndefinedError()
  const own = (fn as { __call__?: unknown } | null | undefined)?.__call__
  if (typeof own === 'function') return invoke(context, own, fn, [args, kwargs])
  throw new TypeError(`A ${typeName(fn)} cannot be called.`)
}

/** Calls a function with the object that it is a method of. */
export function invoke(
  context: ContextLike,
  fn: Function,
  self: unknown,
  [args, kwargs]: Arguments,
): unknown {
  const list = isBuiltin(fn) ? args.slice() : args.map(plainArgument)
  const kind = passKind(fn)
  if (kind !== undefined) list.unshift(passed(context, kind))
  if (kwargs !== undefined) list.push(isBuiltin(fn) ? kwargs : plainKeywords(kwargs))
  const result = Reflect.apply(fn, self, list)
  return result === undefined ? null : result
}

/** Gives an argument as a function that is not ours wants it: plain numbers, lists and objects. */
export function plainArgument(value: unknown): unknown {
  if (typeof value !== 'object') return value
  if (value instanceof Float) return value.valueOf()
  if (value instanceof Generated) return Array.from(value)
  return value instanceof Dict ? value.plain() : value
}

/** Gives keyword arguments as a function that is not ours wants them. */
export function plainKeywords(kwargs: Kwargs): Kwargs {
  for (const name of Object.keys(kwargs)) kwargs[name] = plainArgument(kwargs[name])
  return kwargs
}

function passed(context: ContextLike, kind: PassKind): unknown {
  if (kind === 'context') return context
  return kind === 'environment' ? context.environment : context.evalCtx
}

/** Calls a filter by its name. */
export function callFilter(
  context: ContextLike,
  name: unknown,
  value: unknown,
  ...[args = [], kwargs]: Partial<Arguments>
): unknown {
  const { filters } = context.environment
  return invoke(context, found(filters, name, 'filter'), undefined, [[value, ...args], kwargs])
}

/** Calls a test by its name. */
export function callTest(
  context: ContextLike,
  name: unknown,
  value: unknown,
  ...[args = [], kwargs]: Partial<Arguments>
): unknown {
  const { tests } = context.environment
  return invoke(context, found(tests, name, 'test'), undefined, [[value, ...args], kwargs])
}

function found(table: Record<string, Callable>, name: unknown, kind: string): Function {
  const fn = typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined
  if (fn !== undefined) return fn
  if (name instanceof Undefined) {
    throw new TemplateRuntimeError(
      `The name of the ${kind} is undefined: ${name._undefinedMessage}. Write it in quotes.`,
    )
  }
  const hint = typeof name === 'string' ? didYouMean(name, Object.keys(table)) : ''
  throw new TemplateRuntimeError(`There is no ${kind} named ${repr(name)}.${hint}`)
}
