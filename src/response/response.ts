import { currentContext } from '../context/context.ts'
import type { HTTPException } from '../exceptions/http-exception.ts'
import { type CookieOptions, cookieOptions, dumpCookie } from '../http/cookies.ts'
import { findHeader, type HeadersInit } from '../http/headers.ts'
import { isPlainObject, readArguments } from '../options.ts'
import { setOwn } from '../own-property.ts'
import type { Request } from '../request/request.ts'
import type { Body } from './body.ts'
import { type ConditionalOptions, makeConditional } from './conditional.ts'
import { ResponseContent } from './content.ts'
import { withCharset } from './head.ts'
import type { ResponseInit } from './status.ts'

/** A response. Flask's `Response`. */
export class Response extends ResponseContent {
  /** The media type of responses that name none. */
  static defaultMimetype: string | null | undefined = 'text/html'
  /** The status of responses that name none. */
  static defaultStatus = 200

  /** Whether a relative Location is made absolute when it is sent. */
  static autocorrectLocationHeader = false

  /** Whether a relative Location is made absolute when it is sent; what its class says unless set. */
  get autocorrectLocationHeader(): boolean {
    return (this.constructor as typeof Response).autocorrectLocationHeader
  }

  set autocorrectLocationHeader(value: boolean) {
    setOwn(this, 'autocorrectLocationHeader', value)
  }

  /**
   * @param body Text, bytes, an array of both, or anything that gives them one by one.
   * @param status A number, a text such as `'404 Not Here'`, or all options in one object.
   * @param headers An object, pairs, or headers of any kind; or the rest by name, where it has
   *   `mimetype` or `contentType`, which are no names of headers.
   * @param init The media type, or the rest by name.
   */
  constructor(
    body?: Body | null,
    status?: number | string | null | ResponseInit,
    headers?: HeadersInit | ResponseInit | null,
    init?: ResponseInit | string | null,
  ) {
    const given =
      (status ?? headers ?? init) === undefined ? nothing : readGiven(status, headers, init)
    super(given.headers)
    this.status = given.status ?? (this.constructor as typeof Response).defaultStatus
    const { named } = given
    if (named === undefined) this.#setDefaultType()
    else this.#setType(named)
    this.body = body ?? []
  }

  #setType({ contentType, mimetype, directPassthrough }: ResponseInit): void {
    if (directPassthrough) this.directPassthrough = true
    if (contentType !== undefined && contentType !== null)
      this.headers.set('Content-Type', contentType)
    else if (mimetype === undefined || mimetype === null) this.#setDefaultType()
    else if (this.flat.length === 0) this.flat.push('Content-Type', withCharset(mimetype))
    else this.headers.set('Content-Type', withCharset(mimetype))
  }

  #setDefaultType(): void {
    const { flat } = this
    if (flat.length > 0 && findHeader(flat, 'content-type') !== undefined) return
    const { defaultMimetype } = this.constructor as typeof Response
    if (defaultMimetype === undefined || defaultMimetype === null) return
    if (flat.length === 0) flat.push('Content-Type', withCharset(defaultMimetype))
    else flat.unshift('Content-Type', withCharset(defaultMimetype))
  }

  /** The body read as JSON; undefined when its type is another. */
  get json(): unknown {
    return this.getJson()
  }

  /**
   * Reads the body as JSON.
   *
   * @param args `force` reads it whatever its type, `silent` gives undefined when it is not JSON:
   *   by place or by name.
   */
  getJson<T = unknown>(
    ...args: [force?: boolean, silent?: boolean] | [{ force?: boolean; silent?: boolean }]
  ): T | undefined {
    const { force, silent } = readArguments(['force', 'silent'], args, 'getJson()')
    if (!force && !this.isJson) return undefined
    try {
      return JSON.parse(this.getData({ asText: true })) as T
    } catch (error) {
      if (silent) return undefined
      throw error
    }
  }

  /**
   * Sets a cookie. One over `config.MAX_COOKIE_SIZE` is logged, as browsers may drop it.
   *
   * @param key The name.
   * @param value The value, any text.
   * @param options `maxAge` in seconds, `expires`, `path` (`/`), `domain`, `secure`, `httpOnly`,
   *   `sameSite`, `partitioned`: by name, or by place in this order.
   * @throws ValueError When an attribute cannot be sent.
   */
  setCookie(
    key: string,
    value = '',
    options: CookieOptions | number | null = {},
    ...more: unknown[]
  ): void {
    const named = readArguments(cookieOptions, [options, ...more], 'setCookie()')
    const cookie = dumpCookie(key, value, named)
    warnOfSize(key, cookie.length)
    this.headers.add('Set-Cookie', cookie)
  }

  /**
   * Deletes a cookie; path, domain and the flags must be those that it was set with.
   *
   * @param key The name.
   * @param options What it was set with; `path` and `domain` also by place.
   */
  deleteCookie(key: string, options: CookieOptions | string | null = {}, ...more: unknown[]): void {
    const places = ['path', 'domain', ...cookieOptions]
    const named = readArguments(places, [options, ...more], 'deleteCookie()')
    this.setCookie(key, '', { ...named, expires: 0, maxAge: 0 })
  }

  /**
   * Makes an instance of this class from a response of another, or from an HTTP error. Werkzeug's
   * `force_type`.
   *
   * @param response The response or the error.
   * @param request The request that an error answers.
   */
  static forceType(response: Response | HTTPException, request?: Request): Response {
    const own: unknown = 'getResponse' in response ? response.getResponse(request) : response
    if (own instanceof this) return own as Response
    const forced = new this(null)
    forced.adopt(own as Response)
    return forced
  }

  /**
   * Makes this the answer to a conditional or partial request: a 304, 412 or 206 where the request
   * asks for it. Werkzeug's `make_conditional`.
   *
   * @param request The request.
   * @param options `acceptRanges` allows parts, for which `completeLength` must be given: by name,
   *   or by place in this order.
   * @throws RequestedRangeNotSatisfiable (416) When the part does not exist.
   */
  makeConditional(
    request: Request,
    options: ConditionalOptions | boolean | string = {},
    completeLength?: number | null,
  ): this {
    const named = typeof options === 'object' ? options : { acceptRanges: options, completeLength }
    makeConditional(this, request, named)
    return this
  }
}

function namesType(
  headers: HeadersInit | ResponseInit | null | undefined,
): headers is ResponseInit {
  return (
    typeof headers === 'object' &&
    headers !== null &&
    ('mimetype' in headers || 'contentType' in headers) &&
    isPlainObject(headers)
  )
}

function warnOfSize(key: string, size: number): void {
  const app = currentContext()?.app
  const limit = app?.config.MAX_COOKIE_SIZE
  if (!limit || size <= limit) return
  app?.logger.warn(
    `The cookie "${key}" is ${size} bytes long with its attributes, and browsers may drop what is over ${limit}. ` +
      'Store less in it, or set MAX_COOKIE_SIZE to 0.',
  )
}

interface Given {
  readonly status?: number | string | null
  readonly headers?: HeadersInit | null
  readonly named?: ResponseInit
}

const nothing: Given = {}

function readGiven(
  status: number | string | null | ResponseInit | undefined,
  headers: HeadersInit | ResponseInit | null | undefined,
  init: ResponseInit | string | null | undefined,
): Given {
  const isRest = init === undefined && namesType(headers)
  const rest = isRest ? headers : restOf(init)
  const isNamed = typeof status === 'object' && status !== null
  const named = isNamed ? status : rest
  return {
    status: isNamed ? named?.status : (status ?? named?.status),
    headers: (isRest ? undefined : (headers as HeadersInit | null | undefined)) ?? named?.headers,
    named,
  }
}

function restOf(init: ResponseInit | string | null | undefined): ResponseInit | undefined {
  return typeof init === 'string' ? { mimetype: init } : (init ?? undefined)
}
