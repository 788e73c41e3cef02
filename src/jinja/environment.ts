import type { Context, Variables } from './context.ts'
import {
  type AutoescapeFunction,
  checkDelimiters,
  checkOptions,
  defaults,
  type EnvironmentOptions,
  nameFrom,
  table,
} from './environment-options.ts'
import { TemplateNotFound, TemplatesNotFound } from './errors.ts'
import { expressionFunction } from './expression-template.ts'
import { type Extension, type ExtensionLike, extensionFrom } from './extensions.ts'
import { defaultFilters } from './filters/index.ts'
import { defaultGlobals } from './globals.ts'
import type { Syntax } from './lexer-rules.ts'
import type { BaseLoader } from './loaders.ts'
import type { StatementParser } from './parser.ts'
import { defaultPolicies } from './policies.ts'
import { Template } from './template.ts'
import { defaultTests } from './tests.ts'
import type { Callable, UndefinedClass } from './types.ts'
import { Undefined } from './undefined.ts'
import { passKind } from './values/call.ts'

/** The settings that templates share, and where they come from. Jinja's `Environment`. */
export class Environment implements Syntax {
  blockStartString: string
  blockEndString: string
  variableStartString: string
  variableEndString: string
  commentStartString: string
  commentEndString: string
  lineStatementPrefix: string | undefined
  lineCommentPrefix: string | undefined
  trimBlocks: boolean
  lstripBlocks: boolean
  newlineSequence: string
  keepTrailingNewline: boolean
  /** The class that stands for what is missing. */
  undefined: UndefinedClass
  /** Called with each value before it is printed. */
  finalize: Callable | undefined
  /** Whether output is escaped, or a function that tells it for a template's name. */
  autoescape: boolean | AutoescapeFunction
  loader: BaseLoader | undefined
  autoReload: boolean
  /** The filters by name. */
  filters: Record<string, Callable>
  /** The tests by name. */
  tests: Record<string, Callable>
  /** The variables of all templates. */
  globals: Record<string, unknown>
  /** The settings of filters. */
  policies: Record<string, unknown>
  /** The extensions by name. */
  readonly extensions: Record<string, Extension> = Object.create(null)
  /** The tags that extensions add. */
  readonly tags = new Map<string, StatementParser>()
  /** True for an environment that refuses what is not safe. */
  readonly sandboxed: boolean = false
  /** The templates that were loaded; undefined keeps none. */
  cache: Map<string, Template> | undefined
  private cacheSize: number
  private readonly options: EnvironmentOptions

  /**
   * Makes an environment.
   * @param options Its settings; an unknown one is a TypeError.
   */
  constructor(options: EnvironmentOptions = {}) {
    checkOptions(options)
    const given = Object.entries(options).filter(([, value]) => value !== undefined)
    const all = { ...defaults, ...Object.fromEntries(given) } as typeof defaults
    this.options = options
    this.blockStartString = all.blockStartString
    this.blockEndString = all.blockEndString
    this.variableStartString = all.variableStartString
    this.variableEndString = all.variableEndString
    this.commentStartString = all.commentStartString
    this.commentEndString = all.commentEndString
    this.lineStatementPrefix = all.lineStatementPrefix ?? undefined
    this.lineCommentPrefix = all.lineCommentPrefix ?? undefined
    this.trimBlocks = all.trimBlocks
    this.lstripBlocks = all.lstripBlocks
    this.newlineSequence = all.newlineSequence
    this.keepTrailingNewline = all.keepTrailingNewline
    this.undefined = all.undefined
    this.finalize = all.finalize ?? undefined
    this.autoescape = all.autoescape
    this.loader = all.loader ?? undefined
    this.autoReload = all.autoReload
    this.cacheSize = all.cacheSize
    this.cache = all.cacheSize === 0 ? undefined : new Map()
    this.filters = table(defaultFilters)
    this.tests = table(defaultTests)
    this.globals = table(defaultGlobals)
    this.policies = table(defaultPolicies)
    checkDelimiters(this)
    for (const extension of all.extensions) this.addExtension(extension)
  }

  /**
   * Adds an extension.
   * @param extension A class, an instance, or Jinja's name of one, as `jinja2.ext.do`.
   */
  addExtension(extension: ExtensionLike): void {
    const made = extensionFrom(extension, this)
    this.extensions[made.identifier] = made
    for (const tag of made.tags) this.tags.set(tag, (parser) => made.parse(parser))
  }

  /** Gives a template's source after the extensions changed it. */
  preprocess(source: string, name: string | undefined, filename: string | undefined): string {
    let text = source
    for (const extension of Object.values(this.extensions))
      text = extension.preprocess(text, name, filename)
    return text
  }

  /** Tells whether the output of a template is escaped. */
  autoescapes(name: string | undefined): boolean {
    return typeof this.autoescape === 'function' ? this.autoescape(name) : this.autoescape
  }

  /** Gives a value as `finalize` wants it printed. */
  finalized(context: Context, value: unknown): unknown {
    const finalize = this.finalize as ((...args: unknown[]) => unknown) | undefined
    if (finalize === undefined) return value
    const kind = passKind(finalize)
    if (kind === undefined) return finalize(value) ?? null
    const first = kind === 'context' ? context : kind === 'environment' ? this : context.evalCtx
    return finalize(first, value) ?? null
  }

  /**
   * Makes a template from a string.
   * @param source Its text.
   * @param globals Variables on top of the environment's.
   */
  fromString(source: string, globals?: Variables): Template {
    const input = {
      environment: this,
      source: String(source),
      name: undefined,
      filename: undefined,
    }
    return new Template(input, this.makeGlobals(globals))
  }

  /** Gives the globals of a template: the environment's, with some of its own. */
  makeGlobals(globals?: Variables): Variables {
    if (globals === undefined || globals === null) return this.globals
    return Object.assign(Object.create(null), this.globals, globals)
  }

  /**
   * Gives the name by which a template means another: the same by default.
   * @param name What the template says.
   * @param _parent The name of the template that says it.
   */
  joinPath(name: string, _parent: string): string {
    return name
  }

  /**
   * Gives a template by its name; throws TemplateNotFound when there is none.
   * @param name Its name, or a template, which is given back.
   * @param parent The name of the template that asks.
   * @param globals Variables on top of the environment's.
   */
  getTemplate(name: string | Template, parent?: string, globals?: Variables): Template {
    if (name instanceof Template) return name
    const text = nameFrom(name)
    return this.load(parent === undefined ? text : this.joinPath(text, parent), globals)
  }

  /**
   * Gives the first template of a list that is there.
   * @param names Names or templates.
   * @param parent The name of the template that asks.
   * @param globals Variables on top of the environment's.
   */
  selectTemplate(
    names: Iterable<string | Template>,
    parent?: string,
    globals?: Variables,
  ): Template {
    if ((names as unknown) instanceof Undefined) nameFrom(names)
    const tried = [...names]
    for (const name of tried) {
      try {
        return this.getTemplate(name, parent, globals)
      } catch (error) {
        if (!(error instanceof TemplateNotFound)) throw error
      }
    }
    throw new TemplatesNotFound(tried)
  }

  /**
   * Gives a template by one name or by a list of names.
   * @param names A name, a template, or a list of them.
   * @param parent The name of the template that asks.
   * @param globals Variables on top of the environment's.
   */
  getOrSelectTemplate(
    names: string | Template | Iterable<string | Template>,
    parent?: string,
    globals?: Variables,
  ): Template {
    const isList = typeof names === 'object' && !(names instanceof Template) && Array.isArray(names)
    return isList
      ? this.selectTemplate(names as Iterable<string | Template>, parent, globals)
      : this.getTemplate(names as string | Template, parent, globals)
  }

  private load(name: string, globals: Variables | undefined): Template {
    const cached = this.cache?.get(name)
    if (cached !== undefined && (!this.autoReload || cached.isUpToDate)) {
      if (globals !== undefined && globals !== null)
        cached.globals = this.extended(cached.globals, globals)
      return cached
    }
    if (this.loader === undefined) {
      throw new TypeError(`No template can be loaded, as "${name}": the environment has no loader.`)
    }
    const { source, filename, upToDate } = this.loader.getSource(this, name)
    const input = { environment: this, source, name, filename }
    const template = new Template(input, this.makeGlobals(globals), { upToDate })
    this.remember(name, template)
    return template
  }

  private extended(own: Variables, globals: Variables): Variables {
    return Object.assign(own === this.globals ? this.makeGlobals({}) : own, globals)
  }

  private remember(name: string, template: Template): void {
    const { cache, cacheSize } = this
    if (cache === undefined) return
    cache.delete(name)
    if (cacheSize > 0 && cache.size >= cacheSize) {
      for (const oldest of cache.keys()) {
        cache.delete(oldest)
        break
      }
    }
    cache.set(name, template)
  }

  /**
   * Gives the names of the templates that the loader has, sorted.
   * @param extensions Only those with these file endings.
   * @param filterFunc Only those whose name it accepts.
   */
  listTemplates(
    extensions?: readonly string[] | null,
    filterFunc?: (name: string) => boolean,
  ): string[] {
    const names = this.loader?.listTemplates() ?? []
    if (extensions === undefined || extensions === null) {
      return filterFunc === undefined ? names : names.filter(filterFunc)
    }
    return names.filter((name) => {
      return name.includes('.') && extensions.includes(name.slice(name.lastIndexOf('.') + 1))
    })
  }

  /**
   * Gives an environment that shares filters, tests, globals and policies, with other settings.
   * @param options The settings that differ.
   */
  overlay(options: EnvironmentOptions = {}): Environment {
    const other = new (this.constructor as new (options: EnvironmentOptions) => Environment)({
      ...this.options,
      undefined: this.undefined,
      autoescape: this.autoescape,
      loader: this.loader,
      autoReload: this.autoReload,
      ...options,
    })
    const { filters, tests, globals, policies } = this
    Object.assign(other, { filters, tests, globals, policies })
    if (options.finalize === undefined) other.finalize = this.finalize
    return other
  }

  /**
   * Gives a function that works out an expression.
   * @param source The expression.
   * @param options With `undefinedToNone: false` a missing result stays an Undefined; null otherwise.
   */
  compileExpression(
    source: string,
    options: { undefinedToNone?: boolean } = {},
  ): (variables?: Variables) => unknown {
    return expressionFunction(this, source, options.undefinedToNone ?? true)
  }
}
