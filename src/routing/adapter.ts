import { LookupError } from '../errors.ts'
import { BuildError } from './build-error.ts'
import { ValidationError } from './converters.ts'
import type { MatchOutcome, UrlMap } from './map.ts'
import { quotePath } from './quoting.ts'
import type { Rule } from './rule.ts'

/** Where a map is seen from. */
export interface MapAdapterOptions {
  scriptName?: string
  subdomain?: string
  urlScheme?: string
  pathInfo?: string
  defaultMethod?: string
  queryString?: string
}

/** What `MapAdapter.build` takes by name. */
export interface BuildOptions {
  method?: string
  forceExternal?: boolean
  appendUnknown?: boolean
  urlScheme?: string | null
}

/** What a request finds: a rule, another address, or nothing. */
export type RouteOutcome =
  | Exclude<MatchOutcome, { kind: 'path' | 'alias' }>
  | { kind: 'redirect'; url: string }

/** A map as it is seen from one request, or from outside of any. Werkzeug's `MapAdapter`. */
export class MapAdapter {
  readonly map: UrlMap
  readonly serverName: string
  readonly scriptName: string
  readonly subdomain: string | undefined
  readonly urlScheme: string
  readonly pathInfo: string
  readonly defaultMethod: string
  readonly queryString: string

  constructor(map: UrlMap, serverName: string, options: MapAdapterOptions) {
    this.map = map
    this.serverName = serverName.toLowerCase()
    const script = options.scriptName ?? '/'
    this.scriptName = script.endsWith('/') ? script : `${script}/`
    this.subdomain = map.hostMatching ? undefined : (options.subdomain ?? map.defaultSubdomain)
    this.urlScheme = options.urlScheme ?? 'http'
    this.pathInfo = (options.pathInfo ?? '').replace(/^\/+/, '')
    this.defaultMethod = options.defaultMethod ?? 'GET'
    this.queryString = options.queryString ?? ''
  }

  /** What stands for the host in the rules: the host, the subdomain, or nothing. */
  get domain(): string {
    return this.map.hostMatching ? this.serverName : (this.subdomain ?? '')
  }

  /** Finds the rule of a path, or where it redirects to. */
  find(path = `/${this.pathInfo}`, method = this.defaultMethod): RouteOutcome {
    const outcome = this.map.match(path, method.toUpperCase(), this.domain)
    if (outcome.kind === 'path')
      return { kind: 'redirect', url: this.redirectUrl(quotePath(outcome.path)) }
    if (outcome.kind === 'alias')
      return { kind: 'redirect', url: this.#aliasUrl(outcome.rule, outcome.args, method) }
    if (outcome.kind !== 'match') return outcome
    const url =
      this.#defaultUrl(outcome.rule, outcome.args, method) ??
      this.#redirectTo(outcome.rule, outcome.args)
    return url === undefined ? outcome : { kind: 'redirect', url }
  }

  /**
   * Gives endpoint and arguments of a path.
   *
   * @param path The path; the request's own unless given.
   * @param options `method`, the request's own unless given; or the method alone.
   * @throws NotFound, MethodNotAllowed or RequestRedirect When the path leads elsewhere or nowhere.
   */
  match(
    path?: string,
    options: string | { method?: string } = {},
  ): [string, Record<string, unknown>] {
    const outcome = this.find(path, typeof options === 'string' ? options : options.method)
    if (outcome.kind === 'match') return [outcome.rule.endpoint, outcome.args]
    throw MapAdapter.errorOf(outcome)
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
  allowedMethods(path = `/${this.pathInfo}`): string[] {
    const outcome = this.map.match(path, '--', this.domain)
    return outcome.kind === 'method-not-allowed' ? outcome.methods : []
  }

  #defaultUrl(rule: Rule, args: Record<string, unknown>, method: string): string | undefined {
    if (!this.map.redirectDefaults) return undefined
    for (const other of this.map.rulesOf(rule.endpoint)) {
      if (other === rule) return undefined
      if (!other.providesDefaultsFor(rule) || !other.suitableFor(args, method)) continue
      const built = other.build({ ...args, ...other.defaults })
      if (built !== undefined) return this.redirectUrl(built.path, built.domain)
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
    const base = `${this.urlScheme}://${this.#host(undefined)}${this.scriptName}`
    return new URL(target, base).href
  }

  #aliasUrl(rule: Rule, args: Record<string, unknown>, method: string): string {
    const url = this.build(rule.endpoint, args, {
      method,
      appendUnknown: false,
      forceExternal: true,
    })
    return this.queryString === '' ? url : `${url}?${this.queryString}`
  }

  /** Gives the URL of another path at this place, with the query of the request. */
  redirectUrl(path: string, domain?: string): string {
    const query = this.queryString === '' ? '' : `?${this.queryString}`
    const script = this.scriptName.slice(0, -1).replace(/^\/+/, '')
    return `${this.urlScheme}://${this.#host(domain)}/${script === '' ? '' : `${script}/`}${path.replace(/^\/+/, '')}${query}`
  }

  #host(domain: string | undefined): string {
    if (this.map.hostMatching) return domain || this.serverName
    const subdomain = domain === undefined ? this.subdomain : domain
    return subdomain ? `${subdomain}.${this.serverName}` : this.serverName
  }

  /**
   * Builds the URL of an endpoint.
   *
   * @param endpoint The endpoint.
   * @param values The arguments; what the rule does not have becomes the query.
   * @param options `method`, `forceExternal`, `appendUnknown`, `urlScheme`.
   * @throws BuildError When no rule fits.
   */
  build(
    endpoint: string,
    values: Record<string, unknown> = {},
    options: BuildOptions = {},
  ): string {
    const given: Record<string, unknown> = Object.create(null)
    for (const name in values)
      if (values[name] !== undefined && values[name] !== null) given[name] = values[name]
    const built = this.#partial(endpoint, given, options)
    if (built === undefined) throw new BuildError(endpoint, given, options.method, this)
    const path = built.path.replace(/^\/+/, '')
    const host = this.#host(built.domain)
    const here = this.map.hostMatching ? host === this.serverName : built.domain === this.subdomain
    if (!options.forceExternal && here) return `${this.scriptName.replace(/\/+$/, '')}/${path}`
    return `${schemeOf(options.urlScheme ?? this.urlScheme)}//${host}${this.scriptName.slice(0, -1)}/${path}`
  }

  #partial(
    endpoint: string,
    values: Record<string, unknown>,
    options: BuildOptions,
  ): { domain: string; path: string } | undefined {
    const unknown = options.appendUnknown ?? true
    if (options.method !== undefined)
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
  return String(args[name] ?? '')
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
