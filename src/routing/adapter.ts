import { KeyError, LookupError } from '../errors.ts'
import { withoutEndSlashes } from '../http/target.ts'
import type {
  BuildOptions,
  MapAdapterOptions,
  MatchOptions,
  QueryArgs,
  RouteOutcome,
} from './adapter-options.ts'
import { BuildError } from './build-error.ts'
import { ValidationError } from './converters.ts'
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

  /** Finds the rule of a path, or where it redirects to. */
  find(path = this.pathInfo, method = this.defaultMethod, query = this.queryArgs): RouteOutcome {
    const outcome = this.map.match(rooted(path), method.toUpperCase(), this.domain)
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
   * Gives endpoint and arguments of a path.
   *
   * @param path The path; the request's own unless given.
   * @param method The method, the request's own unless given; or the options.
   * @param options `returnRule`, `queryArgs`.
   * @throws NotFound, MethodNotAllowed or RequestRedirect When the path leads elsewhere or nowhere.
   */
  match(
    path: string | null | undefined,
    options: MatchOptions & { returnRule: true },
  ): [Rule, Record<string, unknown>]
  match(
    path: string | null | undefined,
    method: string | null | undefined,
    options: true | (MatchOptions & { returnRule: true }),
  ): [Rule, Record<string, unknown>]
  match(
    path?: string | null,
    method?: string | null | MatchOptions,
    options?: boolean | MatchOptions,
  ): [string, Record<string, unknown>]
  match(
    path?: string | null,
    second?: string | null | MatchOptions,
    third: boolean | MatchOptions = {},
  ): [string | Rule, Record<string, unknown>] {
    const rest = typeof third === 'boolean' ? { returnRule: third } : third
    const named = typeof second === 'object' ? { ...second, ...rest } : { ...rest, method: second }
    const { method, queryArgs, returnRule } = named
    const outcome = this.find(path ?? undefined, method ?? undefined, queryArgs ?? undefined)
    if (outcome.kind !== 'match') throw MapAdapter.errorOf(outcome)
    return [returnRule ? outcome.rule : outcome.rule.endpoint, outcome.args]
  }

  /**
   * Calls a function with the endpoint and the arguments of a path, and gives its answer; a redirect
   * is given, not thrown. Werkzeug's `dispatch`.
   *
   * @param viewFunc The function.
   * @param path The path; the request's own unless given.
   * @param method The method; the request's own unless given.
   * @param options With `{ catchHttpExceptions: true }` an HTTP error is given, too.
   */
  dispatch<T>(
    viewFunc: (endpoint: string, args: Record<string, unknown>) => T,
    path?: string | null,
    method?: string | null,
    options: { catchHttpExceptions?: boolean } = {},
  ): T | Error {
    const outcome = this.find(path ?? undefined, method ?? undefined)
    if (outcome.kind === 'redirect') return MapAdapter.errorOf(outcome)
    try {
      if (outcome.kind !== 'match') throw MapAdapter.errorOf(outcome)
      return viewFunc(outcome.rule.endpoint, outcome.args)
    } catch (error) {
      if (options.catchHttpExceptions && error instanceof Error && 'getResponse' in error)
        return error
      throw error
    }
  }

  /** Tells whether a path leads to a view, with a redirect or without. Werkzeug's `test`. */
  test(path?: string, method?: string): boolean {
    const { kind } = this.find(path, method)
    return kind === 'match' || kind === 'redirect'
  }

  /** Makes the error of a path that does not match; the HTTP errors are above this layer, and put themselves here. */
  static errorOf: (outcome: Exclude<RouteOutcome, { kind: 'match' }>) => Error = ({ kind }) =>
    new LookupError(`Nothing matches the path (${kind}).`)

  /** Gives the methods that a path takes. Werkzeug's `allowed_methods`. */
  allowedMethods(path = this.pathInfo): string[] {
    const outcome = this.map.match(rooted(path), '--', this.domain)
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
    const base = `${this.urlScheme}://${this.getHost()}${this.scriptName}`
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
    const base = `${this.urlScheme}://${this.getHost(domain)}/${script === '' ? '' : `${script}/`}`
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
   * Builds the URL of an endpoint.
   *
   * @param endpoint The endpoint.
   * @param values The arguments; what the rule does not have becomes the query.
   * @param method The method, or the options.
   * @param rest `forceExternal`, `appendUnknown`, `urlScheme`; or `forceExternal` alone.
   * @throws BuildError When no rule fits.
   */
  build(
    endpoint: string,
    values: Record<string, unknown> | null = {},
    method: string | null | BuildOptions = {},
    rest: boolean | BuildOptions = {},
  ): string {
    const named = typeof rest === 'boolean' ? { forceExternal: rest } : rest
    const options: BuildOptions =
      typeof method === 'object' ? { ...method, ...named } : { ...named, method }
    const given: Record<string, unknown> = Object.create(null)
    for (const name in values)
      if (values[name] !== undefined && values[name] !== null) given[name] = values[name]
    const built = this.#partial(endpoint, given, options)
    if (built === undefined) throw new BuildError(endpoint, given, options.method, this)
    const path = built.path.replace(/^\/+/, '')
    const host = this.getHost(built.domain)
    const here = this.map.hostMatching ? host === this.serverName : built.domain === this.subdomain
    if (!options.forceExternal && here) return `${withoutEndSlashes(this.scriptName)}/${path}`
    return `${schemeOf(options.urlScheme ?? this.urlScheme)}//${host}${this.scriptName.slice(0, -1)}/${path}`
  }

  #partial(
    endpoint: string,
    values: Record<string, unknown>,
    options: BuildOptions,
  ): { domain: string; path: string } | undefined {
    const unknown = options.appendUnknown ?? true
    if (options.method !== undefined && options.method !== null)
      return this.#fitting(endpoint, values, options.method, unknown)
    return (
      this.#fitting(endpoint, values, this.defaultMethod, unknown) ??
      this.#fitting(endpoint, values, undefined, unknown)
    )
  }

  #fitting(
    endpoint: string,
    values: Record<string, unknown>,
    method: string | undefined,
    unknown: boolean,
  ): { domain: string; path: string } | undefined {
    let first: { domain: string; path: string } | undefined
    for (const rule of this.map.rulesOf(endpoint)) {
      if (!rule.suitableFor(values, method)) continue
      const built = tryBuild(rule, values, unknown)
      if (built === undefined) continue
      if (!this.map.hostMatching || built.domain === this.serverName) return built
      first ??= built
    }
    return first
  }
}

function rooted(path: string): string {
  return path === '' || path.startsWith('/') ? path : `/${path}`
}

// Whatever is no https or wss is plain HTTP, as in Werkzeug; an empty scheme leaves it to the page.
function schemeOf(scheme: string): string {
  if (scheme === '') return ''
  return scheme === 'https' || scheme === 'wss' ? 'https:' : 'http:'
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

function tryBuild(
  rule: Rule,
  values: Record<string, unknown>,
  unknown: boolean,
): { domain: string; path: string } | undefined {
  try {
    return rule.build(values, unknown)
  } catch (error) {
    if (error instanceof ValidationError) return undefined
    throw error
  }
}
