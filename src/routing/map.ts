import { didYouMean, KeyError, RuntimeError } from '../errors.ts'
import { MapAdapter } from './adapter.ts'
import type { MapAdapterOptions } from './adapter-options.ts'
import { type ConverterClass, DEFAULT_CONVERTERS, ValidationError } from './converters.ts'
import type { Rule, RuleFactory, RuleVariant } from './rule.ts'
import { RuleTree, type Walk } from './tree.ts'

/** What matching gives. */
export type MatchOutcome =
  | { kind: 'match'; rule: Rule; args: Record<string, unknown> }
  | { kind: 'path'; path: string }
  | { kind: 'alias'; rule: Rule; args: Record<string, unknown> }
  | { kind: 'method-not-allowed'; methods: string[] }
  | { kind: 'not-found' }

/** What `new UrlMap` takes by name. */
export interface UrlMapOptions {
  hostMatching?: boolean
  strictSlashes?: boolean
  mergeSlashes?: boolean
  redirectDefaults?: boolean
  sortParameters?: boolean
  defaultSubdomain?: string
}

const slash = 47
const noValues: readonly string[] = []
const notFound: MatchOutcome = { kind: 'not-found' }

/** All rules of an app. Werkzeug's `Map`. */
export class UrlMap {
  /** The converters that a map begins with, by their name in rules. */
  static defaultConverters: Readonly<Record<string, ConverterClass>> = DEFAULT_CONVERTERS

  /** The converters by their name in rules. */
  readonly converters: Record<string, ConverterClass> = Object.assign(
    Object.create(null),
    (this.constructor as typeof UrlMap).defaultConverters,
  )
  /** Whether rules have hosts. */
  hostMatching: boolean
  /** The subdomain of rules that name none. */
  defaultSubdomain: string
  /** Whether a default value in an address redirects to the address without it. */
  redirectDefaults: boolean
  /** Whether the query of built URLs is sorted. */
  sortParameters: boolean

  #strictSlashes: boolean
  #mergeSlashes: boolean
  readonly #tree = new RuleTree()
  readonly #byEndpoint = new Map<string, Rule[]>()
  readonly #rules: Rule[] = []
  #buildOrder = true

  /**
   * @param rules The first rules, or the options.
   * @param options The rest by name.
   */
  constructor(
    rules: Iterable<RuleFactory> | UrlMapOptions | null = null,
    options: UrlMapOptions = {},
  ) {
    const isList = rules !== null && Symbol.iterator in rules
    if (!isList) options = { ...rules, ...options }
    this.hostMatching = options.hostMatching ?? false
    this.defaultSubdomain = options.defaultSubdomain ?? ''
    this.redirectDefaults = options.redirectDefaults ?? true
    this.sortParameters = options.sortParameters ?? false
    this.#strictSlashes = options.strictSlashes ?? true
    this.#mergeSlashes = options.mergeSlashes ?? true
    if (isList) for (const factory of rules) this.add(factory)
  }

  /** Whether an address without the slash of its rule redirects, and one with a slash too many is none. */
  get strictSlashes(): boolean {
    return this.#strictSlashes
  }

  set strictSlashes(strict: boolean) {
    this.#strictSlashes = strict
    for (const rule of this.#rules) rule.adopt(this)
  }

  /** Whether slashes in a row redirect to one. */
  get mergeSlashes(): boolean {
    return this.#mergeSlashes
  }

  set mergeSlashes(merge: boolean) {
    this.#mergeSlashes = merge
    for (const rule of this.#rules) rule.adopt(this)
  }

  /** Adds a rule, or all rules of a rule factory such as `Submount`. */
  add(factory: RuleFactory): void {
    for (const rule of factory.getRules(this)) this.#add(rule)
  }

  #add(rule: Rule): void {
    rule.bind(this)
    this.#rules.push(rule)
    const same = this.#byEndpoint.get(rule.endpoint)
    if (same === undefined) this.#byEndpoint.set(rule.endpoint, [rule])
    else {
      same.push(rule)
      for (const one of same) one.direct = false
    }
    this.#buildOrder = false
    if (!rule.buildOnly) for (const variant of rule.variants) this.#tree.add(variant)
  }

  /** Gives the rules, those of one endpoint together, or those of one endpoint alone. */
  iterRules(endpoint?: string): IterableIterator<Rule> {
    return (endpoint === undefined ? this.rulesByEndpoint() : this.rulesOf(endpoint)).values()
  }

  /** Gives the rules of an endpoint, in the order in which they are tried for a URL. */
  rulesOf(endpoint: string): readonly Rule[] {
    if (!this.#buildOrder) {
      for (const rules of this.#byEndpoint.values()) rules.sort(buildOrder)
      this.#buildOrder = true
    }
    return this.#byEndpoint.get(endpoint) ?? []
  }

  /** Gives all rules, those of one endpoint together, in the order in which they are tried for a URL. */
  rulesByEndpoint(): Rule[] {
    return [...this.#byEndpoint.keys()].flatMap((endpoint) => this.rulesOf(endpoint))
  }

  /** The endpoints that have rules. */
  endpoints(): IterableIterator<string> {
    return this.#byEndpoint.keys()
  }

  /** Tells whether a rule of an endpoint has all of these arguments. */
  isEndpointExpecting(endpoint: string, ...names: string[]): boolean {
    const rules = this.rulesOf(endpoint)
    if (rules.length === 0) {
      throw new KeyError(
        `No rule has the endpoint "${endpoint}".${didYouMean(endpoint, [...this.endpoints()])}`,
      )
    }
    return rules.some((rule) => names.every((name) => rule.arguments.has(name)))
  }

  /**
   * Finds the rule of a path.
   *
   * @param path The path, decoded, beginning with a slash.
   * @param method The method, in capitals.
   * @param domain The host or subdomain; empty unless rules have them.
   */
  match(path: string, method: string, domain = ''): MatchOutcome {
    if (path.charCodeAt(1) === slash) return this.match(path.replace(/^\/+/, '/'), method, domain)
    if (domain === '') {
      const literal = this.#tree.findLiteral(path, method)
      if (literal !== undefined) return this.#matched(literal, noValues)
    }
    const walk = this.#tree.walk(domain, path, method)
    if (walk.slashRequired) return { kind: 'path', path: `${path}/` }
    if (walk.variant !== undefined) return this.#matched(walk.variant, walk.values, walk)
    return this.#merged(path, method, domain) ?? missed(walk)
  }

  #merged(path: string, method: string, domain: string): MatchOutcome | undefined {
    if (!this.#mergeSlashes || !path.includes('//')) return undefined
    const merged = path.replace(/\/{2,}/g, '/')
    const walk = this.#tree.walk(domain, merged, method)
    if (walk.slashRequired) return { kind: 'path', path: `${merged}/` }
    if (walk.variant === undefined || !walk.variant.rule.mergeSlashes) return missed(walk)
    return { kind: 'path', path: merged }
  }

  #matched(variant: RuleVariant, values: readonly string[], walk?: Walk): MatchOutcome {
    const { rule, names, converters } = variant
    const args: Record<string, unknown> = Object.create(null)
    for (let index = 0; index < names.length; index++) {
      try {
        args[names[index]] = converters[index].toPython(values[index])
      } catch (error) {
        if (error instanceof ValidationError) return walk === undefined ? notFound : missed(walk)
        throw error
      }
    }
    if (rule.defaults !== undefined) addDefaults(args, rule)
    if (rule.alias && this.redirectDefaults) return { kind: 'alias', rule, args }
    return { kind: 'match', rule, args }
  }

  /**
   * Gives the map as it is seen from one place: what matches, builds and redirects there.
   *
   * @param serverName The host.
   * @param script The path that the app is mounted at, or the options.
   * @param rest Subdomain, scheme and so on.
   */
  bind(
    serverName: string,
    script: string | null | MapAdapterOptions = {},
    rest: MapAdapterOptions = {},
  ): MapAdapter {
    const options =
      typeof script === 'string' ? { scriptName: script, ...rest } : { ...script, ...rest }
    if (this.hostMatching && options.subdomain !== undefined) {
      throw new RuntimeError('A map with host matching has no subdomains.')
    }
    return new MapAdapter(this, serverName.toLowerCase(), options)
  }
}

// As in Werkzeug a default wins over the path; only what an optional part left out is filled in.
function addDefaults(args: Record<string, unknown>, rule: Rule): void {
  const optional = rule.variants.length > 1
  for (const name in rule.defaults) {
    if (!optional || !(name in args)) args[name] = rule.defaults[name]
  }
}

function buildOrder(left: Rule, right: Rule): number {
  return (
    Number(left.alias) - Number(right.alias) ||
    right.arguments.size - left.arguments.size ||
    Object.keys(right.defaults ?? {}).length - Object.keys(left.defaults ?? {}).length
  )
}

function missed(walk: Walk): MatchOutcome {
  if (walk.methods === undefined || walk.methods.size === 0) return notFound
  return { kind: 'method-not-allowed', methods: [...walk.methods] }
}
