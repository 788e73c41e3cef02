import type { MatchOutcome } from './map.ts'

/** Where a map is seen from. */
export interface MapAdapterOptions {
  scriptName?: string
  subdomain?: string
  urlScheme?: string
  pathInfo?: string
  defaultMethod?: string
  /** The query of redirects: as it stands in the address, or by name. */
  queryArgs?: QueryArgs | null
}

/** A query as it stands in an address, or by name. */
export type QueryArgs = string | Readonly<Record<string, unknown>>

/** What `MapAdapter.match` takes by name. */
export interface MatchOptions {
  method?: string | null
  /** Whether the rule is given in place of its endpoint. */
  returnRule?: boolean
  queryArgs?: QueryArgs | null
}

/** What `MapAdapter.build` takes by name. */
export interface BuildOptions {
  method?: string | null
  forceExternal?: boolean
  appendUnknown?: boolean
  urlScheme?: string | null
}

/** What a request finds: a rule, another address, or nothing. */
export type RouteOutcome =
  | Exclude<MatchOutcome, { kind: 'path' | 'alias' }>
  | { kind: 'redirect'; url: string }
