import { isPlainObject } from '../options.ts'
import { Compiler } from './compiler/compiler.ts'
import {
  type EnvironmentArguments,
  type EnvironmentOptions,
  readEnvironmentArguments,
} from './environment-options.ts'
import { EnvironmentTranslations } from './environment-translations.ts'
import { expressionFunction } from './expression-template.ts'
import type { Extension } from './extension.ts'
import { type ExtensionLike, extensionFrom } from './extensions.ts'
import type { TemplateTree } from './parser/nodes.ts'
import type { StatementParser } from './parser/parser.ts'
import { parseTemplate } from './program.ts'
import { Context, join, type Variables } from './runtime/context.ts'
import type { Undefined } from './runtime/undefined.ts'
import { alone, Template } from './template.ts'
import type { Found } from './template-finder.ts'
import type { EvalContext } from './types.ts'
import { getAttribute, getItem } from './values/attribute.ts'
import { callFilter, callTest, Kwargs, plainArgument } from './values/call.ts'
import { truth } from './values/truth.ts'

/** What `callFilter` and `callTest` take by name. */
export interface CallOptions {
  args?: readonly unknown[] | null
  kwargs?: Readonly<Record<string, unknown>> | null
  /** The context, for what is marked by `passContext`. */
  context?: Context | null
  evalCtx?: EvalContext | null
}

/** The settings that templates share, and where they come from. Jinja's `Environment`. */
export class Environment extends EnvironmentTranslations {
  /** The class of the variables of templates. Jinja's `context_class`. */
  static contextClass: typeof Context = Context
  /** What writes the code of templates. Jinja's `code_generator_class`. */
  static codeGeneratorClass: typeof Compiler = Compiler
  /** The class of the templates. Jinja's `template_class`. */
  static templateClass: typeof Template = Template
  /** The tags that extensions add. */
  readonly tags = new Map<string, StatementParser>()
  /** True for an environment that refuses what is not safe. */
  readonly sandboxed: boolean = false
  // A sandbox has these.
  guard?(object: unknown, name: string, value: unknown): unknown
  guardMissing?(object: unknown, name: string): Undefined | undefined
  checkCall?(fn: unknown): void

  /**
   * Makes an environment.
   * @param args Its settings by name; an unknown one is a TypeError. As in Jinja they may also stand
   *   in order: `new Environment('<%', '%>', '${', '}')`.
   */
  constructor(...args: EnvironmentArguments) {
    super(...args)
    for (const extension of this.options.extensions ?? []) this.addExtension(extension)
  }

  /** Gives one text from pieces. */
  concat(pieces: Iterable<unknown>): unknown {
    return join(pieces as Iterable<string>)
  }

  /**
   * Adds an extension.
   * @param extension A class, an instance, or Jinja's name of one, as `jinja2.ext.do`.
   */
  addExtension(extension: ExtensionLike): void {
    this.bind(extensionFrom(extension, this))
  }

  private bind(extension: Extension): void {
    this.extensions[extension.identifier] = extension
    for (const tag of extension.tags) this.tags.set(tag, (parser) => extension.parse(parser))
  }

  /** Gives the extensions by their priority. Jinja's `iter_extensions`. */
  iterExtensions(): IterableIterator<Extension> {
    const all = Object.values(this.extensions)
    return all.sort((one, other) => one.priority - other.priority).values()
  }

  /**
   * Adds attributes, unless they are there. Jinja's `extend`.
   * @param attributes The attributes by name.
   */
  extend<A extends object>(attributes: A): this & A {
    for (const [name, value] of Object.entries(attributes)) {
      if (!(name in this)) Reflect.set(this, name, value)
    }
    return this as this & A
  }

  /** Gives a template's source after the extensions changed it. */
  preprocess(source: string, name?: string, filename?: string): string {
    let text = source
    for (const extension of this.iterExtensions()) text = extension.preprocess(text, name, filename)
    return text
  }

  /** Tells whether the output of a template is escaped. */
  autoescapes(name: string | undefined): boolean {
    return typeof this.autoescape === 'function' ? this.autoescape(name) : this.autoescape
  }

  /**
   * Makes a template from a string.
   * @param source Its text.
   * @param globals Variables on top of the environment's.
   */
  fromString(source: string, globals?: Variables): Template {
    const found = { source: String(source), name: undefined, filename: undefined }
    return this.templateFrom(found, this.makeGlobals(globals))
  }

  /**
   * Compiles what a loader found.
   * @param found The source, its name and its file.
   * @param globals The variables of the template.
   */
  templateFrom({ upToDate, ...found }: Found, globals: Variables): Template {
    const { templateClass } = this.constructor as typeof Environment
    return new templateClass({ environment: this, ...found }, globals, { upToDate })
  }

  protected loadTemplate(name: string, globals: Variables | undefined): Template {
    if (this.loader === undefined || this.loader === null) {
      throw new TypeError(`No template can be loaded, as "${name}": the environment has no loader.`)
    }
    return this.loader.load(this, name, globals)
  }

  /**
   * Gives the tree of a template, for the functions of `meta`. Jinja's `parse`.
   * @param source The template's text.
   * @param name The template's name.
   * @param filename Its file.
   */
  parse(source: string, name?: string, filename?: string): TemplateTree {
    const text = this.preprocess(source, name, filename)
    const input = { environment: this, source: text, name, filename }
    return { ...input, body: parseTemplate(input) }
  }

  /**
   * Gives an environment that shares filters, tests, globals and policies, with other settings.
   * @param args The settings that differ; extensions are added to those that are there.
   */
  overlay(...args: EnvironmentArguments): Environment {
    const options = readEnvironmentArguments(args)
    const other = new (this.constructor as typeof Environment)({
      ...this.options,
      undefined: this.undefined,
      autoescape: this.autoescape,
      loader: this.loader ?? null,
      autoReload: this.autoReload,
      ...options,
      extensions: [],
    })
    const { filters, tests, globals, policies } = this
    Object.assign(other, { filters, tests, globals, policies })
    if (options.finalize === undefined) other.finalize = this.finalize
    for (const extension of Object.values(this.extensions)) {
      const copy: Extension = Object.create(Object.getPrototypeOf(extension))
      other.bind(Object.assign(copy, extension, { environment: other }))
    }
    for (const extension of options.extensions ?? []) other.addExtension(extension)
    return other
  }

  /**
   * Gives an attribute of an object as a template gets it. Jinja's `getattr`.
   * @param object The object.
   * @param attribute The attribute's name.
   */
  getattr(object: unknown, attribute: string): unknown {
    return getAttribute(this, object, attribute)
  }

  /**
   * Gives an item or an attribute of an object as a template gets it. Jinja's `getitem`.
   * @param object The object.
   * @param argument The key or the name.
   */
  getitem(object: unknown, argument: unknown): unknown {
    return getItem(this, object, argument)
  }

  /**
   * Calls a filter. Jinja's `call_filter`.
   * @param name The filter's name.
   * @param value What it works on.
   * @param args The other arguments in order, or all by name: `args`, `kwargs`, `context`.
   * @param kwargs The arguments by name.
   */
  callFilter(
    name: string,
    value: unknown,
    args?: readonly unknown[] | CallOptions | null,
    kwargs?: CallOptions['kwargs'],
  ): unknown {
    const call = this.callFrom(args, kwargs)
    return plainArgument(callFilter(call.context, name, value, call.args, call.kwargs))
  }

  /**
   * Calls a test. Jinja's `call_test`.
   * @param name The test's name.
   * @param value What it looks at.
   * @param args The other arguments in order, or all by name: `args`, `kwargs`, `context`.
   * @param kwargs The arguments by name.
   */
  callTest(
    name: string,
    value: unknown,
    args?: readonly unknown[] | CallOptions | null,
    kwargs?: CallOptions['kwargs'],
  ): boolean {
    const call = this.callFrom(args, kwargs)
    return truth(callTest(call.context, name, value, call.args, call.kwargs))
  }

  private callFrom(
    args: readonly unknown[] | CallOptions | null | undefined,
    kwargs: CallOptions['kwargs'],
  ) {
    const options: CallOptions = isPlainObject(args) ? args : { args: args as unknown[], kwargs }
    const evalCtx = options.evalCtx ?? {
      environment: this,
      autoescape: this.autoescapes(undefined),
    }
    const named = options.kwargs ?? undefined
    return {
      context: options.context ?? { environment: this, evalCtx },
      args: options.args ?? [],
      kwargs: named === undefined ? undefined : new Kwargs(named),
    }
  }

  /**
   * Gives a function that works out an expression.
   * @param source The expression.
   * @param undefinedToNone Whether a missing result is null, as it is by default, by place or by
   *   name; else it stays an Undefined.
   */
  compileExpression(
    source: string,
    undefinedToNone: boolean | { undefinedToNone?: boolean } = true,
  ): (variables?: Variables) => unknown {
    const isNull =
      typeof undefinedToNone === 'boolean'
        ? undefinedToNone
        : (undefinedToNone.undefinedToNone ?? true)
    return expressionFunction(this, source, isNull)
  }
}

alone.environment = (options?: EnvironmentOptions) => new Environment(options)
