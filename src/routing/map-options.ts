import type { ConverterClass } from './converters.ts'
import type { SortKey } from './quoting.ts'
import type { RuleFactory } from './rule.ts'

/** What `new UrlMap` takes by name. */
export interface UrlMapOptions {
  rules?: Iterable<RuleFactory> | null
  defaultSubdomain?: string
  strictSlashes?: boolean
  mergeSlashes?: boolean
  redirectDefaults?: boolean
  /** Converters besides those that every map begins with. */
  converters?: Readonly<Record<string, ConverterClass>> | null
  sortParameters?: boolean
  sortKey?: SortKey | null
  hostMatching?: boolean
}

type Rest = Omit<UrlMapOptions, 'rules'>

/** What `new UrlMap` takes: by place in Werkzeug's order, and by name in a last object. */
export type MapArguments =
  | [options?: UrlMapOptions]
  | [rules: Iterable<RuleFactory> | null | undefined, rest?: Rest]
  | [
      rules: Iterable<RuleFactory> | null | undefined,
      defaultSubdomain: string,
      strictSlashes?: boolean | Rest,
      mergeSlashes?: boolean | Rest,
      redirectDefaults?: boolean | Rest,
      converters?: UrlMapOptions['converters'],
      sortParameters?: boolean | Rest,
      sortKey?: SortKey | null | Rest,
      hostMatching?: boolean | Rest,
      rest?: Rest,
    ]

/** The parameters of `new UrlMap`, in Werkzeug's order. */
export const mapNames: readonly (keyof UrlMapOptions)[] = [
  'rules',
  'defaultSubdomain',
  'strictSlashes',
  'mergeSlashes',
  'redirectDefaults',
  'converters',
  'sortParameters',
  'sortKey',
  'hostMatching',
]
