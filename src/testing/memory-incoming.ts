import { Readable } from 'node:stream'
import type { App } from '../app.ts'
import { Headers, type HeadersInit } from '../http/headers.ts'
import { checkOptions } from '../options.ts'
import { RequestBody } from '../request/body.ts'
import type { Front, Incoming } from '../request/incoming.ts'
import type { Request } from '../request/request.ts'
import { encodeQuery } from '../routing/quoting.ts'
import { encodeForm, type FormFile } from './form-data.ts'

/** What a request of the test client, or of `testRequestContext`, takes by name. */
export interface RequestOptions {
  /** The method; GET unless given. */
  method?: string
  /** The body: text, bytes, or an object that is sent as a form. */
  data?: string | Uint8Array | object | null
  /** A value that is sent as JSON. */
  json?: unknown
  /** The query: text, or an object. */
  queryString?: string | object | null
  headers?: HeadersInit | null
  /** User name and password for basic authentication. */
  auth?: readonly [string, string]
  /** The Content-Type of `data`. */
  contentType?: string | null
  /** The media type of `data`. */
  mimetype?: string | null
  /** Files of a form, by field. */
  files?: Record<string, FormFile | readonly FormFile[]>
  /** Scheme, host and root: `http://localhost/`. */
  baseUrl?: string
  /** The subdomain of SERVER_NAME. */
  subdomain?: string | null
  /** The scheme; `http` unless given. */
  urlScheme?: string | null
  /**
   * What a server would know of the request: `{ REMOTE_ADDR: '127.0.0.1' }`; `HTTP_X_FORWARDED_FOR`
   * and the like are headers, which those in `headers` go before.
   */
  environBase?: Record<string, string>
  /** The same, and goes before all else. */
  environOverrides?: Record<string, string>
}

/** A request that was made in memory. */
export class MemoryIncoming implements Incoming {
  readonly method: string
  readonly target: string
  readonly rawHeaders: readonly string[]
  readonly front: Front | undefined
  readonly remoteAddr: string | undefined
  readonly secure: boolean
  readonly serverName: string
  readonly raw = undefined
  readonly bytes: Buffer
  readonly #controller = new AbortController()
  #body: Readable | undefined

  constructor(parts: {
    method: string
    target: string
    rawHeaders: string[]
    bytes: Buffer
    host: string
    secure: boolean
    root: string
    remoteAddr: string
  }) {
    this.method = parts.method
    this.target = parts.target
    this.rawHeaders = parts.rawHeaders
    this.bytes = parts.bytes
    this.serverName = parts.host
    this.secure = parts.secure
    this.remoteAddr = parts.remoteAddr
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
  wholeBody(_request: Request): RequestBody {
    return new RequestBody(this.bytes)
  }
}

// The last one is of the client alone.
const optionNames = [
  ...['method', 'data', 'json', 'queryString', 'headers', 'auth', 'contentType', 'mimetype'],
  ...['files', 'baseUrl', 'subdomain', 'urlScheme', 'environBase', 'environOverrides'],
  'followRedirects',
]

/** Makes a request in memory. */
export function makeIncoming(app: App, path: string, options: RequestOptions): MemoryIncoming {
  checkOptions(options, optionNames, 'A request of the test client')
  const environ = { ...options.environBase, ...options.environOverrides }
  const base = new URL(options.baseUrl ?? defaultBase(app, options))
  const absolute = /^https?:\/\//i.test(path)
  const url = absolute ? new URL(path) : base
  const body = bodyOf(app, options)
  const headers = headersOf(options)
  const host = headers.get('host') ?? url.host
  const flat: string[] = headers.get('host') === null ? ['Host', host] : []
  flat.push(...headers.flat)
  if (body.type !== undefined && headers.get('content-type') === null)
    flat.push('Content-Type', body.type)
  if (body.bytes.length > 0 && headers.get('content-length') === null)
    flat.push('Content-Length', String(body.bytes.length))
  if (options.auth !== undefined) {
    flat.push('Authorization', `Basic ${Buffer.from(options.auth.join(':')).toString('base64')}`)
  }
  return new MemoryIncoming({
    method: (options.method ?? 'GET').toUpperCase(),
    target: targetOf(absolute ? url.pathname + url.search : path, options),
    rawHeaders: flat,
    bytes: body.bytes,
    host,
    secure: url.protocol === 'https:',
    root: base.pathname.replace(/\/+$/, ''),
    remoteAddr: environ['REMOTE_ADDR'] ?? '127.0.0.1',
  })
}

function headersOf({ headers, environBase, environOverrides }: RequestOptions): Headers {
  const all = new Headers(headers ?? undefined)
  for (const [name, value] of headersIn(environBase)) all.setDefault(name, value)
  for (const [name, value] of headersIn(environOverrides)) all.set(name, value)
  return all
}

function headersIn(environ: Record<string, string> = {}): [name: string, value: string][] {
  return Object.entries(environ)
    .filter(([key]) => key.startsWith('HTTP_'))
    .map(([key, value]) => [key.slice(5).replaceAll('_', '-'), value])
}

function defaultBase(app: App, options: RequestOptions): string {
  const name = app.config.SERVER_NAME ?? 'localhost'
  const host = options.subdomain ? `${options.subdomain}.${name}` : name
  return `${options.urlScheme ?? app.config.PREFERRED_URL_SCHEME}://${host}${app.config.APPLICATION_ROOT}`
}

function targetOf(path: string, options: RequestOptions): string {
  const rooted = path.startsWith('/') ? path : `/${path}`
  // What is not ASCII is sent as a browser sends it.
  const target = rooted.replace(/[^!-~]+/g, (run) => encodeURIComponent(run)).replace(/#.*$/, '')
  const { queryString: query } = options
  if (query === undefined || query === null) return target
  const text = typeof query === 'string' ? query : encodeQuery(Object.entries(query))
  return `${target}${target.includes('?') ? '&' : '?'}${text}`
}

function bodyOf(app: App, options: RequestOptions): { bytes: Buffer; type: string | undefined } {
  const type = options.contentType ?? options.mimetype ?? undefined
  if (options.json !== undefined) {
    return { bytes: Buffer.from(app.json.dumps(options.json)), type: type ?? 'application/json' }
  }
  const { data } = options
  if (typeof data === 'string') return { bytes: Buffer.from(data), type }
  if (data instanceof Uint8Array) return { bytes: Buffer.from(data), type }
  if ((data === undefined || data === null) && options.files === undefined)
    return { bytes: Buffer.alloc(0), type }
  return encodeForm((data ?? {}) as object, options.files ?? {}, type)
}
