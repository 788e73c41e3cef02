import type { App } from '../app.ts'
import { CommandGroup } from '../commands/group.ts'
import { RuntimeError, ValueError } from '../errors.ts'
import { checkOptions } from '../options.ts'
import type { Response } from '../response/response.ts'
import {
  type TemplateFunction,
  type TemplateHook,
  type TemplateName,
  templateHook,
} from '../templating/hooks.ts'
import {
  type BlueprintOptions,
  checkName,
  checkRegisterOptions,
  describe,
  groupName,
  isRoot,
  nameTaken,
  nestedOptions,
  optionNames,
  type RegisterOptions,
} from './blueprint-options.ts'
import { BlueprintSetupState } from './blueprint-setup-state.ts'
import { readRuleArguments, refuseDots } from './endpoints.ts'
import { FolderScaffold } from './folder-scaffold.ts'
import { type Root, rootFolder } from './root.ts'
import type {
  AfterRequestCallable,
  BeforeRequestCallable,
  ErrorHandlerMethod,
  HookOptions,
  RouteOptions,
  TeardownCallable,
  TemplateContextProcessorCallable,
  URLDefaultCallable,
  URLValuePreprocessorCallable,
  View,
} from './route-types.ts'
import { type ByScope, checked, errorHandlerMethod, pushTo } from './scaffold.ts'

/** A function that runs when the blueprint is registered. */
export type DeferredSetupFunction = (state: BlueprintSetupState) => void

/**
 * A part of an app: routes, hooks and error handlers that are registered together. Flask's `Blueprint`.
 *
 * Views are typed by the rule behind `urlPrefix`; arguments that come from elsewhere are named as
 * `new Blueprint<{ lang: string }>('shop')`.
 */
export class Blueprint<Extra = {}, Prefix extends string = ''> extends FolderScaffold<
  Prefix,
  Extra
> {
  /** The name, which stands before its endpoints. */
  readonly name: string
  /** Its commands, for the `hipflask` command: in a group of its name, or of the option `cliGroup`. */
  readonly cli: CommandGroup
  /** What stands before its rules. */
  urlPrefix: string | undefined
  /** The subdomain of its rules. */
  subdomain: string | undefined
  /** The host of its rules. */
  host: string | undefined
  /** Values that all its views get. */
  readonly urlValuesDefaults: Record<string, unknown>
  /** The group of its commands. */
  readonly cliGroup: string | null | undefined
  /** What runs when it is registered, in this order. */
  readonly deferredFunctions: DeferredSetupFunction[] = []
  /**
   * Registers a function that answers errors of a code or class in the whole app. Flask's
   * `app_errorhandler`.
   */
  readonly appErrorHandler: ErrorHandlerMethod

  readonly #nested: { blueprint: Blueprint; options: RegisterOptions }[] = []
  #rootPath: string | undefined
  #registeredAt: string | undefined

  /**
   * @param name The name, without dots.
   * @param root Where its folders are: `import.meta`, a URL or a path; the app's root without it.
   * @param options The rest by name.
   */
  constructor(name: string, root?: Root | null, options?: BlueprintOptions<Prefix>)
  constructor(name: string, options?: BlueprintOptions<Prefix>)
  constructor(
    name: string,
    second?: Root | BlueprintOptions<Prefix> | null,
    third: BlueprintOptions<Prefix> = {},
  ) {
    const given = isRoot(second) ? third : { ...second, ...third }
    super(isRoot(second) ? (second ?? undefined) : undefined, given)
    checkName(name)
    checkOptions(given, optionNames, `The blueprint "${name}"`)
    this.name = name
    this.cli = new CommandGroup(given.cliGroup ?? name)
    this.#rootPath = given.rootPath ?? undefined
    this.urlPrefix = given.urlPrefix ?? undefined
    this.subdomain = given.subdomain ?? undefined
    this.host = given.host ?? undefined
    this.urlValuesDefaults = { ...given.urlDefaults }
    this.cliGroup = given.cliGroup
    this.appErrorHandler = errorHandlerMethod((kind, fn) =>
      this.recordOnce((state) => state.app.registerErrorHandler(kind, fn as never)),
    )
  }

  /** The folder that its other folders are in. */
  get rootPath(): string {
    return this.#rootPath ?? rootFolder(this.root)
  }

  protected override checkSetup(what: string): void {
    if (this.#registeredAt === undefined) return
    throw new RuntimeError(
      `${what}() was called on the blueprint "${this.name}" after it had been registered (${this.#registeredAt}), ` +
        'which would miss it. Finish the blueprint first: import the modules of its views before registerBlueprint().',
    )
  }

  /** Registers a function that runs at each registration. */
  record(fn: DeferredSetupFunction): void {
    this.checkSetup('record')
    this.deferredFunctions.push(checked(fn, 'record'))
  }

  /** Registers a function that runs at the first registration on an app. */
  recordOnce(fn: DeferredSetupFunction): void {
    checked(fn, 'recordOnce')
    this.record((state) => {
      if (state.firstRegistration) fn(state)
    })
  }

  /** Makes what `record` hands on. */
  makeSetupState(
    app: App,
    options: RegisterOptions,
    firstRegistration = false,
  ): BlueprintSetupState {
    return new BlueprintSetupState(this as unknown as Blueprint, app, options, firstRegistration)
  }

  override addUrlRule(
    rule: string,
    endpoint?: string | null | RouteOptions<object>,
    view?: View | null | RouteOptions<object>,
    options: RouteOptions<object> = {},
  ): void {
    this.checkSetup('addUrlRule')
    const all = readRuleArguments(endpoint, view, options)
    refuseDots(this.name, rule, all)
    this.record((state) => state.addUrlRule(rule, all))
  }

  /** Registers a blueprint on this one, behind its prefix and under its name. */
  registerBlueprint(blueprint: AnyBlueprint, options: RegisterOptions = {}): void {
    this.checkSetup('registerBlueprint')
    if (Object.is(blueprint, this)) {
      throw new ValueError(`The blueprint "${this.name}" cannot be registered on itself.`)
    }
    this.#nested.push({ blueprint: blueprint as unknown as Blueprint, options })
  }

  /**
   * Registers everything on an app. `app.registerBlueprint` calls it.
   *
   * @param app The app.
   * @param options The options of this registration.
   */
  register(app: App, options: RegisterOptions): void {
    checkRegisterOptions(options)
    const self = this as unknown as Blueprint
    const first = !Object.values(app.blueprints).includes(self)
    const state = this.makeSetupState(app, options, first)
    const name = state.fullName
    checkName(state.name)
    const other: Blueprint | undefined = app.blueprints[name]
    if (other !== undefined) throw nameTaken(name, { self, other }, state)
    app.blueprints[name] = self
    this.#rootPath ??= this.root === undefined ? app.rootPath : rootFolder(this.root)
    this.#registeredAt = describe(state)
    if (this.hasStaticFolder) this.#addStaticRule(state)
    this.#mergeInto(app, name)
    app.cli.groups.push(new CommandGroup(groupName(state), this.cli))
    for (const deferred of this.deferredFunctions) deferred(state)
    for (const { blueprint, options: given } of this.#nested) {
      blueprint.register(app, nestedOptions(state, blueprint, given))
    }
  }

  /** Where it was registered last, in words. */
  get registeredAt(): string | undefined {
    return this.#registeredAt
  }

  #addStaticRule(state: BlueprintSetupState): void {
    const view = ({ filename }: { filename: string }): Response => this.sendStaticFile(filename)
    state.addUrlRule(`${this.staticUrlPath}/<path:filename>`, 'static', view, { session: false })
  }

  #mergeInto(app: App, name: string): void {
    merge(this.beforeRequestFuncs, app.beforeRequestFuncs, name)
    merge(this.afterRequestFuncs, app.afterRequestFuncs, name)
    merge(this.teardownRequestFuncs, app.teardownRequestFuncs, name)
    merge(this.urlDefaultFunctions, app.urlDefaultFunctions, name)
    merge(this.urlValuePreprocessors, app.urlValuePreprocessors, name)
    merge(this.templateContextProcessors, app.templateContextProcessors, name)
    for (const [scope, handlers] of Object.entries(this.errorHandlerSpec)) {
      app.errorHandlerSpec[scoped(name, scope)] = new Map(handlers)
    }
    Object.assign(app.viewFunctions, this.viewFunctions)
  }

  /** Registers a function that runs before every request of the app. Flask's `before_app_request`. */
  beforeAppRequest<F extends BeforeRequestCallable>(
    hook: F,
    options?: HookOptions | DecoratorContext,
  ): F {
    return this.#onApp(hook, 'beforeAppRequest', (app) => app.beforeRequest(hook, options))
  }

  /** Registers a function that is handed every response of the app. Flask's `after_app_request`. */
  afterAppRequest<F extends AfterRequestCallable>(hook: F, _context?: unknown): F {
    return this.#onApp(hook, 'afterAppRequest', (app) => app.afterRequest(hook))
  }

  /** Registers a function that runs at the end of every request of the app. Flask's `teardown_app_request`. */
  teardownAppRequest<F extends TeardownCallable>(hook: F, _context?: unknown): F {
    return this.#onApp(hook, 'teardownAppRequest', (app) => app.teardownRequest(hook))
  }

  /** Registers a function that gives all templates more names. Flask's `app_context_processor`. */
  appContextProcessor<F extends TemplateContextProcessorCallable>(hook: F, _context?: unknown): F {
    return this.#onApp(hook, 'appContextProcessor', (app) => app.contextProcessor(hook))
  }

  /** Registers a function that sees the view arguments of every request. Flask's `app_url_value_preprocessor`. */
  appUrlValuePreprocessor<F extends URLValuePreprocessorCallable>(hook: F, _context?: unknown): F {
    return this.#onApp(hook, 'appUrlValuePreprocessor', (app) => app.urlValuePreprocessor(hook))
  }

  /** Registers a function that sees the values of every URL that is built. Flask's `app_url_defaults`. */
  appUrlDefaults<F extends URLDefaultCallable>(hook: F, _context?: unknown): F {
    return this.#onApp(hook, 'appUrlDefaults', (app) => app.urlDefaults(hook))
  }

  /** Registers a filter for the templates of the app. Flask's `app_template_filter`. */
  readonly appTemplateFilter: TemplateHook = templateHook((fn, name) =>
    this.addAppTemplateFilter(fn, name),
  )
  /** Registers a test for the templates of the app. Flask's `app_template_test`. */
  readonly appTemplateTest: TemplateHook = templateHook((fn, name) =>
    this.addAppTemplateTest(fn, name),
  )
  /** Registers a function that the templates of the app can call. Flask's `app_template_global`. */
  readonly appTemplateGlobal: TemplateHook = templateHook((fn, name) =>
    this.addAppTemplateGlobal(fn, name),
  )

  /** Registers a filter for the templates of the app. Flask's `add_app_template_filter`. */
  addAppTemplateFilter(fn: TemplateFunction, name?: TemplateName): void {
    this.#onApp(fn, 'addAppTemplateFilter', (app) => app.addTemplateFilter(fn, name))
  }

  /** Registers a test for the templates of the app. Flask's `add_app_template_test`. */
  addAppTemplateTest(fn: TemplateFunction, name?: TemplateName): void {
    this.#onApp(fn, 'addAppTemplateTest', (app) => app.addTemplateTest(fn, name))
  }

  /** Registers a function that the templates of the app can call. Flask's `add_app_template_global`. */
  addAppTemplateGlobal(fn: TemplateFunction, name?: TemplateName): void {
    this.#onApp(fn, 'addAppTemplateGlobal', (app) => app.addTemplateGlobal(fn, name))
  }

  #onApp<F>(hook: F, name: string, register: (app: App) => void): F {
    this.checkSetup(name)
    checked(hook, name)
    this.recordOnce(({ app }) => register(app))
    return hook
  }
}

/** A blueprint of any type. */
export type AnyBlueprint = Pick<Blueprint, 'name' | 'register'>

function merge<T>(from: ByScope<T[]>, to: ByScope<T[]>, name: string): void {
  for (const [scope, items] of Object.entries(from))
    for (const item of items) pushTo(to, scoped(name, scope), item)
}

function scoped(name: string, scope: string): string {
  return scope === '' ? name : `${name}.${scope}`
}
