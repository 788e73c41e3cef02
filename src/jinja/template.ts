import { str } from '../python/repr.ts'
import type { CompileInput, Mode } from './compiler/code.ts'
import type { Environment } from './environment.ts'
import type { EnvironmentOptions } from './environment-options.ts'
import type { Statement } from './parser/nodes.ts'
import { compileProgram, type Program, parseTemplate } from './program.ts'
import { type BlockFunction, type Context, Scope, type Variables } from './runtime/context.ts'
import {
  bodyOf,
  makeTemplateModule,
  moduleForCode,
  nameOf,
  type TemplateModule,
} from './runtime/template-module.ts'
import { missing } from './runtime/undefined.ts'
import { TemplateStream } from './stream.ts'

/** A version of a template's file that can tell whether it is still the newest. */
export type UpToDate = () => boolean

/** What is known of a template that an environment makes. */
interface Known {
  upToDate?: UpToDate | undefined
  nodes?: readonly Statement[]
}

/** Makes environments for templates without one; what defines environments fills it in. */
export const alone: { environment: (options?: EnvironmentOptions) => Environment } = {
  environment: () => {
    throw new TypeError('There is no environment yet: import "hipflask/jinja".')
  },
}
let common: Environment | undefined

const textMode: Mode = { async: false, stream: false }
const asyncTextMode: Mode = { async: true, stream: false }

/** A compiled template. Made by an environment. Jinja's `Template`. */
export class Template {
  readonly environment: Environment
  /** The name that it was loaded by; undefined for one made from a string. */
  readonly name: string | undefined
  /** The file that it came from. */
  readonly filename: string | undefined
  /** The variables that it has on top of those given to `render`. */
  globals: Variables
  private readonly input: CompileInput
  private readonly nodes: readonly Statement[]
  private readonly programs = new Map<string, Program>()
  private ownModule: TemplateModule | undefined
  private ownModuleAsync: Promise<TemplateModule> | undefined
  private readonly check: UpToDate | undefined

  /**
   * Makes a template without an environment of one's own; an environment makes its own ones.
   * @param source The template's text.
   * @param options The settings of its environment.
   */
  constructor(source: string, options?: EnvironmentOptions)
  constructor(input: CompileInput, globals: Variables, own?: Known)
  constructor(
    first: string | CompileInput,
    second?: Variables | EnvironmentOptions,
    own: Known = {},
  ) {
    const input =
      typeof first === 'object' ? first : new.target.inputOf(first, second as EnvironmentOptions)
    const globals = typeof first === 'object' ? (second as Variables) : input.environment.globals
    this.environment = input.environment
    this.name = input.name
    this.filename = input.filename
    this.globals = globals
    this.check = own.upToDate
    const source = input.environment.preprocess(input.source, input.name, input.filename)
    this.input = { ...input, source }
    this.nodes = own.nodes ?? parseTemplate(this.input)
    this.program(textMode)
  }

  private static inputOf(source: string, options: EnvironmentOptions | undefined): CompileInput {
    const environment = this.environmentFor(options)
    return { environment, source, name: undefined, filename: undefined }
  }

  /** Gives the environment of a template that is made without one. */
  protected static environmentFor(options?: EnvironmentOptions): Environment {
    if (options !== undefined) return alone.environment(options)
    common ??= alone.environment()
    return common
  }

  /** Whether the source has not changed since. Jinja's `is_up_to_date`. */
  get isUpToDate(): boolean {
    return this.check === undefined || this.check()
  }

  /** The blocks by name. */
  get blocks(): Record<string, BlockFunction> {
    return Object.assign(Object.create(null), Object.fromEntries(this.program(textMode).blocks))
  }

  /** Gives the functions for one way of rendering, compiled at the first use. */
  program(mode: Mode): Program {
    const key = `${mode.async}${mode.stream}`
    let program = this.programs.get(key)
    if (program === undefined) {
      program = compileProgram(this.nodes, this.input, this, mode)
      this.programs.set(key, program)
    }
    return program
  }

  /** Gives what generated code calls to reach other templates. */
  toolsFor(mode: Mode): Record<string, unknown> {
    const { environment } = this
    return {
      program: (template: Template) => template.program(mode),
      extend: (context: Context, parent: Program) => {
        for (const [name, block] of parent.blocks) {
          const list = context.blocks.get(name)
          if (list === undefined) context.blocks.set(name, [block])
          else list.push(block)
        }
        return parent
      },
      moduleBody: (template: Template) => {
        const module = template.defaultModule(mode.async)
        if (module instanceof Promise) return module.then((made) => bodyOf(made))
        return bodyOf(module)
      },
      importModule: (template: Template, context: Context, locals: Variables) =>
        template.moduleIn(template.includeContext(context, locals, mode), mode.async),
      defaultModule: (template: Template, context: Context) =>
        template.moduleFor(context, mode.async),
      exported: (module: TemplateModule, name: string, lineno: number) => {
        const value = Object.hasOwn(module, name) ? module[name] : undefined
        if (value !== undefined) return value
        const from = nameOf(module) ?? 'the template'
        const hint = `"${from}", imported in line ${lineno}, has no "${name}" to export.`
        return new environment.undefined(hint, missing, name)
      },
    }
  }

  /** Makes a context for rendering. Jinja's `new_context`. */
  newContext(variables: Variables = {}, mode: Mode = textMode): Context {
    return this.contextOver([variables, this.globals], mode)
  }

  private contextOver(scopes: Variables[], mode: Mode): Context {
    const blocks = new Map<string, BlockFunction[]>()
    for (const [name, block] of this.program(mode).blocks) blocks.set(name, [block])
    const { contextClass } = this.environment.constructor as typeof Environment
    return new contextClass(this.environment, this.name, scopes, blocks)
  }

  /** Makes the context of an include: it sees all variables of the including template. */
  includeContext(context: Context, locals: Variables, mode?: Mode): Context {
    return this.contextOver(context.scopesWith(locals), mode ?? textMode)
  }

  /** Gives all that the template prints, or a promise of it. */
  protected output(context: Context, isAsync: boolean): unknown {
    return this.program({ async: isAsync, stream: false }).root(context)
  }

  /**
   * Renders the template.
   * @param variables Its variables by name.
   */
  render(variables: Variables = {}): string {
    return this.output(this.newContext(variables), false) as string
  }

  /**
   * Renders the template and awaits promises among its values and the results of its calls.
   * @param variables Its variables by name.
   */
  async renderAsync(variables: Variables = {}): Promise<string> {
    return (await this.output(this.newContext(variables, asyncTextMode), true)) as string
  }

  /**
   * Gives the text piece by piece while it is rendered.
   * @param variables Its variables by name.
   */
  generate(variables: Variables = {}): Generator<string> {
    const mode = { async: false, stream: true }
    return this.program(mode).root(this.newContext(variables, mode)) as Generator<string>
  }

  /**
   * Gives the text piece by piece and awaits promises on the way.
   * @param variables Its variables by name.
   */
  generateAsync(variables: Variables = {}): AsyncGenerator<string> {
    const mode = { async: true, stream: true }
    return this.program(mode).root(this.newContext(variables, mode)) as AsyncGenerator<string>
  }

  /**
   * Gives the text as a stream that can be buffered.
   * @param variables Its variables by name.
   */
  stream(variables: Variables = {}): TemplateStream {
    return new TemplateStream(this.generate(variables))
  }

  /** The template as a module: what it assigned at its top level and its macros. */
  get module(): TemplateModule {
    return moduleForCode(this.defaultTextModule())
  }

  /**
   * Runs the template and gives what it assigned at its top level and its macros.
   * @param variables Its variables by name.
   */
  makeModule(variables: Variables = {}): TemplateModule {
    return moduleForCode(this.moduleOf(this.newContext(variables)))
  }

  /**
   * Does as `makeModule` and awaits promises on the way.
   * @param variables Its variables by name.
   */
  async makeModuleAsync(variables: Variables = {}): Promise<TemplateModule> {
    return moduleForCode(await this.moduleIn(this.newContext(variables, asyncTextMode), true))
  }

  /** Gives the module of an import without context, made once. */
  defaultModule(isAsync: boolean): TemplateModule | Promise<TemplateModule> {
    return isAsync ? this.defaultModuleAsync() : this.defaultTextModule()
  }

  private defaultTextModule(): TemplateModule {
    this.ownModule ??= this.moduleOf(this.newContext())
    return this.ownModule
  }

  private defaultModuleAsync(): Promise<TemplateModule> {
    if (this.ownModuleAsync === undefined) {
      this.ownModuleAsync = this.moduleOfAsync(this.newContext({}, asyncTextMode))
      // It is run again the next time.
      this.ownModuleAsync.catch(() => {
        this.ownModuleAsync = undefined
      })
    }
    return this.ownModuleAsync
  }

  /** Gives the module of an import; one of its own where the importing template has other globals. */
  moduleFor(context: Context, isAsync: boolean): TemplateModule | Promise<TemplateModule> {
    const outer = context.scopes.at(-1)
    if (outer === undefined || outer === this.globals) return this.defaultModule(isAsync)
    const extra: Variables = new Scope()
    let differs = false
    for (const name of Object.keys(outer)) {
      if (name in this.globals) continue
      extra[name] = outer[name]
      differs = true
    }
    if (!differs) return this.defaultModule(isAsync)
    return this.moduleIn(this.newContext(extra, { async: isAsync, stream: false }), isAsync)
  }

  /** Runs the template in a context and makes a module of it. */
  moduleIn(context: Context, isAsync: boolean): TemplateModule | Promise<TemplateModule> {
    return isAsync ? this.moduleOfAsync(context) : this.moduleOf(context)
  }

  private moduleOf(context: Context): TemplateModule {
    const body = this.output(context, false)
    return makeTemplateModule(context.getExported(), str(body), this.name)
  }

  private async moduleOfAsync(context: Context): Promise<TemplateModule> {
    const body = await this.output(context, true)
    return makeTemplateModule(context.getExported(), str(body), this.name)
  }

  toString(): string {
    return `<Template ${this.name === undefined ? 'from a string' : `"${this.name}"`}>`
  }
}
