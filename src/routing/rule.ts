import { RuntimeError, ValueError } from '../errors.ts'
import { checkOptions } from '../options.ts'
import { repr } from '../python/repr.ts'
import type { MapAdapter } from './adapter.ts'
import type { BaseConverter } from './converters.ts'
import type { UrlMap } from './map.ts'
import { encodeQuery, quotePath, sortPairs } from './quoting.ts'
import { checkSocketMethods, methodSet } from './rule-methods.ts'
import { parseFlask, parseRule, type RuleToken, refuseDuplicates } from './rule-parser.ts'
import { partsOf, type RulePart } from './rule-part.ts'

/** What makes rules for a map. Werkzeug's `RuleFactory`. */
export interface RuleFactory {
  /** Gives the rules, none of which belongs to a map yet. */
  getRules(map: UrlMap): Iterable<Rule>
}

/** What a rule takes by name. Werkzeug's `Rule`. */
export interface RuleOptions {
  endpoint?: string
  methods?: Iterable<string> | null
  defaults?: object | null
  host?: string | null
  subdomain?: string | null
  strictSlashes?: boolean | null
  mergeSlashes?: boolean | null
  redirectTo?: string | ((adapter: MapAdapter, args: Record<string, unknown>) => string) | null
  alias?: boolean
  buildOnly?: boolean
  /** Whether only WebSockets meet it; a URL that is built for it begins with ws: or wss:. */
  websocket?: boolean
  provideAutomaticOptions?: boolean | null
}

/** How a route differs from others when its requests are handled. */
export interface RouteSettings {
  stream?: boolean
  session?: boolean
  maxContentLength?: number | null
  maxFormMemorySize?: number | null
  maxFormParts?: number | null
}

/** One way that a rule can be matched and built. */
export interface RuleVariant {
  readonly rule: Rule
  readonly domain: readonly RuleToken[]
  readonly path: readonly RuleToken[]
  readonly names: readonly string[]
  readonly converters: readonly BaseConverter[]
  readonly parts: readonly RulePart[]
  /** The whole path, when it has no arguments and no domain. */
  readonly literal: string | undefined
}

const optionNames: readonly string[] = [
  'endpoint',
  'methods',
  'defaults',
  'host',
  'subdomain',
  'strictSlashes',
  'mergeSlashes',
  'redirectTo',
  'alias',
  'buildOnly',
  'websocket',
  'provideAutomaticOptions',
]

/** A rule of the map. */
export class Rule implements RuleFactory {
  /** The class, as subclasses may set its statics. */
  declare ['constructor']: typeof Rule
  /** The rule as it was written; a rule factory changes it before the map takes it. */
  rule: string
  endpoint: string
  /** The methods, HEAD among them where GET is; undefined for all. */
  readonly methods: ReadonlySet<string> | undefined
  /** Values that are passed to the view in addition. */
  readonly defaults: Readonly<Record<string, unknown>> | undefined
  readonly host: string | undefined
  subdomain: string | undefined
  readonly redirectTo: RuleOptions['redirectTo']
  readonly alias: boolean
  readonly buildOnly: boolean
  readonly websocket: boolean
  /** Whether the address ends in a slash. */
  readonly isLeaf: boolean
  /** Whether OPTIONS is answered without the view. */
  provideAutomaticOptions = false
  /** How its requests are handled differently. */
  settings: RouteSettings | undefined
  strictSlashes: boolean
  mergeSlashes: boolean
  /** The names of all arguments, those with defaults among them. */
  readonly arguments: Set<string> = new Set()
  /** Whether a match of it is final: no redirect can follow from it or from rules of the same endpoint. */
  direct: boolean
  /** The ways in which it can be matched and built; more than one with optional parts. */
  variants: readonly RuleVariant[] = []

  readonly #strict: boolean | null | undefined
  readonly #merge: boolean | null | undefined
  #map: UrlMap | undefined
  #trace = ''

  /**
   * @param rule The rule, beginning with a slash.
   * @param options The rest by name.
   */
  constructor(rule: string, options: RuleOptions = {}) {
    if (typeof rule !== 'string') throw new TypeError('A rule is a text.')
    if (!rule.startsWith('/')) {
      throw new ValueError(`The rule "${rule}" does not begin with a slash. Write "/${rule}".`)
    }
    checkOptions(options, optionNames, `The rule "${rule}"`)
    this.rule = rule
    this.isLeaf = !rule.endsWith('/')
    this.endpoint = options.endpoint ?? ''
    this.defaults = options.defaults ? Object.freeze({ ...options.defaults }) : undefined
    this.methods = methodSet(options.methods)
    this.host = options.host ?? undefined
    this.subdomain = options.subdomain ?? undefined
    this.redirectTo = options.redirectTo ?? undefined
    this.alias = options.alias ?? false
    this.buildOnly = options.buildOnly ?? false
    this.websocket = options.websocket ?? false
    if (this.websocket) checkSocketMethods(rule, this.methods)
    this.direct = this.redirectTo === undefined
    this.#strict = options.strictSlashes
    this.#merge = options.mergeSlashes
    this.strictSlashes = options.strictSlashes ?? true
    this.mergeSlashes = options.mergeSlashes ?? true
    for (const name in this.defaults) this.arguments.add(name)
  }

  /** The map that the rule belongs to. */
  get map(): UrlMap | undefined {
    return this.#map
  }

  /** Gives the rule itself: a map takes rules and what makes rules. */
  getRules(_map: UrlMap): Iterable<Rule> {
    return [this]
  }

  /** Gives the same rule again, for another map or a rule factory. */
  empty(): Rule {
    return new this.constructor(this.rule, this.getEmptyKwargs())
  }

  /** Gives the options that `empty` makes the rule with; more in a subclass that takes more. */
  getEmptyKwargs(): RuleOptions {
    return {
      endpoint: this.endpoint,
      methods: this.methods,
      defaults: this.defaults,
      host: this.host,
      subdomain: this.subdomain,
      strictSlashes: this.#strict,
      mergeSlashes: this.#merge,
      redirectTo: this.redirectTo,
      alias: this.alias,
      buildOnly: this.buildOnly,
      websocket: this.websocket,
    }
  }

  /** Reads the rule for a map. */
  bind(map: UrlMap): void {
    if (this.#map !== undefined)
      throw new RuntimeError(`The rule "${this.rule}" belongs to a map already.`)
    this.#map = map
    this.adopt(map)
    this.subdomain ??= map.defaultSubdomain
    const domainText = (map.hostMatching ? this.host : this.subdomain) ?? ''
    const domain = domainText === '' ? [] : parseFlask(map, domainText)
    const path = this.mergeSlashes ? this.rule.replace(/\/{2,}/g, '/') : this.rule
    this.variants = parseRule(map, path)
      .map((tokens) => variantOf(this, domain, tokens))
      .sort((left, right) => right.names.length - left.names.length)
    this.#trace = traceOf([...domain, '|', ...this.variants[0].path])
    for (const variant of this.variants) for (const name of variant.names) this.arguments.add(name)
  }

  /** Takes over what the map decides for rules that do not say. */
  adopt(map: UrlMap): void {
    this.strictSlashes = this.#strict ?? map.strictSlashes
    this.mergeSlashes = this.#merge ?? map.mergeSlashes
  }

  /** Tells whether this rule is the one whose defaults the other's address could be written with. */
  providesDefaultsFor(rule: Rule): boolean {
    if (this.buildOnly || this.endpoint !== rule.endpoint) return false
    // A blueprint gives its rules its defaults, of which there may be none.
    if (Object.keys(this.defaults ?? {}).length === 0) return false
    if (this.#trace === rule.#trace || this.arguments.size !== rule.arguments.size) return false
    return [...this.arguments].every((name) => rule.arguments.has(name))
  }

  /** Tells whether a URL can be built with these values. */
  suitableFor(values: Readonly<Record<string, unknown>>, method?: string): boolean {
    if (method !== undefined && this.methods !== undefined && !this.methods.has(method))
      return false
    for (const name in this.defaults) {
      if (name in values && values[name] !== this.defaults[name]) return false
    }
    return this.#variantFor(values) !== undefined
  }

  #variantFor(values: Readonly<Record<string, unknown>>): RuleVariant | undefined {
    return this.variants.find((variant) =>
      variant.names.every(
        (name) => name in values || (this.defaults !== undefined && name in this.defaults),
      ),
    )
  }

  /** Builds domain and path, with the values that are no arguments as the query. */
  build(
    values: Readonly<Record<string, unknown>>,
    appendUnknown = true,
  ): { domain: string; path: string } | undefined {
    const variant = this.#variantFor(values)
    if (variant === undefined) return undefined
    const write = (tokens: readonly RuleToken[], quote: boolean): string =>
      tokens
        .map((token) => {
          if (typeof token === 'string') return quote ? quotePath(token) : token
          const given =
            this.defaults !== undefined && token.name in this.defaults ? this.defaults : values
          return token.converter.toUrl(given[token.name])
        })
        .join('')
    const path = write(variant.path, true)
    const query = appendUnknown ? this.#query(values) : ''
    return { domain: write(variant.domain, false), path: query === '' ? path : `${path}?${query}` }
  }

  #query(values: Readonly<Record<string, unknown>>): string {
    const pairs = Object.entries(values).filter(([name]) => !this.arguments.has(name))
    const map = this.#map
    return encodeQuery(map?.sortParameters ? sortPairs(pairs, map.sortKey) : pairs)
  }

  toString(): string {
    return this.rule
  }

  /** Gives the rule as its map shows it: with its subdomain, methods and endpoint. */
  describe(): string {
    const place = this.#trace.replace(/^\|/, '') || this.rule
    const methods = this.methods === undefined ? '' : ` (${[...this.methods].join(', ')})`
    return `<${this.constructor.name} ${repr(place)}${methods} -> ${this.endpoint}>`
  }
}

function variantOf(
  rule: Rule,
  domain: readonly RuleToken[],
  path: readonly RuleToken[],
): RuleVariant {
  const args = [...domain, ...path].filter((token) => typeof token !== 'string')
  // The value of one with a default is never in doubt.
  refuseDuplicates(
    rule.rule,
    args.map(({ name }) => name).filter((name) => !(name in (rule.defaults ?? {}))),
  )
  const literal = args.length === 0 && domain.length === 0 ? path.join('') : undefined
  return {
    rule,
    domain,
    path,
    names: args.map((token) => token.name),
    converters: args.map((token) => token.converter),
    parts: [...partsOf(domain), ...partsOf(path)],
    literal,
  }
}

// What a rule looks like but for its converters.
function traceOf(tokens: readonly RuleToken[]): string {
  return tokens.map((token) => (typeof token === 'string' ? token : `<${token.name}>`)).join('')
}
