import { Markup } from '../../markup.ts'
import { isPlain } from '../../python/repr.ts'
import { Tuple } from '../../python/tuple.ts'
import { Kwargs } from '../values/call.ts'
import type { Context } from './context.ts'
import { missing } from './undefined.ts'

/** What a macro is made from: its names, and which special variables its body uses. */
export class MacroInfo {
  /** Its name; undefined for the body of a call block. */
  readonly name: string | undefined
  readonly names: readonly string[]
  readonly caller: boolean
  readonly catchKwargs: boolean
  readonly catchVarargs: boolean

  constructor(name: string | undefined, names: readonly string[], uses: readonly string[]) {
    this.name = name
    this.names = names
    this.caller = uses.includes('caller')
    this.catchKwargs = uses.includes('kwargs')
    this.catchVarargs = uses.includes('varargs')
  }
}

function safe(output: unknown): unknown {
  return typeof output === 'string' ? new Markup(output) : output
}

const macroKey = Symbol('macro')

/** A macro: a function that takes keywords as a last `Kwargs` and gives text. */
interface MacroFunction {
  (...args: unknown[]): unknown
  [macroKey]: MacroCall
  __repr__(): string
}

/** A macro as code gets it: it takes keywords as a last plain object, and tells how it is called. */
export interface Macro {
  // biome-ignore lint/suspicious/noExplicitAny: text or Markup, and any value of a native environment
  (...args: unknown[]): any
  readonly name: string
  readonly arguments: readonly string[]
  readonly caller: boolean
  readonly catchKwargs: boolean
  readonly catchVarargs: boolean
}

function printMacro(this: MacroFunction): string {
  return this[macroKey].repr()
}

/** How a macro is run. */
class MacroCall {
  readonly info: MacroInfo
  readonly body: (...args: unknown[]) => unknown
  readonly context: Context
  readonly autoescape: boolean

  constructor(info: MacroInfo, body: (...args: unknown[]) => unknown, context: Context) {
    this.info = info
    this.body = body
    this.context = context
    this.autoescape = context.evalCtx.autoescape
  }

  run(args: readonly unknown[], kwargs: Kwargs | undefined, autoescape: boolean): unknown {
    const { info, body } = this
    const isPlain = kwargs === undefined && args.length <= info.names.length
    const isSimple = isPlain && !info.caller && !info.catchKwargs && !info.catchVarargs
    const result = body(...(isSimple ? args : this.bind(args, kwargs)))
    if (!autoescape) return result
    return result instanceof Promise ? result.then(safe) : safe(result)
  }

  private bind(args: readonly unknown[], kwargs: Kwargs | undefined): unknown[] {
    const { info } = this
    const { names } = info
    const rest: Record<string, unknown> = Object.create(null)
    if (kwargs !== undefined) Object.assign(rest, kwargs)
    const values = args.slice(0, names.length)
    let foundCaller = values.length === names.length && names.includes('caller')
    for (let index = values.length; index < names.length; index++) {
      const name = names[index]
      if (name === 'caller') foundCaller = true
      values.push(rest[name])
      delete rest[name]
    }
    if (info.caller && !foundCaller) values.push(this.callerOf(rest))
    if (info.catchKwargs) values.push(rest)
    else this.refuseKeywords(rest)
    if (info.catchVarargs) values.push(Tuple.from(args.slice(names.length)))
    else if (args.length > names.length) {
      const count = `${names.length} argument${names.length === 1 ? '' : 's'}`
      throw new TypeError(
        `The macro "${info.name}" takes at most ${count}; ${args.length} were given.`,
      )
    }
    return values
  }

  private callerOf(rest: Record<string, unknown>): unknown {
    const given = rest.caller
    delete rest.caller
    if (given !== undefined && given !== null) return given
    const hint = 'There is no caller: the macro was not called by a call block.'
    return new this.context.environment.undefined(hint, missing, 'caller')
  }

  private refuseKeywords(rest: Record<string, unknown>): void {
    const [name] = Object.keys(rest)
    if (name === undefined) return
    const { info } = this
    if (name === 'caller') {
      throw new TypeError(
        info.caller
          ? `The macro "${info.name}" was given two values for "caller".`
          : `The macro "${info.name}" does not use "caller" and cannot stand in a call block.`,
      )
    }
    throw new TypeError(`The macro "${info.name}" takes no keyword argument "${name}".`)
  }

  repr(): string {
    const { name } = this.info
    return `<Macro ${name === undefined ? 'anonymous' : `'${name}'`}>`
  }

  /** Gives what a template may read of a macro. */
  attribute(name: string): unknown {
    const { info } = this
    switch (name) {
      case 'name':
        return info.name ?? null
      case 'arguments':
        return Tuple.from(info.names)
      case 'catch_kwargs':
        return info.catchKwargs
      case 'catch_varargs':
        return info.catchVarargs
      case 'caller':
        return info.caller
      default:
        return undefined
    }
  }
}

/** Makes a macro in the context that it was defined in. */
export function makeMacro(
  info: MacroInfo,
  body: (...args: unknown[]) => unknown,
  context: Context,
): MacroFunction {
  const run = new MacroCall(info, body, context)
  const macro = ((...args: unknown[]) => {
    const last = args.at(-1)
    if (last instanceof Kwargs) return run.run(args.slice(0, -1), last, run.autoescape)
    return run.run(args, undefined, run.autoescape)
  }) as MacroFunction
  macro[macroKey] = run
  macro.__repr__ = printMacro
  return macro
}

/**
 * Gives a macro as a function for code: it takes keywords as a last plain object, and tells what
 * Jinja2's macros tell. Other values stay as they are, but for functions, which get the keywords.
 */
export function macroFunction(value: unknown): unknown {
  if (typeof value !== 'function') return value
  const macro = value as (...args: unknown[]) => unknown
  const fn = (...args: unknown[]) => {
    const last = args.at(-1)
    const isNamed =
      typeof last === 'object' && last !== null && isPlain(last) && !(last instanceof Kwargs)
    return isNamed ? macro(...args.slice(0, -1), new Kwargs(last)) : macro(...args)
  }
  const call = macroCall(value)
  if (call === undefined) return fn
  // A template that gets it calls the macro itself.
  Object.assign(fn, { [macroKey]: call, __repr__: printMacro })
  const { name, names, caller, catchKwargs, catchVarargs } = call.info
  const told = { name, arguments: Tuple.from(names), caller, catchKwargs, catchVarargs }
  for (const [key, known] of Object.entries(told)) Object.defineProperty(fn, key, { value: known })
  return fn
}

/** Gives how to run a macro; undefined for everything else. */
export function macroCall(value: unknown): MacroCall | undefined {
  const found = typeof value === 'function' ? (value as MacroFunction)[macroKey] : undefined
  return found instanceof MacroCall ? found : undefined
}
