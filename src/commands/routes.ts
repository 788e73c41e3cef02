import type { App } from '../app.ts'
import type { Rule } from '../routing/rule.ts'

/** How `hipflask routes` lists. */
export interface RoutesOptions {
  /** `endpoint`, `methods`, `domain`, `rule`, or `match` for the order of registration. */
  sort?: string
  /** Whether HEAD and OPTIONS are listed. */
  allMethods?: boolean
}

/** Gives the routes of an app as a table. */
export function routesTable(app: App, options: RoutesOptions = {}): string {
  const rules = [...app.urlMap.iterRules()]
  if (rules.length === 0) return 'No routes were registered.'
  const rows = rules.map((rule) => rowOf(rule, options.allMethods ?? false))
  const column = ['endpoint', 'methods', 'domain', 'rule'].indexOf(options.sort ?? 'endpoint')
  if (column >= 0)
    rows.sort((left, right) =>
      left[column] < right[column] ? -1 : left[column] > right[column] ? 1 : 0,
    )
  const heads = ['Endpoint', 'Methods', app.urlMap.hostMatching ? 'Host' : 'Subdomain', 'Rule']
  const shown = rows.some((row) => row[2] !== '') ? [0, 1, 2, 3] : [0, 1, 3]
  const widths = heads.map((head, index) =>
    Math.max(head.length, ...rows.map((row) => row[index].length)),
  )
  const line = (cells: readonly string[]): string =>
    shown
      .map((index) => cells[index].padEnd(widths[index]))
      .join('  ')
      .trimEnd()
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

function rowOf(rule: Rule, all: boolean): string[] {
  const methods = [...(rule.methods ?? [])].filter(
    (method) => all || (method !== 'HEAD' && method !== 'OPTIONS'),
  )
  return [rule.endpoint, methods.sort().join(', '), rule.host ?? rule.subdomain ?? '', rule.rule]
}
