import { Markup } from '../../markup.ts'
import type { Environment } from '../environment.ts'
import { TemplateRuntimeError } from '../errors.ts'
import type { EvalContext } from '../types.ts'
import { call, Kwargs } from '../values/call.ts'
import { missing, type Undefined } from './undefined.ts'

/** A compiled block: gives its text, or its pieces. */
export type BlockFunction = (context: Context) => unknown

/** An object whose own properties are variables. */
export type Variables = Record<string, unknown>

/** An object without a base, so that only its own properties are there. */
export class Scope {
  [name: string]: unknown
}
Reflect.deleteProperty(Scope.prototype, 'constructor')
Object.setPrototypeOf(Scope.prototype, null)

/** The variables of a template while it is rendered. Jinja's `Context`. */
export class Context {
  readonly environment: Environment
  /** The template's name. */
  readonly name: string | undefined
  evalCtx: EvalContext
  /** What the template assigned at its top level. */
  readonly vars: Variables = new Scope()
  /** The variables from outside, nearest first. */
  readonly scopes: readonly Variables[]
  /** The names that a module made of this template has. */
  exported: Set<string> | undefined
  /** The blocks by name, from the child's to the base template's. */
  readonly blocks: Map<string, BlockFunction[]>

  constructor(
    environment: Environment,
    name: string | undefined,
    scopes: readonly Variables[],
    blocks: Map<string, BlockFunction[]>,
  ) {
    this.environment = environment
    this.name = name
    this.scopes = scopes
    this.blocks = blocks
    this.evalCtx = { environment, autoescape: environment.autoescapes(name) }
  }

  /** Gives a variable, or undefined when there is none. Jinja's `resolve_or_missing`. */
  resolveOrMissing(name: string): unknown {
    const own = this.vars[name]
    if (own !== undefined) return own
    for (const scope of this.scopes) {
      const value = scope[name]
      if (value !== undefined && Object.hasOwn(scope, name)) return value
    }
    return undefined
  }

  /** Gives a variable, or an Undefined when there is none. */
  resolve(name: string): unknown {
    const value = this.resolveOrMissing(name)
    return value === undefined ? new this.environment.undefined(undefined, missing, name) : value
  }

  /** Gives a variable, or a default when there is none. */
  get(name: string, otherwise: unknown = null): unknown {
    const value = this.resolveOrMissing(name)
    return value === undefined ? otherwise : value
  }

  /** Tells whether there is a variable. */
  has(name: string): boolean {
    return this.resolveOrMissing(name) !== undefined
  }

  /** Gives all variables as one object. */
  getAll(): Variables {
    return Object.assign(this.parent, this.vars)
  }

  /** The variables from outside as one object: all but what the template assigned. */
  get parent(): Variables {
    return Object.assign(Object.create(null), ...this.scopes.toReversed())
  }

  /** The names that a module made of this template has. Jinja's `exported_vars`. */
  get exportedVars(): ReadonlySet<string> {
    return this.exported ?? new Set()
  }

  /** Gives the names of all variables. */
  keys(): string[] {
    return Object.keys(this.getAll())
  }

  /** Gives the values of all variables. */
  values(): unknown[] {
    return Object.values(this.getAll())
  }

  /** Gives all variables as pairs. */
  items(): [string, unknown][] {
    return Object.entries(this.getAll())
  }

  /**
   * Calls a function as a template does: one that asks for the context gets it.
   * @param fn The function.
   * @param args Its arguments; a last `Kwargs` holds those by name.
   */
  call(fn: unknown, ...args: unknown[]): unknown {
    const last = args.at(-1)
    if (last instanceof Kwargs) return call(this, fn, args.slice(0, -1), last)
    return call(this, fn, args)
  }

  /** Gives the variables that a module made of this template has. */
  getExported(): Variables {
    const result: Variables = Object.create(null)
    for (const name of this.exported ?? []) result[name] = this.vars[name]
    return result
  }

  /** Gives a context that also has some local variables, with the same blocks. */
  derived(locals: Variables): Context {
    const blocks = new Map([...this.blocks].map(([name, list]) => [name, list.slice()]))
    const Kind = this.constructor as typeof Context
    const context = new Kind(this.environment, this.name, this.scopesWith(locals), blocks)
    context.evalCtx = this.evalCtx
    return context
  }

  /** Gives the scopes for a template that sees these variables and some local ones. */
  scopesWith(locals: Variables): Variables[] {
    return [locals, Object.assign(new Scope(), this.vars), ...this.scopes]
  }

  /** Assigns a variable at the top level. */
  set(name: string, value: unknown, isPublic: boolean): void {
    this.vars[name] = value
    if (!isPublic) return
    this.exported ??= new Set()
    this.exported.add(name)
  }

  /** Assigns what was imported at the top level; a module does not pass it on. */
  setImported(name: string, value: unknown): void {
    this.vars[name] = value
    this.exported?.delete(name)
  }

  /** Gives the innermost block of a name. */
  block(name: string): BlockFunction {
    const list = this.blocks.get(name)
    if (list === undefined) throw new TemplateRuntimeError(`There is no block named "${name}".`)
    return list[0]
  }

  /** Gives the same block of the parent template. */
  super(name: string, current: BlockFunction): BlockReference | Undefined {
    const list = this.blocks.get(name) ?? []
    const index = list.indexOf(current) + 1
    if (index > 0 && index < list.length) return new BlockReference(name, this, list, index)
    return noParent(this, name)
  }
}

function noParent(context: Context, name: string): Undefined {
  const hint = `The block "${name}" has no parent block, so there is no super().`
  return new context.environment.undefined(hint, missing, 'super')
}

/** A block that a template calls: `super()` and `self.name()`. Jinja's `BlockReference`. */
export class BlockReference {
  readonly name: string
  private readonly context: Context
  private readonly list: readonly BlockFunction[]
  private readonly depth: number

  constructor(name: string, context: Context, list: readonly BlockFunction[], depth: number) {
    this.name = name
    this.context = context
    this.list = list
    this.depth = depth
  }

  /** Gives the same block one template further up. */
  get super(): BlockReference | Undefined {
    if (this.depth + 1 >= this.list.length) return noParent(this.context, this.name)
    return new BlockReference(this.name, this.context, this.list, this.depth + 1)
  }

  /** Renders the block. */
  __call__(): unknown {
    const { environment, evalCtx } = this.context
    const finish = (output: unknown) =>
      evalCtx.autoescape && typeof output === 'string' ? new Markup(output) : output
    const result = this.list[this.depth](this.context)
    if (typeof result === 'string') return finish(result)
    if (result instanceof Promise) return result.then(finish)
    if (Symbol.iterator in Object(result))
      return finish(environment.concat(result as Iterable<unknown>))
    return collected(result as AsyncIterable<unknown>).then((all) =>
      finish(environment.concat(all)),
    )
  }

  __repr__(): string {
    return `<BlockReference '${this.name}'>`
  }
}

/** Gives one text from pieces. */
export function join(pieces: Iterable<string>): string {
  let text = ''
  for (const piece of pieces) text += piece
  return text
}

/** Gives one text from pieces that come one after another. */
export async function joinAsync(pieces: AsyncIterable<string>): Promise<string> {
  return join(await collected(pieces))
}

/** Gives a list of what comes one after another. */
export async function collected<T>(pieces: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const piece of pieces) all.push(piece)
  return all
}

/** The variable `self` of a template: its blocks. Jinja's `TemplateReference`. */
export class TemplateReference {
  private readonly context: Context

  constructor(context: Context) {
    this.context = context
  }

  /** Tells whether there is such a block. */
  has(name: string): boolean {
    return this.context.blocks.has(name)
  }

  /** Gives a block by its name. */
  get(name: string): BlockReference | undefined {
    const list = this.context.blocks.get(name)
    return list === undefined ? undefined : new BlockReference(name, this.context, list, 0)
  }

  __repr__(): string {
    const { name } = this.context
    return `<TemplateReference ${name === undefined ? 'None' : `'${name}'`}>`
  }
}
