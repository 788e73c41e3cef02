import {
  type Asking,
  type EnvironmentArguments,
  isText,
  type ListOptions,
  listFilter,
  nameFrom,
  nameIn,
} from './environment-options.ts'
import { EnvironmentSettings } from './environment-settings.ts'
import { TemplateNotFound, TemplatesNotFound, UndefinedError } from './errors.ts'
import type { BaseLoader } from './loaders.ts'
import type { Variables } from './runtime/context.ts'
import { Undefined } from './runtime/undefined.ts'
import { Template, type UpToDate } from './template.ts'
import { truth } from './values/truth.ts'

/** What is known of a template before it is compiled. */
export interface Found {
  source: string
  name: string | undefined
  filename: string | undefined
  upToDate?: UpToDate | undefined
}

/** Finds templates by their names, and keeps them. */
export abstract class TemplateFinder extends EnvironmentSettings {
  /** The templates that were loaded; undefined keeps none. */
  cache: Map<string, Template> | undefined
  private filledFrom: BaseLoader | undefined

  constructor(...args: EnvironmentArguments) {
    super(...args)
    this.cache = this.cacheSize === 0 ? undefined : new Map()
  }

  /** Makes a template of what the loader finds. */
  protected abstract loadTemplate(name: string, globals: Variables | undefined): Template

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
    return isOne(names)
      ? this.getTemplate(names, parent, globals)
      : this.selectTemplate(names, parent, globals)
  }

  private load(name: string, globals: Variables | undefined): Template {
    if (this.loader !== this.filledFrom) {
      this.cache?.clear()
      this.filledFrom = this.loader
    }
    const cached = this.cache?.get(name)
    if (cached !== undefined && (!this.autoReload || cached.isUpToDate)) {
      this.remember(name, cached)
      if (globals !== undefined && globals !== null)
        cached.globals = this.extended(cached.globals, globals)
      return cached
    }
    const template = this.loadTemplate(name, globals)
    this.remember(name, template)
    return template
  }

  private extended(own: Variables, globals: Variables): Variables {
    return Object.assign(own === this.globals ? this.makeGlobals({}) : own, globals)
  }

  // The last one in the map was used last; the first is the one to go.
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
}

// What is undefined is one name, of which the message speaks.
function isOne(names: string | Template | Iterable<unknown>): names is string | Template {
  return isText(names) || names instanceof Template || names instanceof Undefined
}
