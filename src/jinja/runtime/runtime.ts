import { isPromise } from '../../chain.ts'
import { ValueError } from '../../errors.ts'
import { Markup, toHtml } from '../../markup.ts'
import { escapeText } from '../../python/escape.ts'
import { repr, str, typeName } from '../../python/repr.ts'
import { Tuple } from '../../python/tuple.ts'
import type { Environment } from '../environment.ts'
import { TemplateNotFound, TemplateRuntimeError } from '../errors.ts'
import { Namespace } from '../globals.ts'
import * as arithmetic from '../values/arithmetic.ts'
import * as calls from '../values/call.ts'
import { Dict, makeDict } from '../values/dict.ts'
import { Generated } from '../values/generated.ts'
import { iterate, slice } from '../values/slice.ts'
import { compare, contains, equals, truth } from '../values/truth.ts'
import { type Context, join, joinAsync, Scope, TemplateReference } from './context.ts'
import { finalized } from './finalize.ts'
import { LoopContext } from './loop.ts'
import { MacroInfo, macroCall, makeMacro } from './macro.ts'
import {
  call,
  callMethod,
  getAttribute,
  getItem,
  item,
  mergeKeywords,
  ready,
} from './runtime-calls.ts'
import { missing, Undefined } from './undefined.ts'

const { Kwargs } = calls

function refusePromise(value: unknown): void {
  if (!pending(value)) return
  value.then(undefined, () => undefined)
  throw new TypeError(
    'A template printed a promise. Render it with renderAsync, or await the value.',
  )
}

/** Gives the escaped text of a printed value. */
function esc(value: unknown): string {
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'number' && Number.isSafeInteger(value)) return `${value}`
  if (value instanceof Markup) return value.toString()
  refusePromise(value)
  if (typeof value === 'function') return escapeText(functionText(value))
  return toHtml(value)
}

/** Gives the text of a printed value. */
function text(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return `${value}`
  refusePromise(value)
  if (typeof value === 'function') return functionText(value)
  return str(value)
}

function functionText(value: Function): string {
  return macroCall(value)?.repr() ?? str(value)
}

function pending(value: unknown): value is PromiseLike<unknown> {
  return !(value instanceof Markup) && !(value instanceof Undefined) && isPromise(value)
}

function isAsync(value: unknown): value is AsyncIterable<unknown> {
  if (typeof value !== 'object' || value === null) return false
  // What a filter of the user's gave one by one may be promises.
  return value instanceof Generated || Symbol.asyncIterator in value
}

async function collect(value: unknown): Promise<unknown> {
  if (!isAsync(value)) return value
  const items: unknown[] = []
  for await (const item of value) items.push(item)
  return items
}

function iterateAsync(value: unknown): Iterable<unknown> | AsyncIterable<unknown> {
  return isAsync(value) ? value : iterate(value)
}

function eq(left: unknown, right: unknown): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left === right
  if (typeof left === 'number' && typeof right === 'number') return left === right
  return equals(left, right)
}

function add(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right
    if (Number.isSafeInteger(sum) && Number.isSafeInteger(left) && Number.isSafeInteger(right))
      return sum
  } else if (typeof left === 'string' && typeof right === 'string') return left + right
  return arithmetic.add(left, right)
}

function order(operator: '<' | '<=' | '>' | '>=', left: unknown, right: unknown): boolean {
  return compare(operator, left, right)
}

function unpack(value: unknown, count: number): unknown[] {
  if (value instanceof Undefined) {
    for (const _ of iterate(value as object)) break
  }
  const list = Array.isArray(value) ? value : Array.from(iterate(value))
  if (list.length === count) return list
  const problem = list.length < count ? 'too few' : 'too many'
  throw new ValueError(`${repr(value)} has ${problem} values for ${count} names.`)
}

function checkNamespace(value: unknown): asserts value is Namespace {
  if (value instanceof Namespace) return
  throw new TemplateRuntimeError(
    `Attributes can be set on a namespace() only, and this is a ${typeName(value ?? null)}.`,
  )
}

function setNamespace(value: unknown, name: string, to: unknown): void {
  checkNamespace(value)
  value.__setitem__(name, to)
}

function extendedTwice(): never {
  throw new TemplateRuntimeError('The template extends more than one template.')
}

function required(context: Context, name: string): void {
  if ((context.blocks.get(name)?.length ?? 0) <= 1) {
    throw new TemplateRuntimeError(
      `The required block "${name}" is not filled by a child template.`,
    )
  }
}

/** What generated code calls, whatever the template. */
export const tools = {
  esc,
  text,
  escapeIf: (escapes: boolean, value: unknown) => (escapes ? esc(value) : text(value)),
  safeIf: (escapes: boolean, value: unknown) =>
    escapes ? new Markup(typeof value === 'string' ? value : text(value)) : value,
  pending,
  isAsync,
  collect,
  iterate,
  iterateAsync,
  truth,
  eq,
  lt: (left: unknown, right: unknown) => order('<', left, right),
  le: (left: unknown, right: unknown) => order('<=', left, right),
  gt: (left: unknown, right: unknown) => order('>', left, right),
  ge: (left: unknown, right: unknown) => order('>=', left, right),
  within: contains,
  add,
  sub: arithmetic.sub,
  mul: arithmetic.mul,
  div: arithmetic.div,
  floordiv: arithmetic.floordiv,
  mod: arithmetic.mod,
  pow: arithmetic.pow,
  neg: arithmetic.neg,
  pos: arithmetic.pos,
  concat: arithmetic.concat,
  slice,
  Dict,
  makeDict,
  tuple: (items: unknown[]) => Tuple.from(items),
  unpack,
  checkNamespace,
  setNamespace,
  call,
  callMethod,
  getAttribute,
  getItem,
  item,
  Kwargs,
  mergeKeywords,
  MacroInfo,
  makeMacro,
  LoopContext,
  TemplateReference,
  join,
  joinAsync,
  required,
  extendedTwice,
  variables: () => new Scope(),
  scoped: (context: Context, variables: Scope | undefined) =>
    variables === undefined ? context : context.derived(variables),
  prototypeOf: Object.getPrototypeOf,
  objectPrototype: Object.prototype,
} as const

/** What generated code calls that depends on the environment. */
export function toolsFor(environment: Environment): Record<string, unknown> {
  const lookUp = (kind: 'filter' | 'test', name: string, count: number) => {
    const table = kind === 'filter' ? environment.filters : environment.tests
    const found = table[name]
    if (found !== undefined) return ready(found, count)
    return () => {
      throw new TemplateRuntimeError(`There is no ${kind} named "${name}".`)
    }
  }
  return {
    filter: (name: string, count: number) => lookUp('filter', name, count),
    test: (name: string, count: number) => lookUp('test', name, count),
    undef: (name: string) => new environment.undefined(undefined, missing, name),
    notGiven: (name: string) =>
      new environment.undefined(`The parameter "${name}" was not given.`, missing, name),
    noElse: (line: number) =>
      new Undefined(`The condition in line ${line} is false and has no "else".`),
    finalize: (context: Context, value: unknown) => finalized(environment, context, value),
    joined: (pieces: unknown[]) => environment.concat(pieces),
    findTemplate: (name: unknown, parent: string | undefined) => {
      try {
        return environment.getOrSelectTemplate(name as string, parent)
      } catch (error) {
        if (error instanceof TemplateNotFound) return undefined
        throw error
      }
    },
  }
}
