import { ValueError } from '../errors.ts'
import type { RouteOptions, View } from './route-types.ts'

const endpoints = new WeakMap<object, string>()

/** Notes the endpoint that a view was registered under; the first one counts. */
export function rememberEndpoint(view: object, endpoint: string): void {
  if (!endpoints.has(view)) endpoints.set(view, endpoint)
}

/** Gives the endpoint that a view was registered under, or undefined. */
export function endpointOfView(view: object): string | undefined {
  return endpoints.get(view)
}

/** Gives the methods of a route: those given, else those that the view names, else GET. */
export function methodsOf(
  given: Iterable<string> | null | undefined,
  view: View | undefined,
): Set<string> {
  const methods = given ?? view?.methods ?? ['GET']
  if (typeof methods === 'string') {
    throw new TypeError(`The methods of a route are a list: ['${methods}'], not '${methods}'.`)
  }
  return new Set([...methods].map((method) => method.toUpperCase()))
}

/** Gives the endpoint of a route that names none: the view's name, or what tells the rule from others. */
export function endpointOf(
  rule: string,
  view: View | undefined,
  methods: ReadonlySet<string>,
): string {
  const name = view?.name ?? ''
  if (name !== '' && name !== 'default' && !name.startsWith('bound ')) {
    if (!name.includes('.')) return name
    throw new ValueError(
      `The name of the view "${name}" has a dot, which stands between a blueprint and its endpoint. Give it { endpoint: '…' }.`,
    )
  }
  const list = [...methods].filter((method) => method !== 'HEAD' && method !== 'OPTIONS')
  return list.length === 1 && list[0] === 'GET' ? rule : `${list.join(',')} ${rule}`
}

/** Refuses an endpoint in which a dot would end the blueprint's name. */
export function refuseDots(blueprint: string, rule: string, route: RouteOptions<object>): void {
  if (route.endpoint == null) endpointOf(rule, route.viewFunc ?? undefined, new Set())
  else if (route.endpoint.includes('.')) {
    throw new ValueError(
      `The endpoint "${route.endpoint}" of the blueprint "${blueprint}" has a dot. Leave the blueprint's name out: it is put before the endpoint.`,
    )
  }
}

/** Puts what `addUrlRule` was given into one object, view and endpoint among it. */
export function readRuleArguments(
  endpoint: string | null | undefined | RouteOptions<object>,
  view: View | null | undefined | RouteOptions<object>,
  options: RouteOptions<object>,
): RouteOptions<object> {
  const all: RouteOptions<object> = { ...options }
  if (typeof view === 'function') all.viewFunc = view
  else Object.assign(all, view)
  if (typeof endpoint === 'string') all.endpoint = endpoint
  else Object.assign(all, endpoint)
  return all
}
