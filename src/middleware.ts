import type { IncomingMessage } from 'node:http'
import type { App } from './app.ts'
import { ValueError } from './errors.ts'
import { parseListHeader } from './http/options-header.ts'
import { decodePath, withoutEndSlashes } from './http/target.ts'
import { readArguments } from './options.ts'
import { frontOf, setFront } from './request/incoming.ts'
import type { Listener } from './server/server.ts'

/** What `new ProxyFix` takes by name: how many proxies set each header. */
export interface ProxyFixOptions {
  /** `X-Forwarded-For`, the client's address; 1 unless given. */
  xFor?: number
  /** `X-Forwarded-Proto`, the scheme; 1 unless given. */
  xProto?: number
  /** `X-Forwarded-Host`, the host; 0 unless given. */
  xHost?: number
  /** `X-Forwarded-Port`, the port; 0 unless given. */
  xPort?: number
  /** `X-Forwarded-Prefix`, where the app is mounted; 0 unless given. */
  xPrefix?: number
}

/** What a middleware goes in front of: a listener, an app, or another middleware. */
export type Wrapped = Listener | { listener: Listener }

type Count = number | ProxyFixOptions
/** What `new ProxyFix` takes behind what it wraps. */
export type ProxyFixArguments = [
  xFor?: Count,
  xProto?: Count,
  xHost?: Count,
  xPort?: Count,
  xPrefix?: Count,
]

const counts = ['xFor', 'xProto', 'xHost', 'xPort', 'xPrefix'] as const

/**
 * Believes what proxies in front of the app say of a request. Werkzeug's `ProxyFix`:
 * `app.listener = new ProxyFix(app.listener, { xFor: 1, xProto: 1 })`.
 *
 * Each header is trusted as far as there are proxies that set it: with two, the second value from
 * the right counts. With a number that is too high clients can say what they like.
 */
export class ProxyFix {
  /** What answers. */
  readonly listener: Listener
  readonly #trusted: Readonly<Required<ProxyFixOptions>>

  /**
   * @param wrapped What is behind the proxies.
   * @param args How many proxies set each header: by name, or by place in the order of the names.
   */
  constructor(wrapped: Wrapped, ...args: ProxyFixArguments) {
    const options: ProxyFixOptions = readArguments(counts, args, 'ProxyFix')
    checkCounts(options)
    const { xFor = 1, xProto = 1, xHost = 0, xPort = 0, xPrefix = 0 } = options
    this.#trusted = { xFor, xProto, xHost, xPort, xPrefix }
    const next = listenerOf(wrapped)
    this.listener = (req, res) => {
      this.#fix(req)
      next(req, res)
    }
  }

  #fix(req: IncomingMessage): void {
    const { xFor, xProto, xHost, xPort, xPrefix } = this.#trusted
    const remoteAddr = trustedValue(req, 'x-forwarded-for', xFor)
    if (remoteAddr !== undefined) setFront(req, { remoteAddr })
    const scheme = trustedValue(req, 'x-forwarded-proto', xProto)
    if (scheme !== undefined) setFront(req, { scheme })
    const host = trustedValue(req, 'x-forwarded-host', xHost)
    if (host !== undefined) setFront(req, { host })
    const port = trustedValue(req, 'x-forwarded-port', xPort)
    const named = frontOf(req)?.host ?? req.headers.host
    if (port !== undefined && named) setFront(req, { host: `${withoutPort(named)}:${port}` })
    const prefix = trustedValue(req, 'x-forwarded-prefix', xPrefix)
    // One slash in front: a URL that begins with two would lead to another host.
    if (prefix !== undefined) {
      // A header holds one character for each byte of what is UTF-8, as every path is.
      const path = Buffer.from(prefix, 'latin1').toString()
      setFront(req, { scriptRoot: withoutEndSlashes(`/${path}`.replace(/^\/+/, '/')) })
    }
  }
}

function checkCounts(options: ProxyFixOptions): void {
  for (const [name, count] of Object.entries(options)) {
    if (count !== undefined && !(Number.isInteger(count) && count >= 0)) {
      throw new ValueError(
        `ProxyFix was given "${String(count)}" for ${name}, which is the number of proxies that set the header.`,
      )
    }
  }
}

function trustedValue(req: IncomingMessage, header: string, trusted: number): string | undefined {
  const text = req.headers[header]
  if (trusted === 0 || text === undefined) return undefined
  const values = parseListHeader(Array.isArray(text) ? text.join(',') : text)
  return values[values.length - trusted] || undefined
}

// An IPv6 address without a port ends in a bracket.
function withoutPort(host: string): string {
  return host.endsWith(']') ? host : host.replace(/:[^:]*$/, '')
}

/**
 * Sends requests to several apps by the beginning of their path. Werkzeug's `DispatcherMiddleware`:
 * `app.listener = new DispatcherMiddleware(app.listener, { '/api': api })`.
 */
export class DispatcherMiddleware {
  /** What answers. */
  readonly listener: Listener
  readonly #mounts: Map<string, Listener>
  readonly #longest: number

  /**
   * @param wrapped What answers when no mount does.
   * @param mounts Apps or listeners, by the path that they are mounted at.
   */
  constructor(wrapped: Wrapped, mounts: Readonly<Record<string, Wrapped>> = {}) {
    this.#mounts = new Map(
      Object.entries(mounts).map(([path, mounted]) => [checkedMount(path), listenerOf(mounted)]),
    )
    this.#longest = Math.max(
      0,
      ...[...this.#mounts.keys()].map((path) => Buffer.byteLength(path) * 3),
    )
    const otherwise = listenerOf(wrapped)
    this.listener = (req, res) => {
      const mounted = this.#enter(req)
      if (mounted === undefined) otherwise(req, res)
      else mounted(req, res)
    }
  }

  // The longest mount that the path is at or below; encoded letters and slashes count as plain ones.
  #enter(req: IncomingMessage): Listener | undefined {
    const target = frontOf(req)?.target ?? req.url ?? '/'
    const mark = target.indexOf('?')
    const path = mark < 0 ? target : target.slice(0, mark)
    const ends = [...path.slice(0, this.#longest + 3).matchAll(/\/|%2f/gi)].map(
      (slash) => slash.index,
    )
    if (path.length <= this.#longest) ends.push(path.length)
    for (const end of ends.reverse()) {
      const root = decodePath(path.slice(0, end))
      const mounted = this.#mounts.get(root)
      if (mounted === undefined) continue
      const rest = path.slice(end).replace(/^%2f/i, '/')
      setFront(req, {
        scriptRoot: (frontOf(req)?.scriptRoot ?? '') + root,
        target: (rest === '' ? '/' : rest) + (mark < 0 ? '' : target.slice(mark)),
        atRoot: rest === '',
      })
      return mounted
    }
    return undefined
  }
}

function checkedMount(path: string): string {
  if (/^\/.*[^/]$/s.test(path)) return path
  throw new ValueError(
    `An app cannot be mounted at "${path}". Begin the path with a slash, and end it without one.`,
  )
}

function listenerOf(wrapped: Wrapped | App): Listener {
  if (typeof wrapped === 'function') return wrapped
  if (typeof wrapped?.listener === 'function') return (req, res) => wrapped.listener(req, res)
  throw new TypeError('A middleware goes in front of an app or a listener, and was given neither.')
}
