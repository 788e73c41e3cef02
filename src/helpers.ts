import { endpointOfView } from './app/endpoints.ts'
import type { AfterRequestCallable, URLDefaultCallable, UrlForArgs } from './app/route-types.ts'
import { type ByScope, refusePromise } from './app/scaffold.ts'
import { type Context, currentContext, requireContext } from './context/context.ts'
import { RuntimeError, ValueError } from './errors.ts'
import { Aborter, type AbortOptions } from './exceptions/aborter.ts'
import type { Described } from './exceptions/http-exception.ts'
import type { HeadersInit } from './http/headers.ts'
import { blueprintOf, blueprintPath } from './request/request.ts'
import { redirectResponse } from './response/redirect.ts'
import { Response } from './response/response.ts'
import type { MapAdapter } from './routing/adapter.ts'
import { BuildError } from './routing/build-error.ts'
import { quoteAnchor } from './routing/quoting.ts'

/** Tells whether a request is being handled. Flask's `has_request_context`. */
export function hasRequestContext(): boolean {
  return currentContext()?.hasRequest === true
}

/** Tells whether there is an app context. Flask's `has_app_context`. */
export function hasAppContext(): boolean {
  return currentContext() !== undefined
}

/**
 * Makes a response to set its status, headers or cookies. Flask's `make_response`.
 *
 * @param body What a view may return; an empty response without it.
 * @param status A number or text, or the headers.
 * @param headers The headers.
 */
export function makeResponse(): Response
export function makeResponse(body: unknown, headers?: HeadersInit | null): Response
export function makeResponse(
  body: unknown,
  status?: number | string | null,
  headers?: HeadersInit | null,
): Response
export function makeResponse(...given: unknown[]): Response {
  return requireContext('makeResponse').app.makeResponse(...given)
}

/** Makes a JSON response of one value, of several as an array, of none as null. Flask's `jsonify`. */
export function jsonify(...values: unknown[]): Response {
  return requireContext('jsonify').app.json.response(...values)
}

/**
 * Makes a redirect. Flask's `redirect`.
 *
 * @param location Where to.
 * @param code 301, 302, 303, 305, 307 or 308; 302 unless given. Or the options: `code`, `response`.
 * @param responseClass The class of the response; that of the app unless given.
 */
export function redirect(
  location: string,
  code: number | { code?: number; response?: typeof Response; Response?: typeof Response } = 302,
  responseClass?: typeof Response | null,
): Response {
  const options = typeof code === 'number' ? { code } : code
  const given = options.response ?? options.Response ?? responseClass ?? undefined
  const app = currentContext()?.app
  if (given === undefined && app !== undefined) return app.redirect(location, options.code ?? 302)
  return redirectResponse(location, options.code ?? 302, given ?? Response)
}

/**
 * Ends the request with an HTTP error, from the app's `aborter` where there is one. Flask's `abort`.
 *
 * @param code A status code, or a response that is sent as it is.
 * @param description The text of the error page, or the options.
 * @param options What the class of the error takes by name.
 */
export function abort(
  code: number | Response,
  description?: Described<AbortOptions>,
  options?: AbortOptions,
): never
export function abort(
  code: 405,
  validMethods: readonly string[],
  description?: Described<AbortOptions>,
  options?: AbortOptions,
): never
export function abort(
  code: 416,
  length: number | null,
  units?: string | null,
  description?: Described<AbortOptions>,
  options?: AbortOptions,
): never
export function abort(code: number | Response, ...args: unknown[]): never {
  const aborter = currentContext()?.app.aborter ?? new Aborter()
  return aborter.abort(code, ...args)
}

/** Registers a function that is handed the response of this request alone, and returns it. Flask's `after_this_request`. */
export function afterThisRequest<F extends AfterRequestCallable>(fn: F): F {
  const ctx = requireContext('afterThisRequest')
  void ctx.request
  ctx.owner.app.afterThisRequest(fn, ctx.owner)
  return fn
}

/**
 * Gives a function that runs with this request and session whenever it is called. Called outside of
 * the request it has a `g` of its own, and the functions at the end of a request run after it.
 * Flask's `copy_current_request_context`.
 */
export function copyCurrentRequestContext<F extends (...args: never[]) => unknown>(fn: F): F {
  const ctx = requireContext('copyCurrentRequestContext')
  void ctx.request
  const wrapped = function (this: unknown, ...args: never[]): unknown {
    return ctx.copy().run(() => fn.apply(this, args))
  }
  Object.defineProperty(wrapped, 'name', { value: fn.name, configurable: true })
  return wrapped as F
}

/**
 * Builds the URL of an endpoint. Flask's `url_for`.
 *
 * @param endpoint The endpoint, a leading dot for the blueprint of the request; or a view.
 * @param values The arguments of the rule; the rest becomes the query. `_external` gives a whole
 *   URL, `_anchor`, `_method` and `_scheme` do what they say.
 * @throws BuildError When no rule fits.
 */
export function urlFor<E extends string | ((args: never) => unknown)>(
  endpoint: E,
  ...values: UrlForArgs<E>
): string {
  const ctx = requireContext('urlFor')
  const name = typeof endpoint === 'string' ? endpoint : endpointOfView(endpoint)
  if (name === undefined) {
    throw new ValueError(
      `The view "${(endpoint as { name?: string }).name ?? ''}" was not registered for any rule, so it has no URL.`,
    )
  }
  return ctx.app.urlFor(name, (values[0] ?? {}) as Record<string, unknown>)
}

/** Builds the URL of an endpoint in a context. */
export function buildUrl(ctx: Context, endpoint: string, given: Record<string, unknown>): string {
  const { app } = ctx
  const { _external, _anchor, _method, _scheme, ...values } = given
  const request = ctx.hasRequest ? ctx.request : undefined
  // Within a request its own app knows the addresses, whichever app's context is entered besides.
  const adapter = (request?.app ?? app).createUrlAdapter(request)
  const name = request === undefined ? endpoint : fullName(endpoint, request.blueprint)
  if (adapter === undefined) {
    throw new RuntimeError(
      'No URL can be built outside of a request: the server is not known. Set SERVER_NAME, and APPLICATION_ROOT and PREFERRED_URL_SCHEME where they differ.',
    )
  }
  const external =
    _external ?? (request === undefined || (_scheme !== undefined && _scheme !== null))
  if (_scheme !== undefined && _scheme !== null && !external) {
    throw new ValueError("When specifying '_scheme', '_external' must be True.")
  }
  app.injectUrlDefaults(name, values)
  try {
    const url = build(adapter, name, values, { method: _method, scheme: _scheme, external })
    return _anchor === undefined || _anchor === null
      ? url
      : `${url}#${quoteAnchor(String(_anchor))}`
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    Object.assign(values, { _anchor, _method, _scheme, _external: external })
    return app.handleUrlBuildError(error, name, values)
  }
}

function build(
  adapter: MapAdapter,
  name: string,
  values: Record<string, unknown>,
  options: { method: unknown; scheme: unknown; external: unknown },
): string {
  return adapter.build(name, values, {
    method: typeof options.method === 'string' ? options.method : undefined,
    urlScheme: typeof options.scheme === 'string' ? options.scheme : undefined,
    forceExternal: Boolean(options.external),
  })
}

function fullName(endpoint: string, blueprint: string | undefined): string {
  if (!endpoint.startsWith('.')) return endpoint
  return blueprint === undefined ? endpoint.slice(1) : `${blueprint}${endpoint}`
}

/** Lets the functions of `urlDefaults` change the values of a URL. */
export function injectDefaults(
  urlDefaultFunctions: ByScope<URLDefaultCallable[]>,
  endpoint: string,
  values: Record<string, unknown>,
): void {
  const blueprint = blueprintOf(endpoint)
  const names = blueprint === undefined ? [''] : ['', ...blueprintPath(blueprint).reverse()]
  for (const name of names) {
    for (const fn of urlDefaultFunctions[name] ?? [])
      refusePromise(fn(endpoint, values), 'urlDefaults')
  }
}
