import { type ConditionalOptions, makeConditional } from './conditional.ts'
import { type CookieOptions, dumpCookie } from './cookies.ts'
import { RuntimeError } from './errors.ts'
import { placeOf } from './http/header-list.ts'
import { findHeader, Headers, type HeadersInit } from './http/headers.ts'
import { escapeLocations } from './http/iri.ts'
import type { Markup } from './markup.ts'
import type { Request } from './request.ts'
import {
  type Body,
  type BodyPart,
  checkedPart,
  consumed,
  describe,
  isStream,
  toBuffer,
} from './response-body.ts'
import { withCharset } from './response-head.ts'
import { entityHeaders, type ResponseInit, ResponseStatus } from './response-status.ts'

type Stored = BodyPart | BodyPart[] | Exclude<Body, Markup>

/** A response. Flask's `Response`. */
export class Response extends ResponseStatus {
  /** The media type of responses that name none. */
  static defaultMimetype: string | null | undefined = 'text/html'
  /** The status of responses that name none. */
  static defaultStatus = 200

  readonly #flat: string[]
  #headers: Headers | undefined
  /** Passed on as it is: hooks cannot read or change the body. */
  directPassthrough = false
  #body: Stored

  /**
   * @param body Text, bytes, an array of both, or anything that gives them one by one.
   * @param status A number, a text such as `'404 Not Here'`, or all options in one object.
   * @param headers An object, pairs, or headers of any kind.
   * @param init The rest by name.
   */
  constructor(
    body?: Body | null,
    status?: number | string | null | ResponseInit,
    headers?: HeadersInit | null,
    init?: ResponseInit,
  ) {
    super()
    const named = typeof status === 'object' && status !== null ? status : init
    const code = typeof status === 'object' ? named?.status : (status ?? named?.status)
    const given = headers ?? named?.headers
    if (given === undefined || given === null) this.#flat = []
    else {
      this.#headers = new Headers(given)
      this.#flat = this.#headers.flat
    }
    this.status = code ?? (this.constructor as typeof Response).defaultStatus
    if (named?.directPassthrough) this.directPassthrough = true
    this.#setType(named)
    this.#body = ''
    if (body === undefined || body === null) this.#body = []
    else this.#setBody(body)
  }

  /** The headers. */
  get headers(): Headers {
    this.#headers ??= Headers.adopt(this.#flat)
    return this.#headers
  }

  #setType(named: ResponseInit | undefined): void {
    const flat = this.#flat
    if (named?.contentType !== undefined && named.contentType !== null) {
      this.headers.set('Content-Type', named.contentType)
      return
    }
    let type = named?.mimetype
    if (type === undefined || type === null) {
      if (findHeader(flat, 'content-type') !== undefined) return
      type = (this.constructor as typeof Response).defaultMimetype
      if (type === undefined || type === null) return
      if (type === 'text/html') {
        if (flat.length === 0) flat.push('Content-Type', 'text/html; charset=utf-8')
        else flat.unshift('Content-Type', 'text/html; charset=utf-8')
        return
      }
    }
    const text = type === 'application/json' ? type : withCharset(type)
    if (flat.length === 0) flat.push('Content-Type', text)
    else this.headers.set('Content-Type', text)
  }

  #setBody(body: Body): void {
    if (typeof body === 'string') this.setData(body)
    else if (body instanceof Uint8Array) this.setData(body)
    else if (Array.isArray(body)) this.#body = body.map(checkedPart)
    else if (typeof (body as Markup).__html__ === 'function') this.setData(String(body))
    else if (isStream(body)) this.#body = body as Stored
    else {
      throw new TypeError(
        `A response body is text, bytes, or something that gives them one by one, not ${describe(body)}.`,
      )
    }
  }

  /** The whole body as bytes. Set it with text or bytes. */
  get data(): Buffer {
    return this.getData()
  }

  set data(value: BodyPart) {
    this.setData(value)
  }

  /**
   * Gives the whole body.
   *
   * @param options With `asText` as text (UTF-8), as bytes otherwise.
   * @throws RuntimeError When the body is an async stream, or passed through.
   */
  getData(options?: { asText?: false }): Buffer
  getData(options: { asText: true }): string
  getData(options?: { asText?: boolean }): Buffer | string {
    const body = this.#sequence()
    if (options?.asText) return typeof body === 'string' ? body : toBuffer(body).toString('utf8')
    return toBuffer(body)
  }

  /** Replaces the body by text or bytes, and sets Content-Length. */
  setData(value: BodyPart): void {
    this.#body = value
    const length = typeof value === 'string' ? Buffer.byteLength(value) : value.byteLength
    const flat = this.#flat
    const place = placeOf(flat, 'content-length', 0)
    if (place < 0) flat.push('Content-Length', String(length))
    else this.headers.set('Content-Length', String(length))
  }

  /** What the body is made of, for a transport. */
  get body(): Body {
    return this.#body
  }

  /** Replaces the body by anything that `new Response` takes. Werkzeug's `response.response`. */
  set body(body: Body) {
    this.#setBody(body)
  }

  /** Whether the body comes piece by piece and its length is not known. */
  get isStreamed(): boolean {
    return !this.isSequence
  }

  /** Whether the whole body is in memory. */
  get isSequence(): boolean {
    return (
      typeof this.#body === 'string' ||
      this.#body instanceof Uint8Array ||
      Array.isArray(this.#body)
    )
  }

  /**
   * Gives the length of the body in bytes, for which a generator is read to its end; undefined when
   * the body cannot be had at once.
   */
  calculateContentLength(): number | undefined {
    try {
      return this.getData().length
    } catch (error) {
      if (error instanceof RuntimeError) return undefined
      throw error
    }
  }

  /** The body read as JSON; undefined when its type is another. */
  get json(): unknown {
    return this.getJson()
  }

  /**
   * Reads the body as JSON.
   *
   * @param options `force` reads it whatever its type, `silent` gives undefined when it is not JSON.
   */
  getJson<T = unknown>(options?: { force?: boolean; silent?: boolean }): T | undefined {
    if (!options?.force && !this.isJson) return undefined
    try {
      return JSON.parse(this.getData({ asText: true })) as T
    } catch (error) {
      if (options?.silent) return undefined
      throw error
    }
  }

  /** A writer that appends to the body. */
  get stream(): { write(part: BodyPart): number } {
    return {
      write: (part) => {
        const body = this.#sequence()
        const parts = Array.isArray(body) ? body : [body]
        parts.push(checkedPart(part))
        this.#body = parts
        this.headers.delete('Content-Length')
        return part.length
      },
    }
  }

  /**
   * Sets a cookie.
   *
   * @param key The name.
   * @param value The value, any text.
   * @param options `maxAge` in seconds, `expires`, `path` (`/`), `domain`, `secure`, `httpOnly`,
   *   `sameSite`, `partitioned`.
   * @throws ValueError When an attribute cannot be sent.
   */
  setCookie(key: string, value = '', options: CookieOptions = {}): void {
    this.headers.add('Set-Cookie', dumpCookie(key, value, options))
  }

  /** Deletes a cookie; path, domain and the flags must be those that it was set with. */
  deleteCookie(key: string, options: CookieOptions = {}): void {
    this.setCookie(key, '', { ...options, expires: 0, maxAge: 0 })
  }

  /** Makes the whole body available, computes Content-Length and the ETag. */
  freeze(): void {
    const body = toBuffer(this.#sequence())
    this.#body = [body]
    this.headers.set('Content-Length', String(body.length))
    this.addEtag()
  }

  /** The bytes an ETag is computed from. */
  protected override etagSource(): Buffer {
    return this.getData()
  }

  /** Gives names and values in turn, as they go out: with a length where it is known, without what the status forbids. */
  transportHeaders(): string[] {
    const code = this.statusCode
    if (code === 304) {
      for (const name of entityHeaders) this.headers.delete(name)
    } else if (code === 204 || code < 200) this.headers.delete('Content-Length')
    // No place is named where nobody ever asked for the headers.
    if (this.#headers !== undefined) escapeLocations(this.#flat)
    return this.#flat
  }

  /** Makes an instance of this class from a response of another. Werkzeug's `force_type`. */
  static forceType(response: Response): Response {
    const own: unknown = response
    if (own instanceof this) return own as Response
    const forced = new this(null)
    forced.headers.flat.splice(0, Infinity, ...response.headers.flat)
    forced.#body = response.#body
    forced.adoptFate(response)
    forced.directPassthrough = response.directPassthrough
    return forced
  }

  /**
   * Makes this the answer to a conditional or partial request: a 304, 412 or 206 where the request
   * asks for it. Werkzeug's `make_conditional`.
   *
   * @param request The request.
   * @param options `acceptRanges` allows parts, for which `completeLength` must be given.
   * @throws RequestedRangeNotSatisfiable (416) When the part does not exist.
   */
  makeConditional(request: Request, options: ConditionalOptions = {}): this {
    makeConditional(this, request, options)
    return this
  }

  #sequence(): BodyPart | BodyPart[] {
    const body = this.#body
    if (typeof body === 'string' || body instanceof Uint8Array || Array.isArray(body)) return body
    if (this.directPassthrough) {
      throw new RuntimeError(
        'The body is passed through as it is. Set directPassthrough to false before reading it.',
      )
    }
    const parts = consumed(body)
    this.#body = parts
    return parts
  }
}
