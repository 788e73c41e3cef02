import type { App } from '../app.ts'
import { systemNow } from '../clock.ts'
import { Config } from '../config/config.ts'
import { configDefaults } from '../config/defaults.ts'
import type { Secret } from '../config/keys.ts'
import { debugFlag } from '../config/sources.ts'
import { type DurationLike, toSeconds } from '../duration.ts'
import { RuntimeError, ValueError } from '../errors.ts'
import { Aborter } from '../exceptions/aborter.ts'
import { DefaultJSONProvider } from '../json/provider.ts'
import type { TaggedJSONSerializer } from '../json/tagged.ts'
import { checkOptions, definedOf } from '../options.ts'
import { setOwn } from '../own-property.ts'
import { withoutDefaultPort } from '../request/host.ts'
import { Request } from '../request/request.ts'
import { socketScheme } from '../request/websocket.ts'
import { Response } from '../response/response.ts'
import type { MapAdapter } from '../routing/adapter.ts'
import { UrlMap } from '../routing/map.ts'
import { Rule } from '../routing/rule.ts'
import type { ConnectStack } from '../server/connect.ts'
import { SecureCookieSessionInterface } from '../sessions/cookie/secure-cookie.ts'
import type { SessionInterface } from '../sessions/interface.ts'
import type { Blueprint } from './blueprint.ts'
import { FolderScaffold } from './folder-scaffold.ts'
import { adviseAtEnd } from './last-advice.ts'
import { type Logger, StreamLogger } from './logging.ts'
import { type AppOptions, optionNames } from './options.ts'
import {
  checkInstancePath,
  instanceFolder,
  isMainModule,
  pathOf,
  type Root,
  rootFolder,
} from './root.ts'
import type { RouteOptions, View } from './route-types.ts'

// Not only once there is an app: a mistake may come before it.
adviseAtEnd()

/** What the built-in interfaces of sessions have beside the methods of every interface. */
interface Tagging {
  readonly serializer: TaggedJSONSerializer
}

/** The state of an app: where it is, its configuration, its parts. */
export abstract class AppBase extends FolderScaffold {
  /** The class, as subclasses may set its statics. */
  declare ['constructor']: typeof AppBase
  static requestClass: typeof Request = Request
  static responseClass: typeof Response = Response
  static urlRuleClass: typeof Rule = Rule
  static urlMapClass: typeof UrlMap = UrlMap
  static aborterClass: typeof Aborter = Aborter
  static jsonProviderClass: typeof DefaultJSONProvider = DefaultJSONProvider
  static configClass: typeof Config = Config
  /** How sessions are opened and saved; each app has an interface for signed cookies without it. */
  static sessionInterface: SessionInterface | undefined

  /** The name, in log lines. */
  readonly name: string
  /** The folder that `static/` and `templates/` are in. */
  rootPath: string
  /** The configuration. */
  readonly config: Config
  /** The rules. */
  readonly urlMap: UrlMap
  /** Registered blueprints, by the name that they were registered under. */
  readonly blueprints: Record<string, Blueprint> = Object.create(null)
  /** A place for extensions, by their name. */
  readonly extensions: Record<string, unknown> = Object.create(null)
  /** The options the app was made with. */
  readonly options: Readonly<AppOptions>
  /** The time in seconds since 1970; a test may replace it. */
  now: () => number = systemNow
  /** Middleware of Connect and Express, once there is any. */
  middleware: ConnectStack | undefined
  /** Whether rules have subdomains of SERVER_NAME. */
  subdomainMatching: boolean
  /** Whether the first request has come, after which nothing can be registered. */
  started = false

  #json: DefaultJSONProvider | undefined
  #logger: Logger | undefined
  #sessionInterface: SessionInterface

  /**
   * @param root Where `static/` and `templates/` are looked for: `import.meta`, a URL or a path; the
   *   main script's folder without it.
   * @param options The rest by name.
   */
  constructor(root?: Root, options: AppOptions = {}) {
    super(root, { staticFolder: 'static', templateFolder: 'templates', ...definedOf(options) })
    checkOptions(options, optionNames, 'The app')
    checkInstancePath(options.instancePath)
    this.options = options
    this.rootPath = pathOf(options.rootPath) ?? rootFolder(root)
    this.name = options.name ?? this.importName
    this.subdomainMatching = options.subdomainMatching ?? false
    this.config = this.makeConfig(options.instanceRelativeConfig)
    const { urlMapClass, sessionInterface } = this.constructor
    this.urlMap = new urlMapClass({ hostMatching: options.hostMatching ?? false })
    this.#sessionInterface = sessionInterface ?? new SecureCookieSessionInterface()
  }

  /**
   * Makes the configuration. Flask's `make_config`.
   *
   * @param instanceRelative Whether config files are looked for in the instance folder.
   */
  makeConfig(instanceRelative = false): Config {
    const { configClass } = this.constructor
    const root = instanceRelative ? this.instancePath : this.rootPath
    return new configClass(root, { ...configDefaults(), DEBUG: debugFlag() ?? false })
  }

  /** The class of requests. */
  get requestClass(): typeof Request {
    return this.constructor.requestClass
  }

  set requestClass(value: typeof Request) {
    setOwn(this, 'requestClass', value)
  }

  /** The class of responses. */
  get responseClass(): typeof Response {
    return this.constructor.responseClass
  }

  set responseClass(value: typeof Response) {
    setOwn(this, 'responseClass', value)
  }

  /** What the session cookie is signed with: `config.SECRET_KEY`. */
  get secretKey(): Secret | null {
    return this.config.SECRET_KEY
  }

  set secretKey(key: Secret | null) {
    this.config.SECRET_KEY = key
  }

  /** How long a permanent session lives, read in seconds: `config.PERMANENT_SESSION_LIFETIME`. */
  get permanentSessionLifetime(): number {
    return toSeconds(this.config.PERMANENT_SESSION_LIFETIME)
  }

  set permanentSessionLifetime(lifetime: DurationLike) {
    if (!(toSeconds(lifetime) >= 0)) {
      throw new ValueError(
        `A session cannot live for ${toSeconds(lifetime)} seconds. Give seconds, or { minutes: 5 }.`,
      )
    }
    this.config.PERMANENT_SESSION_LIFETIME = lifetime
  }

  /** Whether debug mode is on: `config.DEBUG`. */
  get debug(): boolean {
    return this.config.DEBUG
  }

  set debug(debug: boolean) {
    this.config.DEBUG = debug
    this.debugWasSet(debug)
  }

  /** Lets what was made before follow. */
  protected abstract debugWasSet(debug: boolean): void

  /** Whether test mode is on: `config.TESTING`. */
  get testing(): boolean {
    return this.config.TESTING
  }

  set testing(testing: boolean) {
    this.config.TESTING = testing
  }

  /** How JSON is read and written. */
  get json(): DefaultJSONProvider {
    this.#json ??= new this.constructor.jsonProviderClass(this.whole)
    return this.#json
  }

  set json(provider: DefaultJSONProvider) {
    this.#json = provider
  }

  /** What the app logs with; set it to any logger with `debug`, `info`, `warn` and `error`. */
  get logger(): Logger {
    this.#logger ??= new StreamLogger(this.name, () => (this.debug ? 'debug' : 'info'))
    return this.#logger
  }

  set logger(logger: Logger) {
    this.#logger = logger
  }

  /** How sessions are opened and saved; tags of your own go into the serializer of the built-in one. */
  get sessionInterface(): SessionInterface & Tagging {
    return this.#sessionInterface as SessionInterface & Tagging
  }

  set sessionInterface(sessions: SessionInterface) {
    this.#sessionInterface = sessions
  }

  /** Where files of this installation are: `instance` below the nearest package.json, or below the root. */
  get instancePath(): string {
    return instanceFolder(this.rootPath, this.options.instancePath)
  }

  /** Whether the app's module is the one that node was started with. */
  get isMain(): boolean {
    return isMainModule(this.root)
  }

  /** Whether rules have hosts or subdomains. */
  get matchesByDomain(): boolean {
    return this.urlMap.hostMatching || this.subdomainMatching || this.urlMap.defaultSubdomain !== ''
  }

  /**
   * Gives the rules as they are seen from a request, or from outside of any where SERVER_NAME says
   * where the app is. Flask's `create_url_adapter`.
   *
   * @param request The request; the configuration decides without it.
   */
  createUrlAdapter(request: Request): MapAdapter
  createUrlAdapter(request?: Request): MapAdapter | undefined
  createUrlAdapter(request?: Request): MapAdapter | undefined {
    const {
      SERVER_NAME: serverName,
      APPLICATION_ROOT: root,
      PREFERRED_URL_SCHEME: scheme,
    } = this.config
    if (request === undefined) {
      if (serverName === null || serverName === undefined) return undefined
      return this.urlMap.bind(serverName, { scriptName: root, urlScheme: scheme })
    }
    const { host } = request
    // With host matching the host that was asked for counts, else the one that the app says it has.
    const name = this.urlMap.hostMatching ? host : (serverName ?? host)
    return this.urlMap.bind(withoutDefaultPort(name, request.scheme), {
      scriptName: request.scriptRoot,
      subdomain: this.#subdomainOf(request, serverName),
      urlScheme: this.urlMap.hasWebSockets ? socketScheme(request) : request.scheme,
      pathInfo: request.path,
      defaultMethod: request.method,
      queryArgs: request.queryString,
    })
  }

  /** Whether a subclass makes the adapter, which then says what the path and the method of a request are. */
  get hasOwnUrlAdapter(): boolean {
    return this.createUrlAdapter !== AppBase.prototype.createUrlAdapter
  }

  #subdomainOf(request: Request, serverName: string | null): string | undefined {
    if (this.urlMap.hostMatching) return undefined
    if (!this.subdomainMatching) return this.urlMap.defaultSubdomain
    if (serverName === null || serverName === undefined) return ''
    const host = withoutDefaultPort(request.host, request.scheme).toLowerCase()
    const name = withoutDefaultPort(serverName, request.scheme).toLowerCase()
    if (host === name) return ''
    if (host.endsWith(`.${name}`)) return host.slice(0, -name.length - 1)
    // A host that is none of the app's has no rules.
    return '<invalid>'
  }

  /** Whether set-up is over. */
  get gotFirstRequest(): boolean {
    return this.started
  }

  protected override checkSetup(what: string): void {
    if (!this.started) return
    throw new RuntimeError(
      `${what}() was called after the first request had been handled, when some requests had already ` +
        'missed it. Register everything before the app runs: at the top of the module, or in a function that makes the app.',
    )
  }

  /** The app as the class at the end of the steps has it. */
  protected abstract get whole(): App

  abstract override addUrlRule(
    rule: string,
    endpoint?: string | null | RouteOptions<object>,
    view?: View | null | RouteOptions<object>,
    options?: RouteOptions<object>,
  ): void
}
