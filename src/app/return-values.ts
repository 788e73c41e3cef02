import { Readable } from 'node:stream'
import type { App } from '../app.ts'
import { HTTPException } from '../exceptions/index.ts'
import type { HeadersInit } from '../http/headers.ts'
import { hasHtml } from '../python/protocol.ts'
import { Tuple } from '../python/tuple.ts'
import type { Request } from '../request/request.ts'
import { type Body, isStream } from '../response/body.ts'
import { Response } from '../response/response.ts'

/**
 * Makes a response of what a view returned.
 *
 * @param app The app, whose response class and JSON are used.
 * @param value What was returned.
 * @param request The request that is answered, where there is one.
 * @throws TypeError When no response can be made of it.
 */
export function toResponse(app: App, value: unknown, request?: Request): Response {
  const responseClass = app.responseClass
  if (typeof value === 'string') return new responseClass(value)
  if (typeof value !== 'object' || value === null) throw noResponse(app, value, request)
  if (isPlainObject(value)) return app.json.response(value)
  if (value instanceof Response)
    return value instanceof responseClass ? value : responseClass.forceType(value)
  return ofOther(app, value, request)
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return !(Symbol.iterator in value || Symbol.asyncIterator in value)
}

function ofOther(app: App, value: object, request: Request | undefined): Response {
  const { responseClass } = app
  if (value instanceof HTTPException) return toResponse(app, value.getResponse(request), request)
  if (Array.isArray(value)) {
    if (value instanceof Tuple) throw noResponse(app, value, request)
    return app.json.response(refusedTuple(app, value, request))
  }
  if (value instanceof Uint8Array) return new responseClass(value)
  if (value instanceof globalThis.Response) return responseClass.forceType(ofWeb(value))
  return ofObject(app, value, request)
}

function ofObject(app: App, value: object, request: Request | undefined): Response {
  if (hasHtml(value)) return new app.responseClass(String(value))
  if (
    value instanceof Map ||
    value instanceof Set ||
    value instanceof WeakMap ||
    value instanceof WeakSet
  ) {
    throw noResponse(app, value, request)
  }
  if (value instanceof Error) throw value
  if (isIterator(value)) return new app.responseClass(value as Body)
  return app.json.response(value)
}

function ofWeb(web: globalThis.Response): Response {
  const response = new Response(web.body ?? '', web.status, web.headers)
  if (!web.headers.has('content-type')) response.headers.delete('Content-Type')
  // What came over the network has been unpacked by fetch, whatever its headers still say.
  if (web.url !== '' && web.headers.has('content-encoding') && web.body !== null) {
    response.headers.delete('Content-Encoding')
    response.headers.delete('Content-Length')
  }
  return response
}

// An object with data of its own is JSON; what gives pieces one by one is a stream.
function isIterator(value: object): boolean {
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return false
  return value instanceof Readable || isStream(value)
}

function refusedTuple(app: App, value: unknown[], request: Request | undefined): unknown[] {
  if (!app.debug || value.length < 2 || value.length > 3) return value
  const [body, status] = value
  const likeBody = typeof body === 'string' || (typeof body === 'object' && body !== null)
  if (
    likeBody &&
    Number.isInteger(status) &&
    (status as number) >= 100 &&
    (status as number) < 600
  ) {
    throw new TypeError(
      `${viewName(app, request)} returned an array that looks like Flask's (body, status). ` +
        'Return makeResponse(body, status, headers), or jsonify([…]) when it is meant as JSON.',
    )
  }
  return value
}

function noResponse(app: App, value: unknown, request: Request | undefined): TypeError {
  const name = viewName(app, request)
  if (value === undefined || value === null) {
    return new TypeError(`${name} returned ${value}, which is no answer. Did you forget return?`)
  }
  const kind = typeof value === 'object' ? `a ${value.constructor.name}` : `a ${typeof value}`
  const hint =
    typeof value === 'function'
      ? 'Was it meant to be called?'
      : value instanceof Map
        ? 'Return Object.fromEntries(map).'
        : value instanceof Set
          ? 'Return [...set].'
          : value instanceof Tuple
            ? 'Return makeResponse(body, status, headers), or [...tuple] for JSON.'
            : 'Return text, bytes, an object for JSON, a stream or a Response; jsonify(value) makes JSON of anything. Did you forget return?'
  return new TypeError(`${name} returned ${kind}, of which no response can be made. ${hint}`)
}

function viewName(app: App, request: Request | undefined): string {
  const endpoint = request?.endpoint
  if (endpoint === undefined || app.viewFunctions[endpoint] === undefined) return 'The function'
  return `The view "${endpoint}"`
}

/**
 * Makes a response of a body, a status and headers. Flask's `make_response` of a tuple.
 *
 * @param app The app.
 * @param given The arguments: body, status (or headers), headers.
 * @param request The request that is answered, where there is one.
 */
export function composeResponse(app: App, given: readonly unknown[], request?: Request): Response {
  if (given.length === 0) return new app.responseClass()
  const [body, second, third] = given
  const secondIsHeaders = typeof second === 'object' && second !== null
  const status = secondIsHeaders ? undefined : (second as number | string | null | undefined)
  const headers = (secondIsHeaders ? second : third) as HeadersInit | null | undefined
  // The length of a text is its own, whatever the headers say.
  if (typeof body === 'string' || body instanceof Uint8Array)
    return new app.responseClass(body, status, headers)
  const response = toResponse(app, body, request)
  if (status !== undefined && status !== null) response.status = status
  if (headers !== undefined && headers !== null) response.headers.update(headers)
  return response
}
