import type { Context } from '../context/context.ts'
import type { BaseLoader } from '../jinja/loaders.ts'
import type { Environment, EnvironmentOptions } from '../jinja/public.ts'
import { setOwn } from '../own-property.ts'
import { createJinjaEnvironment, makeGlobalLoader } from '../templating/environment.ts'
import { templateGlobals } from '../templating/globals.ts'
import {
  nameInTemplates,
  type TemplateFunction,
  type TemplateHook,
  type TemplateName,
  templateHook,
} from '../templating/hooks.ts'
import { AppBase } from './base.ts'
import { checked, refusePromise } from './scaffold.ts'

/** A template engine of the user's own: `app.templateEngine`. */
export interface TemplateEngine {
  /** Renders a template by its name, or the first one that is there of several. */
  render(name: string | readonly string[], context: Record<string, unknown>): string
  /** Renders a template given as text. */
  renderString?(source: string, context: Record<string, unknown>): string
}

/** The templates of an app. */
export abstract class AppTemplates extends AppBase {
  /** The class of the template environment, of `hipflask/jinja`; its `Environment` unless set. */
  static jinjaEnvironment: typeof Environment | undefined
  /** What the template environments of the class are made with. */
  static jinjaOptions: EnvironmentOptions = {}
  /** What the template environment is made with; set it before the first template is used. */
  jinjaOptions: EnvironmentOptions = { ...(this.constructor as typeof AppTemplates).jinjaOptions }
  /** Another template engine to use in place of the one that is built in. */
  templateEngine: TemplateEngine | undefined
  #jinjaEnv: Environment | undefined
  readonly #waiting: ((environment: Environment) => void)[] = []

  /** Registers a filter for templates. Flask's `template_filter`. */
  readonly templateFilter: TemplateHook = templateHook((fn, name) =>
    this.addTemplateFilter(fn, name),
  )
  /** Registers a test for templates. Flask's `template_test`. */
  readonly templateTest: TemplateHook = templateHook((fn, name) => this.addTemplateTest(fn, name))
  /** Registers a function that all templates can call. Flask's `template_global`. */
  readonly templateGlobal: TemplateHook = templateHook((fn, name) =>
    this.addTemplateGlobal(fn, name),
  )

  /** The template environment, made at its first use. Flask's `jinja_env`. */
  get jinjaEnv(): Environment {
    if (this.#jinjaEnv === undefined) {
      this.#jinjaEnv = this.createJinjaEnvironment()
      for (const register of this.#waiting) register(this.#jinjaEnv)
      this.#waiting.length = 0
    }
    return this.#jinjaEnv
  }

  protected override debugWasSet(debug: boolean): void {
    if (this.#jinjaEnv === undefined || this.config.TEMPLATES_AUTO_RELOAD != null) return
    this.#jinjaEnv.autoReload = debug
  }

  /** The class of the template environment. */
  get jinjaEnvironment(): typeof Environment | undefined {
    return (this.constructor as typeof AppTemplates).jinjaEnvironment
  }

  set jinjaEnvironment(value: typeof Environment | undefined) {
    setOwn(this, 'jinjaEnvironment', value)
  }

  /** Makes the template environment. Flask's `create_jinja_environment`. */
  createJinjaEnvironment(): Environment {
    return createJinjaEnvironment(this.whole)
  }

  /** Makes what finds the templates of the app and its blueprints. Flask's `create_global_jinja_loader`. */
  createGlobalJinjaLoader(): BaseLoader {
    return makeGlobalLoader(this.whole)
  }

  /**
   * Tells whether the output of a template is escaped: by its ending, and always without a name.
   *
   * @param filename The template's name; undefined for one made from a string.
   */
  selectJinjaAutoescape(filename: string | undefined): boolean {
    return (
      filename === undefined || filename === null || /\.(?:html|htm|xml|xhtml|svg)$/.test(filename)
    )
  }

  /**
   * Adds what the context processors give to the variables of a template; what it has wins.
   * Flask's `update_template_context`.
   *
   * @param context The variables, which are added to.
   * @param ctx The context of the request, or of the app alone.
   */
  updateTemplateContext(context: Record<string, unknown>, ctx: Context): void {
    const given = { ...context }
    const request = ctx.hasRequest ? ctx.request : undefined
    if (request !== undefined) context['request'] = request
    context['g'] = templateGlobals
    const names = request === undefined ? [''] : ['', ...request.blueprints.reverse()]
    for (const name of names) {
      for (const processor of this.templateContextProcessors[name] ?? []) {
        const values: unknown = processor()
        refusePromise(values, 'contextProcessor')
        Object.assign(context, values)
      }
    }
    Object.assign(context, given)
  }

  /** Registers a filter for templates. Flask's `add_template_filter`. */
  addTemplateFilter(fn: TemplateFunction, name?: TemplateName): void {
    this.#add('addTemplateFilter', fn, (environment) => {
      environment.filters[nameInTemplates(fn, name)] = fn
    })
  }

  /** Registers a test for templates. Flask's `add_template_test`. */
  addTemplateTest(fn: TemplateFunction, name?: TemplateName): void {
    this.#add('addTemplateTest', fn, (environment) => {
      environment.tests[nameInTemplates(fn, name)] = fn
    })
  }

  /** Registers a function that all templates can call. Flask's `add_template_global`. */
  addTemplateGlobal(fn: TemplateFunction, name?: TemplateName): void {
    this.#add('addTemplateGlobal', fn, (environment) => {
      environment.globals[nameInTemplates(fn, name)] = fn
    })
  }

  #add(what: string, fn: TemplateFunction, register: (environment: Environment) => void): void {
    this.checkSetup(what)
    checked(fn, what)
    if (this.#jinjaEnv === undefined) this.#waiting.push(register)
    else register(this.#jinjaEnv)
  }
}
