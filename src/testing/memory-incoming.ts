import { Readable } from 'node:stream'
import type { App } from '../app.ts'
import { ValueError } from '../errors.ts'
import { Authorization } from '../http/authorization.ts'
import type { Headers } from '../http/headers.ts'
import { withoutEndSlashes } from '../http/target.ts'
import type { RequestBody } from '../request/body.ts'
import { wholeBody } from '../request/body-reader.ts'
import type { Front, Incoming } from '../request/incoming.ts'
import type { Request } from '../request/request.ts'
import { withCharset } from '../response/head.ts'
import { encodeQuery } from '../routing/quoting.ts'
import { encodeForm, pairsOf } from './form-data.ts'
import { requestHeaders } from './request-headers.ts'
import type { RequestOptions } from './request-options.ts'

interface IncomingParts {
  method: string
  target: string
  rawHeaders: string[]
  bytes: Buffer
  host: string
  secure: boolean
  root: string
  remoteAddr: string
  environ: Readonly<Record<string, string>>
}

/** A request that was made in memory. */
export class MemoryIncoming implements Incoming {
  readonly method: string
  readonly target: string
  readonly rawHeaders: string[]
  readonly front: Front | undefined
  readonly remoteAddr: string | undefined
  readonly secure: boolean
  readonly serverName: string
  readonly environ: Readonly<Record<string, string>>
  readonly raw = undefined
  readonly bytes: Buffer
  readonly #controller = new AbortController()
  #body: Readable | undefined

  constructor(parts: IncomingParts) {
    this.method = parts.method
    this.target = parts.target
    this.rawHeaders = parts.rawHeaders
    this.bytes = parts.bytes
    this.serverName = parts.host
    this.secure = parts.secure
    this.remoteAddr = parts.remoteAddr
    this.environ = parts.environ
    this.front = parts.root === '' ? undefined : { scriptRoot: parts.root }
  }

  get hasBody(): boolean {
    return this.bytes.length > 0
  }

  get body(): Readable {
    this.#body ??= Readable.from([this.bytes], { objectMode: false })
    return this.#body
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Gives the body as one that has been read. */
  wholeBody(request: Request): RequestBody {
    return wholeBody(request, this.bytes)
  }
}

/** Makes a request in memory. */
export function makeIncoming(app: App, path: string, options: RequestOptions): MemoryIncoming {
  checkCombination(path, options)
  const environ = { ...options.environBase, ...options.environOverrides }
  const overrides = options.environOverrides ?? {}
  const absolute = /^https?:\/\//i.test(path)
  const base = new URL(options.baseUrl ?? defaultBase(app, options))
  const url = absolute ? new URL(path) : base
  const headers = headersOf(options)
  const host = headers.get('host') ?? url.host
  const body = bodyOf(app, options, headers.get('content-type') ?? undefined)
  if (body.type !== undefined) headers.set('Content-Type', body.type)
  if (body.bytes.length > 0) headers.setDefault('Content-Length', String(body.bytes.length))
  const scheme = overrides['wsgi.url_scheme'] ?? url.protocol.slice(0, -1)
  return new MemoryIncoming({
    method: overrides['REQUEST_METHOD'] ?? (options.method ?? 'GET').toUpperCase(),
    target: targetOf(absolute ? url.pathname + url.search : path, options),
    rawHeaders: headers.has('host') ? headers.flat : ['Host', host, ...headers.flat],
    bytes: body.bytes,
    host,
    secure: scheme === 'https',
    root: overrides['SCRIPT_NAME'] ?? decoded(withoutEndSlashes(base.pathname)),
    remoteAddr: environ['REMOTE_ADDR'] ?? '127.0.0.1',
    environ,
  })
}

function checkCombination(path: string, options: RequestOptions): void {
  const { baseUrl, subdomain, urlScheme, data, json, queryString } = options
  if (baseUrl && (subdomain || urlScheme)) {
    throw new TypeError('A baseUrl has a host and a scheme: leave out subdomain and urlScheme.')
  }
  if (json !== undefined && data !== undefined && data !== null) {
    throw new TypeError('A request has one body: give data or json, not both.')
  }
  if (queryString !== undefined && queryString !== null && path.includes('?')) {
    throw new ValueError(`The path "${path}" has a query: leave it out, or queryString.`)
  }
}

function headersOf({ headers, auth, environBase, environOverrides }: RequestOptions): Headers {
  const all = requestHeaders(headers)
  if (auth !== undefined && auth !== null) all.set('Authorization', authorizationText(auth))
  for (const [name, value] of requestHeaders(headersIn(environBase))) {
    if (!all.has(name)) all.flat.push(name, value)
  }
  for (const [name, value] of requestHeaders(headersIn(environOverrides))) {
    all.delete(name)
    all.flat.push(name, value)
  }
  return all
}

function authorizationText(auth: NonNullable<RequestOptions['auth']>): string {
  if (auth instanceof Authorization) return auth.toHeader()
  if (!Array.isArray(auth) || auth.length !== 2) {
    throw new TypeError(
      "auth takes ['name', 'password'], or an Authorization: new Authorization('bearer', null, 'token').",
    )
  }
  return `Basic ${Buffer.from(auth.join(':')).toString('base64')}`
}

function headersIn(environ: Record<string, string> = {}): [name: string, value: string][] {
  return Object.entries(environ)
    .filter(([key]) => key.startsWith('HTTP_') || key === 'CONTENT_TYPE')
    .map(([key, value]) => [key.replace(/^HTTP_/, '').replaceAll('_', '-'), value])
}

function defaultBase(app: App, options: RequestOptions): string {
  const name = app.config.SERVER_NAME ?? 'localhost'
  const host = options.subdomain ? `${options.subdomain}.${name}` : name
  const root = app.config.APPLICATION_ROOT.replace(/^\/*/, '/')
  return `${options.urlScheme ?? app.config.PREFERRED_URL_SCHEME}://${host}${root}`
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

// What is not ASCII is sent as a browser sends it.
function ascii(text: string): string {
  return text.replace(/[^!-~]+/g, (run) => encodeURIComponent(run))
}

function targetOf(path: string, options: RequestOptions): string {
  const { PATH_INFO: info, QUERY_STRING: overridden } = options.environOverrides ?? {}
  const rooted = (info ?? path).replace(/^(?!\/)/, '/')
  const target = ascii(rooted).replace(/#.*$/, '')
  const query = overridden ?? options.queryString
  if (query === undefined || query === null) return target
  const text = typeof query === 'string' ? ascii(query) : encodeQuery(pairsOf(query))
  return text === '' ? target : `${target.replace(/\?.*$/, '')}?${text}`
}

interface BodyParts {
  bytes: Buffer
  type: string | undefined
}

function bodyOf(app: App, options: RequestOptions, sent: string | undefined): BodyParts {
  const { data, json, files, mimetype } = options
  const given = mimetype ? withCharset(mimetype) : (options.contentType ?? undefined)
  if (json !== undefined) {
    const type = given ?? sent ?? 'application/json'
    return { bytes: Buffer.from(app.json.dumps(json)), type }
  }
  if (typeof data === 'string' || data instanceof Uint8Array)
    return { bytes: Buffer.from(data as string), type: given }
  if ((data === undefined || data === null) && files === undefined)
    return { bytes: Buffer.alloc(0), type: given }
  return encodeForm(data ?? {}, files ?? {}, given ?? sent)
}
