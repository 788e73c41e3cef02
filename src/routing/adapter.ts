import { KeyError, LookupError } from '../errors.ts'
import type { HTTPException } from '../exceptions/http-exception.ts'
import { withoutEndSlashes } from '../http/target.ts'
import { readArguments } from '../options.ts'
import {
  type BuildArguments,
  type BuildOptions,
  buildNames,
  type DispatchArguments,
  type DispatchOptions,
  dispatchNames,
  type MapAdapterOptions,
  type MatchArguments,
  type MatchOptions,
  matchNames,
  type QueryArgs,
  type RouteOutcome,
  type RuleMatchArguments,
} from './adapter-options.ts'
import { BuildError } from './build-error.ts'
import { givenValues, partialBuild, schemeOf, type UrlBuildValues } from './building.ts'
import type { UrlMap } from './map.ts'
import { asSearch, queryText, quotePath } from './quoting.ts'
import type { Rule } from './rule.ts'

/** A map as it is seen from one request, or from outside of any. Werkzeug's `MapAdapter`. */
export class MapAdapter {
  readonly map: UrlMap
  serverName: string
  scriptName: string
  subdomain: string | undefined
  urlScheme: string
  pathInfo: string
  defaultMethod: string
  queryArgs: QueryArgs

  constructor(map: UrlMap, serverName: string, options: MapAdapterOptions) {
    this.map = map
    this.serverName = serverName.toLowerCase()
    const script = options.scriptName ?? '/'
    this.scriptName = script.endsWith('/') ? script : `${script}/`
    this.subdomain = map.hostMatching ? undefined : (options.subdomain ?? map.defaultSubdomain)
    this.urlScheme = options.urlScheme ?? 'http'
    this.pathInfo = options.pathInfo ?? '/'
    this.defaultMethod = options.defaultMethod ?? 'GET'
    this.queryArgs = options.queryArgs ?? ''
  }

  /** What stands for the host in the rules: the host, the subdomain, or nothing. */
  get domain(): string {
    return this.map.hostMatching ? this.serverName : (this.subdomain ?? '')
  }

  /** Whether the scheme is that of WebSockets, which match rules of their own alone. */
  get websocket(): boolean {
    return this.urlScheme === 'ws' || this.urlScheme === 'wss'
  }

  /** Finds the rule of a path, or where it redirects to. */
  find(
    path = this.pathInfo,
    method = this.defaultMethod,
    query = this.queryArgs,
    websocket = this.websocket,
  ): RouteOutcome {
    const outcome = this.map.match(rooted(path), method.toUpperCase(), this.domain, websocket)
    if (outcome.kind === 'path')
      return { kind: 'redirect', url: this.makeRedirectUrl(quotePath(outcome.path), query) }
    if (outcome.kind === 'alias')
      return {
        kind: 'redirect',
        url: this.#aliasUrl(outcome.rule, outcome.args, { method, query }),
      }
    if (outcome.kind !== 'match') return outcome
    const url =
      this.getDefaultRedirect(outcome.rule, method, outcome.args, query) ??
      this.#redirectTo(outcome.rule, outcome.args)
    return url === undefined ? outcome : { kind: 'redirect', url }
  }

  /**
   * Gives endpoint and arguments of a path. Werkzeug's `match`.
   *
   * @param args Path and method, the request's own unless given, and the options: by place as in
   *   Werkzeug, or by name.
   * @throws NotFound, MethodNotAllowed, WebsocketMismatch or RequestRedirect When the path leads
   *   elsewhere or nowhere.
   */
  match(...args: RuleMatchArguments): [Rule, Record<string, unknown>]
  match(...args: MatchArguments): [string, Record<string, unknown>]
  match(...args: RuleMatchArguments | MatchArguments): [string | Rule, Record<string, unknown>] {
    const options = readArguments(matchNames, args, 'match()', ['queryArgs']) as MatchOptions
    const outcome = this.find(
      options.pathInfo ?? undefined,
      options.method ?? undefined,
      options.queryArgs ?? undefined,
      options.websocket ?? undefined,
    )
    if (outcome.kind !== 'match') throw MapAdapter.errorOf(outcome)
    return [options.returnRule ? outcome.rule : outcome.rule.endpoint, outcome.args]
  }

  /**
   * Calls a function with the endpoint and the arguments of a path, and gives its answer; a redirect
   * is given, not thrown. Werkzeug's `dispatch`.
   *
   * @param viewFunc The function.
   * @param args Path and method, the request's own unless given, and the options. With
   *   `{ catchHttpExceptions: true }` an HTTP error is given, too.
   */
  dispatch<T>(
    viewFunc: (endpoint: string, args: Record<string, unknown>) => T,
    ...args: DispatchArguments
  ): T | HTTPException {
    const options = readArguments(dispatchNames, args, 'dispatch()') as DispatchOptions
    const outcome = this.find(options.pathInfo ?? undefined, options.method ?? undefined)
    if (outcome.kind === 'redirect') return MapAdapter.errorOf(outcome) as HTTPException
    try {
      if (outcome.kind !== 'match') throw MapAdapter.errorOf(outcome)
      return viewFunc(outcome.rule.endpoint, outcome.args)
    } catch (error) {
      if (options.catchHttpExceptions && error instanceof Error && 'getResponse' in error)
        return error as HTTPException
      throw error
    }
  }

  /** Tells whether a path leads to a view, with a redirect or without. Werkzeug's `test`. */
  test(...args: [pathInfo?: MatchArguments[0], method?: MatchArguments[1]]): boolean {
    const options = readArguments(['pathInfo', 'method'], args, 'test()') as MatchOptions
    const { kind } = this.find(options.pathInfo ?? undefined, options.method ?? undefined)
    return kind === 'match' || kind === 'redirect'
  }

  /** Makes the error of a path that does not match; the HTTP errors are above this layer, and put themselves here. */
  static errorOf: (outcome: Exclude<RouteOutcome, { kind: 'match' }>) => Error = ({ kind }) =>
    new LookupError(`Nothing matches the path (${kind}).`)

  /** Gives the methods that a path takes. Werkzeug's `allowed_methods`. */
  allowedMethods(path = this.pathInfo): string[] {
    const outcome = this.map.match(rooted(path), '--', this.domain, this.websocket)
    return outcome.kind === 'method-not-allowed' ? outcome.methods : []
  }

  /** Gives the address that says the same without its default values. Werkzeug's `get_default_redirect`. */
  getDefaultRedirect(
    rule: Rule,
    method: string,
    args: Record<string, unknown>,
    query: QueryArgs = this.queryArgs,
  ): string | undefined {
    if (!this.map.redirectDefaults) return undefined
    for (const other of this.map.rulesOf(rule.endpoint)) {
      if (other === rule) return undefined
      if (!other.providesDefaultsFor(rule) || !other.suitableFor(args, method)) continue
      const built = other.build({ ...args, ...other.defaults })
      if (built !== undefined) return this.makeRedirectUrl(built.path, query, built.domain)
    }
    return undefined
  }

  #redirectTo(rule: Rule, args: Record<string, unknown>): string | undefined {
    const { redirectTo } = rule
    if (redirectTo === undefined || redirectTo === null) return undefined
    const target =
      typeof redirectTo === 'function'
        ? redirectTo(this, args)
        : redirectTo.replace(/<([^>]+)>/g, (_, name: string) => converterOf(rule, name, args))
    const base = `${this.urlScheme || 'http'}://${this.getHost()}${this.scriptName}`
    return new URL(target, base).href
  }

  #aliasUrl(
    rule: Rule,
    args: Record<string, unknown>,
    request: { method: string; query: QueryArgs },
  ): string {
    const url = this.build(rule.endpoint, args, {
      method: request.method,
      appendUnknown: false,
      forceExternal: true,
    })
    return url + asSearch(this.encodeQueryArgs(request.query))
  }

  /**
   * Gives the URL of another path at this place. Werkzeug's `make_redirect_url`.
   *
   * @param path The path.
   * @param query The query; that of the request unless given.
   * @param domain The subdomain, or with host matching the host; this one unless given.
   */
  makeRedirectUrl(path: string, query?: QueryArgs | null, domain?: string): string {
    const script = this.scriptName.slice(0, -1).replace(/^\/+/, '')
    const base = `${this.urlScheme || 'http'}://${this.getHost(domain)}/${script === '' ? '' : `${script}/`}`
    return base + path.replace(/^\/+/, '') + asSearch(this.encodeQueryArgs(query ?? this.queryArgs))
  }

  /** Gives a query as text. Werkzeug's `encode_query_args`. */
  encodeQueryArgs(query: QueryArgs): string {
    return queryText(query)
  }

  /** Gives the whole host of a subdomain; with host matching the host itself. Werkzeug's `get_host`. */
  getHost(domain?: string | null): string {
    if (this.map.hostMatching) return domain || this.serverName
    const subdomain = domain === undefined || domain === null ? this.subdomain : domain
    return subdomain ? `${subdomain}.${this.serverName}` : this.serverName
  }

  /**
   * Builds the URL of an endpoint. Werkzeug's `build`.
   *
   * @param endpoint The endpoint.
   * @param values The arguments; what the rule does not have becomes the query.
   * @param args `method`, `forceExternal`, `appendUnknown`, `urlScheme`: by place as in Werkzeug, or
   *   by name.
   * @throws BuildError When no rule fits.
   */
  build(endpoint: string, values?: UrlBuildValues | null, ...args: BuildArguments): string {
    const options = readArguments(buildNames, args, 'build()') as BuildOptions
    const given = givenValues(values)
    const built = partialBuild(this, endpoint, given, options)
    if (built === undefined) throw new BuildError(endpoint, given, options.method, this)
    const path = built.path.replace(/^\/+/, '')
    const host = this.getHost(built.domain)
    const here = this.map.hostMatching ? host === this.serverName : built.domain === this.subdomain
    const { websocket } = built.rule
    if (!options.forceExternal && here && !websocket)
      return `${withoutEndSlashes(this.scriptName)}/${path}`
    const scheme = schemeOf(options.urlScheme ?? this.urlScheme, websocket)
    return `${scheme}//${host}${this.scriptName.slice(0, -1)}/${path}`
  }
}

function rooted(path: string): string {
  return path === '' || path.startsWith('/') ? path : `/${path}`
}

function converterOf(rule: Rule, name: string, args: Record<string, unknown>): string {
  for (const variant of rule.variants) {
    const place = variant.names.indexOf(name)
    if (place >= 0) return variant.converters[place].toUrl(args[name])
  }
  throw new KeyError(
    `The target "${String(rule.redirectTo)}" of the rule "${rule.rule}" needs the argument "${name}", which the rule does not have.`,
  )
}
