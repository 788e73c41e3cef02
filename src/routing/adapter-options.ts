import type { MatchOutcome } from './map.ts'

/** Where a map is seen from. */
export interface MapAdapterOptions {
  scriptName?: string | null
  subdomain?: string | null
  urlScheme?: string
  defaultMethod?: string
  pathInfo?: string | null
  /** The query of redirects: as it stands in the address, or by name. */
  queryArgs?: QueryArgs | null
}

/** A query as it stands in an address, or by name. */
export type QueryArgs = string | Readonly<Record<string, unknown>>

type Named<T, Options> = T | null | undefined | Options

/** What `UrlMap.bind` takes behind the host: by place in Werkzeug's order, and by name in a last object. */
export type BindArguments = [
  scriptName?: Named<string, MapAdapterOptions>,
  subdomain?: Named<string, MapAdapterOptions>,
  urlScheme?: string | MapAdapterOptions,
  defaultMethod?: string | MapAdapterOptions,
  pathInfo?: Named<string, MapAdapterOptions>,
  queryArgs?: QueryArgs | null,
  options?: MapAdapterOptions,
]

/** The parameters of `UrlMap.bind` behind the host. */
export const bindNames: readonly (keyof MapAdapterOptions)[] = [
  'scriptName',
  'subdomain',
  'urlScheme',
  'defaultMethod',
  'pathInfo',
  'queryArgs',
]

/** What `MapAdapter.match` takes by name. */
export interface MatchOptions {
  pathInfo?: string | null
  method?: string | null
  /** Whether the rule is given in place of its endpoint. */
  returnRule?: boolean
  queryArgs?: QueryArgs | null
  /** Whether a WebSocket asks; the scheme says so unless given. */
  websocket?: boolean | null
}

/** What `MapAdapter.match` takes: by place in Werkzeug's order, and by name in a last object. */
export type MatchArguments = [
  pathInfo?: Named<string, MatchOptions>,
  method?: Named<string, MatchOptions>,
  returnRule?: boolean | MatchOptions,
  queryArgs?: QueryArgs | null,
  websocket?: Named<boolean, MatchOptions>,
]

/** The arguments of `MapAdapter.match` that ask for the rule. */
export type RuleMatchArguments =
  | [options: MatchOptions & { returnRule: true }]
  | [pathInfo: string | null | undefined, options: MatchOptions & { returnRule: true }]
  | [
      pathInfo: string | null | undefined,
      method: string | null | undefined,
      returnRule: true | (MatchOptions & { returnRule: true }),
      queryArgs?: QueryArgs | null,
      websocket?: Named<boolean, MatchOptions>,
    ]

/** The parameters of `MapAdapter.match`. */
export const matchNames: readonly (keyof MatchOptions)[] = [
  'pathInfo',
  'method',
  'returnRule',
  'queryArgs',
  'websocket',
]

/** What `MapAdapter.dispatch` takes by name. */
export interface DispatchOptions {
  pathInfo?: string | null
  method?: string | null
  /** Whether an HTTP error is given, not thrown. */
  catchHttpExceptions?: boolean
}

/** What `MapAdapter.dispatch` takes behind the function. */
export type DispatchArguments = [
  pathInfo?: Named<string, DispatchOptions>,
  method?: Named<string, DispatchOptions>,
  catchHttpExceptions?: boolean | DispatchOptions,
]

/** The parameters of `MapAdapter.dispatch` behind the function. */
export const dispatchNames: readonly (keyof DispatchOptions)[] = [
  'pathInfo',
  'method',
  'catchHttpExceptions',
]

/** What `MapAdapter.build` takes by name. */
export interface BuildOptions {
  method?: string | null
  forceExternal?: boolean
  appendUnknown?: boolean
  urlScheme?: string | null
}

/** What `MapAdapter.build` takes behind the values: by place in Werkzeug's order, and by name in a last object. */
export type BuildArguments = [
  method?: Named<string, BuildOptions>,
  forceExternal?: boolean | BuildOptions,
  appendUnknown?: boolean | BuildOptions,
  urlScheme?: Named<string, BuildOptions>,
]

/** The parameters of `MapAdapter.build` behind the values. */
export const buildNames: readonly (keyof BuildOptions)[] = [
  'method',
  'forceExternal',
  'appendUnknown',
  'urlScheme',
]

/** What a request finds: a rule, another address, or nothing. */
export type RouteOutcome =
  | Exclude<MatchOutcome, { kind: 'path' | 'alias' }>
  | { kind: 'redirect'; url: string }
