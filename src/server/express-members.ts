import { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { dumpCookie } from '../http/cookies.ts'
import { frontOf } from '../request/incoming.ts'

/** What `req.app` tells middleware that was written for Express. */
export interface ExpressHost {
  /** Settings of Express; none is set. */
  get(name: string): unknown
  enabled(name: string): boolean
}

/** Gives request and response the members of Express that common middleware needs, read when asked for. */
export function addExpressMembers(
  req: IncomingMessage,
  res: ServerResponse,
  host: ExpressHost,
): void {
  if (!(req instanceof ExpressRequest)) Object.setPrototypeOf(req, ExpressRequest.prototype)
  if (!(res instanceof ExpressResponse)) Object.setPrototypeOf(res, ExpressResponse.prototype)
  pairs.set(req, { res, host })
  pairs.set(res, { req, host })
  ;(req as { res?: unknown }).res ??= res
  ;(res as unknown as { req?: unknown }).req ??= req
}

const pairs = new WeakMap<
  object,
  { req?: IncomingMessage; res?: ServerResponse; host: ExpressHost }
>()

class ExpressRequest extends IncomingMessage {
  get app(): ExpressHost | undefined {
    return pairs.get(this)?.host
  }

  get ip(): string | undefined {
    return frontOf(this)?.remoteAddr ?? this.socket?.remoteAddress
  }

  get ips(): string[] {
    return []
  }

  get protocol(): string {
    return (
      frontOf(this)?.scheme ??
      ((this.socket as TLSSocket | undefined)?.encrypted ? 'https' : 'http')
    )
  }

  get secure(): boolean {
    return this.protocol === 'https'
  }

  get host(): string {
    return frontOf(this)?.host ?? this.headers.host ?? ''
  }

  get hostname(): string {
    return this.host.replace(/:\d*$/, '')
  }

  get path(): string {
    return (this.url ?? '/').replace(/[?#].*$/s, '')
  }

  get query(): Record<string, string | string[]> {
    const query: Record<string, string | string[]> = Object.create(null)
    const text = (this.url ?? '').split('?', 2)[1] ?? ''
    for (const [name, value] of new URLSearchParams(text)) {
      query[name] = name in query ? [query[name], value].flat() : value
    }
    keep(this, 'query', query)
    return query
  }

  set query(value: unknown) {
    keep(this, 'query', value)
  }

  get xhr(): boolean {
    return this.get('X-Requested-With')?.toLowerCase() === 'xmlhttprequest'
  }

  get(name: string): string | undefined {
    const key = name.toLowerCase()
    const value = this.headers[key === 'referrer' ? 'referer' : key]
    return Array.isArray(value) ? value.join(', ') : value
  }

  header(name: string): string | undefined {
    return this.get(name)
  }
}

type HeaderValue = string | number | readonly string[]

interface ExpressCookieOptions {
  maxAge?: number | null
  expires?: Date
  path?: string
  domain?: string
  secure?: boolean
  httpOnly?: boolean
  sameSite?: boolean | string
  signed?: boolean
  partitioned?: boolean
  encode?: (text: string) => string
}

class ExpressResponse extends ServerResponse {
  get app(): ExpressHost | undefined {
    return pairs.get(this)?.host
  }

  get locals(): Record<string, unknown> {
    const locals: Record<string, unknown> = Object.create(null)
    keep(this, 'locals', locals)
    return locals
  }

  set locals(value: unknown) {
    keep(this, 'locals', value)
  }

  status(code: number): this {
    this.statusCode = code
    return this
  }

  sendStatus(code: number): this {
    return this.status(code).type('txt').send(String(code))
  }

  set(name: string | Record<string, HeaderValue>, value?: HeaderValue): this {
    if (typeof name === 'string')
      this.setHeader(name, typeof value === 'number' ? String(value) : (value ?? ''))
    else for (const [one, given] of Object.entries(name)) this.set(one, given)
    return this
  }

  header(name: string | Record<string, HeaderValue>, value?: HeaderValue): this {
    return this.set(name, value)
  }

  get(name: string): number | string | string[] | undefined {
    return this.getHeader(name)
  }

  append(name: string, value: string | readonly string[]): this {
    this.appendHeader(name, value)
    return this
  }

  vary(name: string): this {
    this.appendHeader('Vary', name)
    return this
  }

  // Express counts maxAge in milliseconds.
  cookie(name: string, value: unknown, options: ExpressCookieOptions = {}): this {
    const {
      maxAge,
      httpOnly,
      sameSite,
      signed: _signed,
      encode = encodeURIComponent,
      ...rest
    } = options
    const text =
      typeof value === 'object' && value !== null ? `j:${JSON.stringify(value)}` : String(value)
    const site = sameSite === true ? 'Strict' : sameSite === false ? undefined : sameSite
    const seconds = maxAge === undefined || maxAge === null ? undefined : Math.floor(maxAge / 1000)
    const cookie = dumpCookie(name, encode(text), {
      ...rest,
      httpOnly,
      sameSite: site,
      maxAge: seconds,
    })
    return this.append('Set-Cookie', cookie)
  }

  clearCookie(name: string, options: ExpressCookieOptions = {}): this {
    return this.cookie(name, '', { ...options, expires: new Date(1), maxAge: undefined })
  }

  type(type: string): this {
    const known: Record<string, string> = {
      html: 'text/html; charset=utf-8',
      json: 'application/json; charset=utf-8',
      txt: 'text/plain; charset=utf-8',
    }
    return this.set('Content-Type', known[type] ?? type)
  }

  json(value: unknown): this {
    if (!this.hasHeader('Content-Type')) this.type('json')
    return this.send(JSON.stringify(value))
  }

  send(body?: unknown): this {
    if (body !== null && typeof body === 'object' && !(body instanceof Uint8Array))
      return this.json(body)
    const bytes = body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(String(body ?? ''))
    if (!this.hasHeader('Content-Type'))
      this.type(body instanceof Uint8Array ? 'application/octet-stream' : 'html')
    this.setHeader('Content-Length', bytes.length)
    this.end(pairs.get(this)?.req?.method === 'HEAD' ? undefined : bytes)
    return this
  }

  redirect(codeOrUrl: number | string, url?: string): void {
    this.status(typeof codeOrUrl === 'number' ? codeOrUrl : 302)
    this.set(
      'Location',
      encodeURI(decodedSafely(typeof codeOrUrl === 'string' ? codeOrUrl : (url ?? '/'))),
    )
    this.send('')
  }
}

function decodedSafely(url: string): string {
  try {
    return decodeURI(url)
  } catch {
    return url
  }
}

// The first read makes the value, which then stands on the object itself.
function keep(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: true,
  })
}
