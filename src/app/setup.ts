import { CommandGroup } from '../commands/group.ts'
import type { Context } from '../context/context.ts'
import { asGlobals, Globals } from '../context/globals-store.ts'
import { didYouMean, RuntimeError, ValueError } from '../errors.ts'
import type { Aborter } from '../exceptions/aborter.ts'
import { hasMethod } from '../guards.ts'
import { setOwn } from '../own-property.ts'
import type { Request } from '../request/request.ts'
import type { Response } from '../response/response.ts'
import { BuildError } from '../routing/build-error.ts'
import type { Rule, RuleOptions } from '../routing/rule.ts'
import { type ConnectHandler, type ConnectMiddleware, ConnectStack } from '../server/connect.ts'
import type { AnyBlueprint } from './blueprint.ts'
import type { RegisterOptions } from './blueprint-options.ts'
import { endpointOf, methodsOf, readRuleArguments, rememberEndpoint } from './endpoints.ts'
import { allowedMethodsOf } from './matching.ts'
import type { AppOptions } from './options.ts'
import { pendingDecorators } from './registrar.ts'
import type { Root } from './root.ts'
import type { AfterRequestCallable, RouteOptions, StoredView, View } from './route-types.ts'
import { checked, refusePromise } from './scaffold.ts'
import { AppTeardown } from './teardown.ts'
import { checkView } from './view-checks.ts'

/** The registration side of an app: rules, views, hooks, and what is prepared from them. */
export abstract class AppSetup extends AppTeardown {
  /** The class of what `g` holds; it may be any class. */
  static appCtxGlobalsClass: new () => object = Globals
  /** What raises the error of a code. */
  readonly aborter: Aborter = this.makeAborter()
  /** The app's own commands, for the `hipflask` command. */
  readonly cli: CommandGroup = new CommandGroup()
  /** Functions that give the shell more names. */
  readonly shellContextProcessors: (() => object)[] = []
  /** Functions that are asked for a URL when none can be built; the first text is taken. */
  readonly urlBuildErrorHandlers: ((
    error: BuildError,
    endpoint: string,
    values: Record<string, unknown>,
  ) => string | undefined | null)[] = []
  readonly #ruleOfView = new Map<string, string>()

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

  /** Registers a function that gives the shell more names. Flask's `shell_context_processor`. */
  shellContextProcessor<F extends () => object>(fn: F, _context?: unknown): F {
    this.checkSetup('shellContextProcessor')
    this.shellContextProcessors.push(checked(fn, 'shellContextProcessor'))
    return fn
  }

  /** Gives the names of the shell. Flask's `make_shell_context`. */
  makeShellContext(): Record<string, unknown> {
    return Object.assign({ app: this }, ...this.shellContextProcessors.map((fn) => fn()))
  }

  /** The class of the data of `g`. */
  get appCtxGlobalsClass(): new () => object {
    return (this.constructor as typeof AppSetup).appCtxGlobalsClass
  }

  set appCtxGlobalsClass(value: new () => object) {
    setOwn(this, 'appCtxGlobalsClass', value)
  }

  /** Makes what `g` holds in a context, of `appCtxGlobalsClass`. */
  makeGlobals(): Globals {
    return asGlobals(new this.appCtxGlobalsClass())
  }

  /** Makes what raises the error of a code. Flask's `make_aborter`. */
  makeAborter(): Aborter {
    return new this.constructor.aborterClass()
  }

  override addUrlRule(
    rule: string,
    endpoint?: string | null | RouteOptions<object>,
    view?: View | null | RouteOptions<object>,
    options: RouteOptions<object> = {},
  ): void {
    this.checkSetup('addUrlRule')
    const { viewFunc, endpoint: name, ...rest } = readRuleArguments(endpoint, view, options)
    if (viewFunc) checkView(rule, viewFunc)
    this.register(rule, name ?? undefined, viewFunc ?? undefined, rest)
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
    checkBlueprint(blueprint)
    blueprint.register(this.whole, options)
  }

  /** Gives the methods that the address of a request takes. */
  allowedMethods(request: Request): string[] {
    return allowedMethodsOf(this.whole, request)
  }

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
    ctx.afterFunctions.push(checked(fn, 'afterThisRequest'))
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
    // As in Flask 3.1, an explicit true answers for the view that lists OPTIONS, and lists nothing itself.
    if (automatic && !provided) methods.add('OPTIONS')
    const ruleClass = this.constructor.urlRuleClass
    const rule = new ruleClass(text, { ...(rest as RuleOptions), endpoint: name, methods })
    rule.provideAutomaticOptions = Boolean(automatic)
    const settings = { stream, session, maxContentLength, maxFormMemorySize, maxFormParts }
    if (Object.values(settings).some((value) => value !== undefined)) rule.settings = settings
    if (view !== undefined) this.#refuseOther(name, view, text)
    this.urlMap.add(rule)
    if (view !== undefined) {
      this.viewFunctions[name] = view as StoredView
      rememberEndpoint(view, name)
      this.#ruleOfView.set(name, text)
    }
    return rule
  }

  #refuseOther(endpoint: string, view: View, rule: string): void {
    const other = this.viewFunctions[endpoint]
    if (other === undefined || other === view) return
    throw new RuntimeError(
      `Two views have the endpoint "${endpoint}": the one of "${this.#ruleOfView.get(endpoint) ?? 'another rule'}" and the one of ` +
        `"${rule}". Name one of the functions differently, or give it { endpoint: '…' }.`,
    )
  }
}

function checkBlueprint(blueprint: unknown): void {
  if (hasMethod(blueprint, 'register')) return
  const isModule = Object.prototype.toString.call(blueprint) === '[object Module]'
  const given =
    blueprint === null
      ? 'null'
      : isModule
        ? 'a whole module'
        : `a value of the type ${typeof blueprint}`
  throw new TypeError(
    `registerBlueprint() takes a Blueprint, and was given ${given}. Is it exported and imported by its name?`,
  )
}
