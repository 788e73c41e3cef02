import { ImmutableMultiDict, MultiDict } from '../http/multidict.ts'
import type { MapAdapter } from './adapter.ts'
import type { BuildOptions } from './adapter-options.ts'
import { ValidationError } from './converters.ts'
import type { Rule } from './rule.ts'

/** The values of a URL: an object, or a dict whose lists repeat. */
export type UrlBuildValues = Readonly<Record<string, unknown>>

type Values = Record<string, unknown>

/** What a rule gives for the values of a URL. */
export interface BuiltUrl {
  rule: Rule
  domain: string
  path: string
}

/** Leaves out what was not given; a dict with several values to a key gives the list of them. */
export function givenValues(values: UrlBuildValues | null | undefined): Values {
  const given: Values = Object.create(null)
  if (values instanceof MultiDict || values instanceof ImmutableMultiDict) {
    for (const [name, list] of values.lists())
      if (list.length > 0) given[name] = list.length === 1 ? list[0] : list
    return given
  }
  for (const name in values) {
    if (values[name] !== undefined && values[name] !== null) given[name] = values[name]
  }
  return given
}

/** Builds by the first rule that fits: one of the method, or where none was asked for any. */
export function partialBuild(
  adapter: MapAdapter,
  endpoint: string,
  values: Values,
  options: BuildOptions,
): BuiltUrl | undefined {
  const unknown = options.appendUnknown ?? true
  const fitting = (method: string | undefined): BuiltUrl | undefined => {
    let first: BuiltUrl | undefined
    for (const rule of adapter.map.rulesOf(endpoint)) {
      if (!rule.suitableFor(values, method)) continue
      const built = tryBuild(rule, values, unknown)
      if (built === undefined) continue
      if (!adapter.map.hostMatching || built.domain === adapter.serverName) return built
      first ??= built
    }
    return first
  }
  if (options.method !== undefined && options.method !== null) return fitting(options.method)
  return fitting(adapter.defaultMethod) ?? fitting(undefined)
}

function tryBuild(rule: Rule, values: Values, unknown: boolean): BuiltUrl | undefined {
  try {
    const built = rule.build(values, unknown)
    return built && { rule, ...built }
  } catch (error) {
    if (error instanceof ValidationError) return undefined
    throw error
  }
}

/** Gives the scheme of a URL: whatever is no https or wss is plain, as in Werkzeug; an empty one leaves it to the page. */
export function schemeOf(scheme: string, websocket: boolean): string {
  if (scheme === '' && !websocket) return ''
  const secure = scheme === 'https' || scheme === 'wss'
  if (websocket) return secure ? 'wss:' : 'ws:'
  return secure ? 'https:' : 'http:'
}
