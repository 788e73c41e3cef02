import { didYouMean, KeyError, RuntimeError } from '../errors.ts'
import { readArguments } from '../options.ts'
import { MapAdapter } from './adapter.ts'
import { type BindArguments, bindNames, type MapAdapterOptions } from './adapter-options.ts'
import { type ConverterClass, DEFAULT_CONVERTERS, ValidationError } from './converters.ts'
import { type MapArguments, mapNames, type UrlMapOptions } from './map-options.ts'
import { asciiHost, type SortKey } from './quoting.ts'
import type { Rule, RuleFactory, RuleVariant } from './rule.ts'
import { RuleTree, type Walk } from './tree.ts'

/** What matching gives. */
export type MatchOutcome =
  | { kind: 'match'; rule: Rule; args: Record<string, unknown> }
  | { kind: 'path'; path: string }
  | { kind: 'alias'; rule: Rule; args: Record<string, unknown> }
  | { kind: 'method-not-allowed'; methods: string[] }
  | { kind: 'websocket-mismatch' }
  | { kind: 'not-found' }

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
  /** What the query is sorted by: what it gives for a pair of name and value; name, then value, unless set. */
  sortKey: SortKey | undefined

  #strictSlashes: boolean
  #mergeSlashes: boolean
  readonly #tree = new RuleTree()
  // The rules of WebSockets, which a request of any other kind never meets.
  #sockets: RuleTree | undefined
  readonly #byEndpoint = new Map<string, Rule[]>()
  readonly #rules: Rule[] = []
  #buildOrder = true

  /** @param args The first rules, and the options: by place as in Werkzeug, or by name. */
  constructor(...args: MapArguments) {
    const options = readArguments(mapNames, args, 'The map', ['converters']) as UrlMapOptions
    Object.assign(this.converters, options.converters)
    this.hostMatching = options.hostMatching ?? false
    this.defaultSubdomain = options.defaultSubdomain ?? ''
    this.redirectDefaults = options.redirectDefaults ?? true
    this.sortParameters = options.sortParameters ?? false
    this.sortKey = options.sortKey ?? undefined
    this.#strictSlashes = options.strictSlashes ?? true
    this.#mergeSlashes = options.mergeSlashes ?? true
    for (const factory of options.rules ?? []) this.add(factory)
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

  /** Whether rules are there that WebSockets alone may meet. */
  get hasWebSockets(): boolean {
    return this.#sockets !== undefined
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
    if (rule.websocket) this.#sockets ??= new RuleTree()
    if (rule.buildOnly) return
    const tree = rule.websocket ? this.#sockets! : this.#tree
    for (const variant of rule.variants) tree.add(variant)
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
   * @param websocket Whether a WebSocket asks, which only rules of its own may answer.
   */
  match(path: string, method: string, domain = '', websocket = false): MatchOutcome {
    if (path.charCodeAt(1) === slash)
      return this.match(path.replace(/^\/+/, '/'), method, domain, websocket)
    if (websocket || this.#sockets !== undefined)
      return this.#matchEither(path, method, domain, websocket)
    return this.#matchIn(this.#tree, path, method, domain)
  }

  #matchEither(path: string, method: string, domain: string, websocket: boolean): MatchOutcome {
    const sockets = this.#sockets ?? new RuleTree()
    const [own, other] = websocket ? [sockets, this.#tree] : [this.#tree, sockets]
    const outcome = this.#matchIn(own, path, method, domain)
    if (outcome.kind !== 'not-found' && outcome.kind !== 'method-not-allowed') return outcome
    const walk = other.walk(domain, path, method)
    const methods = new Set(outcome.kind === 'not-found' ? [] : outcome.methods)
    for (const one of walk.methods ?? []) methods.add(one)
    if (methods.size > 0) return { kind: 'method-not-allowed', methods: [...methods] }
    return walk.variant === undefined ? outcome : { kind: 'websocket-mismatch' }
  }

  #matchIn(tree: RuleTree, path: string, method: string, domain: string): MatchOutcome {
    if (domain === '') {
      const literal = tree.findLiteral(path, method)
      if (literal !== undefined) return this.#matched(literal, noValues)
    }
    const walk = tree.walk(domain, path, method)
    if (walk.variant !== undefined) return this.#matched(walk.variant, walk.values, walk)
    if (walk.slashRequired) return { kind: 'path', path: `${path}/` }
    return this.#merged(tree, path, method, domain) ?? missed(walk)
  }

  #merged(tree: RuleTree, path: string, method: string, domain: string): MatchOutcome | undefined {
    if (!this.#mergeSlashes || !path.includes('//')) return undefined
    const merged = path.replace(/\/{2,}/g, '/')
    const walk = tree.walk(domain, merged, method)
    if (walk.slashRequired) return { kind: 'path', path: `${merged}/` }
    if (walk.variant === undefined || !walk.variant.rule.mergeSlashes) return missed(walk)
    return { kind: 'path', path: merged }
  }

  #matched(variant: RuleVariant, values: readonly string[], walk?: Walk): MatchOutcome {
    const { rule, names } = variant
    const args: Record<string, unknown> = Object.create(null)
    if (names.length > 0 && !convertInto(args, variant, values))
      return walk === undefined ? notFound : missed(walk)
    if (rule.defaults !== undefined) addDefaults(args, rule)
    if (rule.alias && this.redirectDefaults) return { kind: 'alias', rule, args }
    return { kind: 'match', rule, args }
  }

  /**
   * Gives the map as it is seen from one place: what matches, builds and redirects there.
   *
   * @param serverName The host.
   * @param args The path that the app is mounted at, subdomain, scheme and so on: by place as in
   *   Werkzeug, or by name.
   */
  bind(serverName: string, ...args: BindArguments): MapAdapter {
    const options = readArguments(bindNames, args, 'bind()', ['queryArgs']) as MapAdapterOptions
    if (this.hostMatching && options.subdomain !== undefined && options.subdomain !== null) {
      throw new RuntimeError('A map with host matching has no subdomains.')
    }
    return new MapAdapter(this, asciiHost(serverName.toLowerCase()), options)
  }

  /** Shows the rules as Werkzeug does. */
  toString(): string {
    const rules = this.rulesByEndpoint().map((rule) => rule.describe())
    const line = `[${rules.join(', ')}]`
    return `${this.constructor.name}(${line.length > 80 ? `[${rules.join(',\n ')}]` : line})`
  }
}

// Gives whether the converters take all values.
function convertInto(
  args: Record<string, unknown>,
  { names, converters }: RuleVariant,
  values: readonly string[],
): boolean {
  try {
    for (let index = 0; index < names.length; index++) {
      args[names[index]] = converters[index].toPython(values[index])
    }
    return true
  } catch (error) {
    if (error instanceof ValidationError) return false
    throw error
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
