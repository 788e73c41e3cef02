import type { RouteMethod, RouteOptions, View } from './route-types.ts'
import type { Scaffold } from './scaffold.ts'
import { checkRouteArguments } from './view-checks.ts'

/** Decorators that were made and have not been applied, by the scaffold that made them. */
export const pendingDecorators: WeakMap<object, Set<string>> = new WeakMap()

/** Makes `route` and its shortcuts for an app or a blueprint. */
export function registrar<Prefix extends string, Extra>(
  scaffold: Scaffold,
): (method?: string) => RouteMethod<Prefix, Extra> {
  const pending = new Set<string>()
  pendingDecorators.set(scaffold, pending)
  return (method) =>
    ((...given: Given) => register(scaffold, pending, method, given)) as unknown as RouteMethod<
      Prefix,
      Extra
    >
}

type Given = [rule: string, second?: unknown, third?: unknown]

function register(
  scaffold: Scaffold,
  pending: Set<string>,
  method: string | undefined,
  given: Given,
): unknown {
  const [rule, second, third] = given
  const hasOptions = typeof second === 'object' && second !== null
  const options: RouteOptions<object> = hasOptions ? second : {}
  const viewPlace = hasOptions ? 2 : 1
  const view = viewPlace === 2 ? third : second
  const name = method?.toLowerCase() ?? 'route'
  checkRouteArguments(name, given)
  if (given.length > viewPlace && view !== undefined && typeof view !== 'function') {
    throw new TypeError(
      `${name}("${rule}") takes a view function, and was given ${view === null ? 'null' : `a ${typeof view}`}.`,
    )
  }
  if (given.length > viewPlace && view === undefined) {
    throw new TypeError(
      `The view of "${rule}" is undefined. Was it imported under another name, or used before it was defined?`,
    )
  }
  if (method !== undefined && options.methods !== undefined) {
    throw new TypeError(
      `${name}() registers for ${method} alone. Use route() with the methods option.`,
    )
  }
  const all = method === undefined ? options : { ...options, methods: [method] }
  if (typeof view === 'function') {
    scaffold.addUrlRule(rule, undefined, view as View, all)
    return view
  }
  return decorator(pending, `${name}("${rule}")`, (decorated, endpoint) =>
    scaffold.addUrlRule(rule, undefined, decorated, { endpoint, ...all }),
  )
}

type Add = (view: View, endpoint?: string) => void

function decorator(pending: Set<string>, name: string, add: Add): unknown {
  pending.add(name)
  return (decorated: View, context?: DecoratorContext) => {
    pending.delete(name)
    if (context === undefined || typeof context !== 'object') {
      add(decorated)
      return decorated
    }
    if (context.kind !== 'method' || !context.static) {
      throw new TypeError(
        `@${name} decorates functions and static methods, and "${String(context.name)}" is neither. ` +
          'For a class with instances use MethodView.',
      )
    }
    const endpoint = String(context.name)
    context.addInitializer(function (this: unknown) {
      const bound = decorated.bind(this) as View
      add(bound, endpoint)
    })
    return decorated
  }
}
