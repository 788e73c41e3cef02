import type { Aborter } from './aborter.ts'
import type { App } from './app.ts'
import type { AppBase, AppOptions } from './app-base.ts'
import type { Root } from './app-root.ts'
import { AppTemplates } from './app-templates.ts'
import type { AnyBlueprint } from './blueprint.ts'
import type { RegisterOptions } from './blueprint-options.ts'
import { chain, isPromise } from './chain.ts'
import { CommandGroup } from './commands.ts'
import { type ConnectHandler, type ConnectMiddleware, ConnectStack } from './connect.ts'
import type { Context } from './context.ts'
import { endpointOf, methodsOf, rememberEndpoint } from './endpoints.ts'
import { didYouMean, RuntimeError, ValueError } from './errors.ts'
import { allowedMethodsOf } from './matching.ts'
import { pendingDecorators } from './registrar.ts'
import type { Request } from './request.ts'
import type { Response } from './response.ts'
import type { AfterRequestCallable, RouteOptions, TeardownCallable, View } from './route-types.ts'
import { BuildError } from './routing/build-error.ts'
import type { Rule, RuleOptions } from './routing/rule.ts'
import { type BeforeHook, refusePromise } from './scaffold.ts'
import { appContextPopped, appContextTearingDown, requestTearingDown } from './signals.ts'

/** The names of the scopes whose functions apply to a request, in both orders. */
export interface Scopes {
  key: string
  /** The app, then the blueprints from the outer to the inner. */
  outerFirst: readonly string[]
  /** The blueprints from the inner to the outer, then the app. */
  innerFirst: readonly string[]
}

const appOnly: Scopes = { key: '', outerFirst: [''], innerFirst: [''] }

/** The registration side of an app: rules, views, hooks, and what is prepared from them. */
export abstract class AppSetup extends AppTemplates {
  readonly #scopes = new Map<string, Scopes>()
  readonly #beforeHooks = new Map<string, readonly BeforeHook[]>()
  readonly #afterHooks = new Map<string, readonly AfterRequestCallable[]>()
  /** Functions at the end of each app context. */
  readonly teardownAppContextFuncs: TeardownCallable[] = []
  /** What raises the error of a code. */
  readonly aborter: Aborter = this.makeAborter()

  /**
   * @param root Where `static/` and `templates/` are looked for.
   * @param options The rest by name.
   */
  constructor(root?: Root, options?: AppOptions) {
    super(root, options)
    if (this.hasStaticFolder) this.#addStaticRule()
  }

  #addStaticRule(): void {
    const { staticHost } = this.options
    if (Boolean(staticHost) !== this.urlMap.hostMatching) {
      throw new ValueError(
        this.urlMap.hostMatching
          ? 'An app with hostMatching needs to know the host of its static files: give staticHost, or staticFolder: null.'
          : `The static files cannot have the host "${staticHost}" of their own without the option hostMatching.`,
      )
    }
    const view = ({ filename }: { filename: string }): Response => this.sendStaticFile(filename)
    const options = { host: staticHost, session: false }
    this.addUrlRule(`${this.staticUrlPath}/<path:filename>`, 'static', view, options)
  }

  /** The app's own commands, for the `hipflask` command. */
  readonly cli: CommandGroup = new CommandGroup()
  readonly #shellContextProcessors: (() => object)[] = []

  /** Registers a function that gives the shell more names. Flask's `shell_context_processor`. */
  shellContextProcessor<F extends () => object>(fn: F): F {
    this.checkSetup('shellContextProcessor')
    this.#shellContextProcessors.push(fn)
    return fn
  }

  /** Gives the names of the shell. Flask's `make_shell_context`. */
  makeShellContext(): Record<string, unknown> {
    return Object.assign({ app: this }, ...this.#shellContextProcessors.map((fn) => fn()))
  }

  /** Makes what raises the error of a code. Flask's `make_aborter`. */
  makeAborter(): Aborter {
    return new (this.constructor as typeof AppBase).aborterClass()
  }

  override addUrlRule(
    rule: string,
    endpoint?: string | null | RouteOptions<object>,
    view?: View | null,
    options: RouteOptions<object> = {},
  ): void {
    this.checkSetup('addUrlRule')
    const named = typeof endpoint === 'object' && endpoint !== null ? endpoint : undefined
    const { viewFunc, endpoint: name, ...rest } = { ...options, ...named }
    const fn = view ?? viewFunc ?? undefined
    this.register(
      rule,
      (typeof endpoint === 'string' ? endpoint : undefined) ?? name ?? undefined,
      fn,
      rest,
    )
  }

  /** Begins: checks what can only be checked now, and refuses set-up from now on. */
  start(): void {
    if (this.started) return
    for (const scaffold of [this, ...Object.values(this.blueprints)]) {
      const [pending] = pendingDecorators.get(scaffold) ?? []
      if (pending === undefined) continue
      throw new RuntimeError(
        `The decorator ${pending} was made and never applied. Give the view as the last argument, or apply the decorator to one.`,
      )
    }
    this.started = true
  }

  /**
   * Adds middleware of Connect or Express: `app.use(helmet())`, `app.use('/docs', …)`. It runs on the
   * raw request and response before anything else of the app.
   *
   * @param path The path at or below which it runs; every path without it.
   * @param handlers The middleware.
   */
  use(...handlers: ConnectMiddleware[]): this
  use(path: string, ...handlers: ConnectMiddleware[]): this
  use(path: string | ConnectHandler, ...handlers: ConnectHandler[]): this
  use(path: string | ConnectHandler, ...handlers: ConnectHandler[]): this {
    this.checkSetup('use')
    this.middleware ??= new ConnectStack({ get: () => undefined, enabled: () => false })
    const all = typeof path === 'string' ? handlers : [path, ...handlers]
    this.middleware.add(typeof path === 'string' ? path : '', all)
    return this
  }

  /** Registers everything of a blueprint. Flask's `register_blueprint`. */
  registerBlueprint(blueprint: AnyBlueprint, options: RegisterOptions = {}): void {
    this.checkSetup('registerBlueprint')
    blueprint.register(this as unknown as App, options)
  }

  /** Registers a function that runs at the end of each app context. Flask's `teardown_appcontext`. */
  teardownAppContext<F extends TeardownCallable>(fn: F): F {
    this.checkSetup('teardownAppContext')
    this.teardownAppContextFuncs.push(fn)
    return fn
  }

  /** Whether anything waits for the end of a request. */
  get hasRequestTeardown(): boolean {
    for (const _scope in this.teardownRequestFuncs) return true
    return requestTearingDown.active
  }

  /** Whether anything waits for the end of an app context. */
  get hasAppTeardown(): boolean {
    return (
      this.teardownAppContextFuncs.length > 0 ||
      appContextTearingDown.active ||
      appContextPopped.active
    )
  }

  /** Runs functions at the end; the first that fails ends it, unless `TEARDOWN_CONTINUE` is true. */
  tearDown(functions: readonly TeardownCallable[], error: unknown): void | Promise<void> {
    const failures: unknown[] = []
    const step = (index: number): void | Promise<void> => {
      for (let place = index; place < functions.length; place++) {
        const result = this.#tearDownOne(functions[place], error, failures)
        if (isPromise(result)) return Promise.resolve(result).then(() => step(place + 1))
      }
    }
    return chain(step(0), () => {
      if (failures.length > 0) throw failures[0]
    })
  }

  #tearDownOne(fn: TeardownCallable, error: unknown, failures: unknown[]): unknown {
    return chain(
      undefined,
      () => fn(error),
      (failure) => {
        if (!this.config.TEARDOWN_CONTINUE) throw failure
        failures.push(failure)
      },
    )
  }

  /** Gives the scopes whose functions apply to a request. */
  scopesOf(request: Request): Scopes {
    const { endpoint } = request
    if (endpoint === undefined || !endpoint.includes('.')) return appOnly
    let scopes = this.#scopes.get(endpoint)
    if (scopes === undefined) {
      const inner = request.blueprints
      scopes =
        inner.length === 0
          ? appOnly
          : { key: inner[0], outerFirst: ['', ...[...inner].reverse()], innerFirst: [...inner, ''] }
      this.#scopes.set(endpoint, scopes)
    }
    return scopes
  }

  /** Gives the hooks before the view, in order. */
  beforeHooksOf(scopes: Scopes): readonly BeforeHook[] {
    let hooks = this.#beforeHooks.get(scopes.key)
    if (hooks === undefined) {
      hooks = scopes.outerFirst.flatMap((scope) => this.beforeRequestFuncs[scope] ?? [])
      this.#beforeHooks.set(scopes.key, hooks)
    }
    return hooks
  }

  /** Gives the hooks after the view, in order. */
  afterHooksOf(scopes: Scopes): readonly AfterRequestCallable[] {
    let hooks = this.#afterHooks.get(scopes.key)
    if (hooks === undefined) {
      hooks = scopes.innerFirst.flatMap((scope) =>
        [...(this.afterRequestFuncs[scope] ?? [])].reverse(),
      )
      this.#afterHooks.set(scopes.key, hooks)
    }
    return hooks
  }

  /** Refuses what a hook after the view must not return. */
  checkAfter(response: unknown, fn: object): Response {
    if (response instanceof Object && 'statusCode' in response) return response as Response
    const name = (fn as { name?: string }).name || 'anonymous'
    throw new TypeError(
      `The afterRequest function "${name}" returned ${response === undefined ? 'undefined' : typeof response}: it must return the response. Did you forget return?`,
    )
  }

  /** Gives the methods that the address of a request takes. */
  allowedMethods(request: Request): string[] {
    return allowedMethodsOf(this as unknown as App, request)
  }

  /** Functions that are asked for a URL when none can be built; the first text is taken. */
  readonly urlBuildErrorHandlers: ((
    error: BuildError,
    endpoint: string,
    values: Record<string, unknown>,
  ) => string | undefined | null)[] = []

  /** Asks `urlBuildErrorHandlers` for a URL that cannot be built. Flask's `handle_url_build_error`. */
  handleUrlBuildError(
    error: BuildError,
    endpoint: string,
    values: Record<string, unknown>,
  ): string {
    let failure = error
    for (const handler of this.urlBuildErrorHandlers) {
      try {
        const url = handler(failure, endpoint, values)
        refusePromise(url, 'urlBuildErrorHandlers')
        if (url !== undefined && url !== null) return url
      } catch (other) {
        if (!(other instanceof BuildError)) throw other
        failure = other
      }
    }
    throw failure
  }

  /** Says that a rule has no view. */
  missingView(endpoint: string): Error {
    return new RuntimeError(
      `The endpoint "${endpoint}" has a rule and no view.${didYouMean(endpoint, Object.keys(this.viewFunctions))} ` +
        `Register one with app.endpoint("${endpoint}", view).`,
    )
  }

  /** Registers a function that is handed the response of this request alone. */
  afterThisRequest(fn: AfterRequestCallable, ctx: Context): void {
    ctx.afterFunctions ??= []
    ctx.afterFunctions.push(fn)
  }

  /** Adds a rule and its view. */
  protected register(
    text: string,
    endpoint: string | undefined,
    view: View | undefined,
    options: RouteOptions<object>,
  ): Rule {
    const {
      stream,
      session,
      maxContentLength,
      maxFormMemorySize,
      maxFormParts,
      methods: given,
      ...rest
    } = options
    const methods = methodsOf(given, view)
    const name = endpoint ?? endpointOf(text, view, methods)
    const provided = rest.provideAutomaticOptions ?? view?.provideAutomaticOptions
    const automatic = provided ?? (!methods.has('OPTIONS') && this.config.PROVIDE_AUTOMATIC_OPTIONS)
    for (const method of view?.requiredMethods ?? []) methods.add(method.toUpperCase())
    if (automatic) methods.add('OPTIONS')
    const ruleClass = (this.constructor as typeof AppBase).urlRuleClass
    const rule = new ruleClass(text, { ...(rest as RuleOptions), endpoint: name, methods })
    rule.provideAutomaticOptions = Boolean(automatic)
    const settings = { stream, session, maxContentLength, maxFormMemorySize, maxFormParts }
    if (Object.values(settings).some((value) => value !== undefined)) rule.settings = settings
    if (view !== undefined) this.#refuseOther(name, view, text)
    this.urlMap.add(rule)
    if (view !== undefined) {
      this.viewFunctions[name] = view
      rememberEndpoint(view, name)
      this.#ruleOfView.set(name, text)
    }
    return rule
  }

  readonly #ruleOfView = new Map<string, string>()

  #refuseOther(endpoint: string, view: View, rule: string): void {
    const other = this.viewFunctions[endpoint]
    if (other === undefined || other === view) return
    throw new RuntimeError(
      `Two views have the endpoint "${endpoint}": the one of "${this.#ruleOfView.get(endpoint) ?? 'another rule'}" and the one of ` +
        `"${rule}". Name one of the functions differently, or give it { endpoint: '…' }.`,
    )
  }
}
