import {
  type Asking,
  defaults,
  type EnvironmentOptions,
  isText,
  type ListOptions,
  listFilter,
  nameFrom,
  nameIn,
} from './environment-options.ts'
import { EnvironmentSettings } from './environment-settings.ts'
import { TemplateNotFound, TemplatesNotFound, UndefinedError } from './errors.ts'
import { expressionFunction } from './expression-template.ts'
import {
  type Extension,
  type ExtensionLike,
  extensionFrom,
  InternationalizationExtension,
} from './extensions.ts'
import {
  type CallableOptions,
  newstyleOf,
  type TranslationOptions,
  type Translations,
} from './i18n.ts'
import type { StatementParser } from './parser/parser.ts'
import type { Variables } from './runtime/context.ts'
import { Undefined } from './runtime/undefined.ts'
import { Template } from './template.ts'
import { truth } from './values/truth.ts'

/** The settings that templates share, and where they come from. Jinja's `Environment`. */
export class Environment extends EnvironmentSettings {
  /** The extensions by name. */
  readonly extensions: Record<string, Extension> = Object.create(null)
  /** The tags that extensions add. */
  readonly tags = new Map<string, StatementParser>()
  /** True for an environment that refuses what is not safe. */
  readonly sandboxed: boolean = false
  // A sandbox has these.
  guard?(object: unknown, name: string, value: unknown): unknown
  guardMissing?(object: unknown, name: string): Undefined | undefined
  checkCall?(fn: unknown): void
  /** The templates that were loaded; undefined keeps none. */
  cache: Map<string, Template> | undefined
  private readonly cacheSize: number

  /**
   * Makes an environment.
   * @param options Its settings; an unknown one is a TypeError.
   */
  constructor(options: EnvironmentOptions = {}) {
    super(options)
    this.cacheSize = options.cacheSize ?? defaults.cacheSize
    this.cache = this.cacheSize === 0 ? undefined : new Map()
    for (const extension of options.extensions ?? []) this.addExtension(extension)
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
   * @param parent The name of the template that asks, or options: `parent`, `globals`.
   * @param globals Variables on top of the environment's.
   */
  getTemplate(name: string | Template, parent?: Asking, globals?: Variables): Template {
    if (name instanceof Template) return name
    const text = nameFrom(name)
    const asking = typeof parent === 'object' ? (parent ?? {}) : { parent, globals }
    const full = asking.parent === undefined ? text : this.joinPath(text, asking.parent)
    return this.load(full, asking.globals)
  }

  /**
   * Gives the first template of a list that is there.
   * @param names Names or templates.
   * @param parent The name of the template that asks, or options: `parent`, `globals`.
   * @param globals Variables on top of the environment's.
   */
  selectTemplate(
    names: Iterable<string | Template>,
    parent?: Asking,
    globals?: Variables,
  ): Template {
    if ((names as unknown) instanceof Undefined) nameFrom(names)
    const tried = truth(names) ? [...names] : []
    for (const name of tried) {
      try {
        return this.getTemplate(name, parent, globals)
      } catch (error) {
        // A name in the list may be missing itself.
        const isGone = error instanceof TemplateNotFound || error instanceof UndefinedError
        if (!isGone) throw error
      }
    }
    throw new TemplatesNotFound(tried.map(nameIn))
  }

  /**
   * Gives a template by one name or by a list of names.
   * @param names A name, a template, or a list of them.
   * @param parent The name of the template that asks, or options: `parent`, `globals`.
   * @param globals Variables on top of the environment's.
   */
  getOrSelectTemplate(
    names: string | Template | Iterable<string | Template>,
    parent?: Asking,
    globals?: Variables,
  ): Template {
    const isName = isText(names) || names instanceof Template || names instanceof Undefined
    return isName
      ? this.getTemplate(names as string, parent, globals)
      : this.selectTemplate(names as Iterable<string>, parent, globals)
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
   * @param extensions Only those with these file endings; or options with `extensions` or
   *   `filterFunc`.
   * @param filterFunc Only those whose name it accepts.
   */
  listTemplates(
    extensions?: readonly string[] | ListOptions | null,
    filterFunc?: (name: string) => boolean,
  ): string[] {
    const names = this.loader?.listTemplates() ?? []
    const accepts = listFilter(extensions, filterFunc)
    return accepts === undefined ? names : names.filter(accepts)
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
   * Installs what translates the messages of templates. Jinja's `install_gettext_translations`.
   * @param translations An object with `gettext`, `ngettext` and perhaps `pgettext`, `npgettext`.
   * @param options Whether the functions format by keywords: `newstyle`.
   */
  installGettextTranslations(translations: Translations, options?: TranslationOptions): void {
    this.translator().installTranslations(translations, newstyleOf(options))
  }

  /**
   * Installs functions that leave messages as they are. Jinja's `install_null_translations`.
   * @param options Whether the functions format by keywords: `newstyle`.
   */
  installNullTranslations(options?: TranslationOptions): void {
    this.translator().installTranslations({}, newstyleOf(options))
  }

  /**
   * Installs functions that translate. Jinja's `install_gettext_callables`.
   * @param gettext Translates a message.
   * @param ngettext Translates a message with a plural for a number.
   * @param options `newstyle`, `pgettext` and `npgettext`.
   */
  installGettextCallables(
    gettext: Translations['gettext'],
    ngettext: Translations['ngettext'],
    options: CallableOptions = {},
  ): void {
    const { newstyle, ...others } = options
    this.translator().installTranslations({ gettext, ngettext, ...others }, newstyle)
  }

  private translator(): InternationalizationExtension {
    for (const extension of Object.values(this.extensions)) {
      if (extension instanceof InternationalizationExtension) return extension
    }
    throw new TypeError(
      'Translations need the extension "jinja2.ext.i18n": add it to the environment first.',
    )
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
