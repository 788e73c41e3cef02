import { repr } from '../../python/repr.ts'
import type { Environment } from '../environment.ts'
import type { Callable } from '../types.ts'
import * as attributes from '../values/attribute.ts'
import * as calls from '../values/call.ts'
import { iterate } from '../values/slice.ts'
import { View } from '../values/view.ts'
import { type Context, TemplateReference } from './context.ts'
import { LoopContext } from './loop.ts'
import { macroCall } from './macro.ts'

const { Kwargs } = calls

export function call(
  context: Context,
  fn: unknown,
  args: unknown[],
  kwargs?: InstanceType<typeof Kwargs>,
): unknown {
  context.environment.checkCall?.(fn)
  if (typeof fn !== 'function') return calls.call(context, fn, args, kwargs)
  const macro = macroCall(fn)
  if (macro !== undefined) return macro.run(args, kwargs, context.evalCtx.autoescape)
  if (calls.passKind(fn) !== undefined) return calls.call(context, fn, args, kwargs)
  return callPlain(fn, args, kwargs)
}

function callPlain(
  fn: Function,
  args: unknown[],
  kwargs: InstanceType<typeof Kwargs> | undefined,
): unknown {
  if (!calls.isBuiltin(fn)) {
    for (let index = 0; index < args.length; index++) {
      if (typeof args[index] === 'object') args[index] = calls.plainArgument(args[index])
    }
    if (kwargs !== undefined) calls.plainKeywords(kwargs)
  }
  if (kwargs !== undefined) args.push(kwargs)
  const result = fn(...args)
  return result === undefined ? null : result
}

export function callMethod(
  context: Context,
  [object, name]: [object: unknown, name: string],
  args: unknown[],
  kwargs?: InstanceType<typeof Kwargs>,
): unknown {
  if (context.environment.sandboxed) {
    return call(context, getAttribute(context.environment, object, name), args, kwargs)
  }
  if (typeof object === 'object' && object !== null) {
    const macro = ownMacro(object, name)
    if (macro !== undefined) return macro.run(args, kwargs, context.evalCtx.autoescape)
  }
  if (object instanceof TemplateReference || object instanceof LoopContext) {
    return call(context, getAttribute(context.environment, object, name), args, kwargs)
  }
  return attributes.callMethod(context, object, name, args, kwargs)
}

function ownMacro(object: object, name: string): ReturnType<typeof macroCall> {
  if (!Object.hasOwn(object, name)) return undefined
  return macroCall((object as Record<string, unknown>)[name])
}

export function getAttribute(environment: Environment, object: unknown, name: string): unknown {
  if (typeof object === 'function') {
    const value = macroCall(object)?.attribute(name)
    if (value !== undefined) return value
  }
  if (object instanceof TemplateReference) {
    return object.get(name) ?? new environment.undefined(undefined, object, name)
  }
  return attributes.getAttribute(environment, object, name)
}

export function getItem(environment: Environment, object: unknown, key: unknown): unknown {
  return attributes.getItem(environment, object, key)
}

export function item(environment: Environment, object: unknown, key: unknown): unknown {
  if (Array.isArray(object) && typeof key === 'number' && key >= 0 && key < object.length) {
    const value = object[key]
    if (value !== undefined && !(object instanceof View)) return value
  }
  return getItem(environment, object, key)
}

export function mergeKeywords(
  given: Record<string, unknown>,
  spread: unknown,
): InstanceType<typeof Kwargs> {
  const kwargs = new Kwargs(given)
  const entries =
    spread instanceof Map
      ? [...spread]
      : [...iterate(spread)].map((key) => [key, (spread as Record<string, unknown>)[key as string]])
  for (const [key, value] of entries) {
    if (typeof key !== 'string')
      throw new TypeError(`A keyword argument has the name ${repr(key)}, which is not text.`)
    if (key in given) throw new TypeError(`The keyword argument "${key}" is given twice.`)
    kwargs[key] = value
  }
  return kwargs
}

const wrapped = new WeakMap<object, Callable>()

/** Gives a filter or test ready to be called; others than ours get plain numbers for floats. */
export function ready(fn: Callable, count: number): Callable {
  if (calls.isBuiltin(fn)) return (count < 0 ? undefined : calls.directCall(fn, count)) ?? fn
  let wrapper = wrapped.get(fn)
  if (wrapper === undefined) {
    const run = fn as (...args: unknown[]) => unknown
    wrapper = ((value: unknown, ...rest: unknown[]) => {
      if (rest.length === 0) return run(calls.plainArgument(value))
      return run(calls.plainArgument(value), ...rest.map(calls.plainArgument))
    }) as Callable
    wrapped.set(fn, wrapper)
  }
  return wrapper
}
