import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Aborter } from '../exceptions/aborter.ts'
import { HTTPException } from '../exceptions/index.ts'
import { withoutEndSlashes } from '../http/target.ts'
import { addExpressMembers, type ExpressHost } from './express-members.ts'

/** Continues with the next middleware; with an error, with the next one that takes errors. */
export type NextFunction = (error?: unknown) => void
/** Middleware of Connect or Express. */
// biome-ignore lint/suspicious/noExplicitAny: packages declare their own request and response
export type ConnectMiddleware = (req: any, res: any, next: NextFunction) => unknown
/** Middleware of Connect or Express that is asked when one before it failed. */
// biome-ignore lint/suspicious/noExplicitAny: packages declare their own request and response
export type ConnectErrorMiddleware = (error: any, req: any, res: any, next: NextFunction) => unknown
type Handler = ConnectMiddleware | ConnectErrorMiddleware
/** What `use` takes: middleware, or lists of it. */
export type ConnectHandler = Handler | readonly ConnectHandler[]

interface Layer {
  path: string
  handler: Handler
}

interface Urls {
  url?: string
  originalUrl?: string
  baseUrl?: string
}

/** Middleware of Connect and Express, in the order in which it was added. */
export class ConnectStack {
  readonly #layers: Layer[] = []
  readonly #host: ExpressHost

  /** @param host What `req.app` tells middleware of the app. */
  constructor(host: ExpressHost) {
    this.#host = host
  }

  /** Adds middleware for the paths at or below one. */
  add(path: string, handler: ConnectHandler): void {
    if (typeof handler === 'function') {
      this.#layers.push({ path: withoutEndSlashes(path), handler })
      return
    }
    if (!Array.isArray(handler))
      throw new TypeError(
        `use() takes middleware: functions (req, res, next), and was given ${String(handler)}.`,
      )
    for (const one of handler) this.add(path, one)
  }

  /**
   * Runs the middleware, then what comes after it.
   *
   * @param req The request.
   * @param res The response.
   * @param done Is called when the last one has called `next`, with the error if one was left.
   */
  run(req: IncomingMessage, res: ServerResponse, done: NextFunction): void {
    addExpressMembers(req, res, this.#host)
    const urls = req as Urls
    urls.originalUrl ??= urls.url
    this.#step(0, undefined, { req, res, done })
  }

  #step(
    index: number,
    error: unknown,
    run: { req: IncomingMessage; res: ServerResponse; done: NextFunction },
  ): void {
    let place = index
    while (place < this.#layers.length && !takes(this.#layers[place], run.req, error)) place++
    if (place === this.#layers.length) {
      run.done(error)
      return
    }
    const layer = this.#layers[place]
    const leave = enter(layer.path, run.req as Urls)
    let called = false
    const next: NextFunction = (failure) => {
      // A second call counts only when it reports an error, as a timeout does, and nothing was answered.
      if (called && (failure === undefined || run.res.headersSent)) return
      if (!called) leave()
      called = true
      // 'route' and 'router' leave a router of Express; here there is none to leave.
      const left = failure === 'route' || failure === 'router' ? undefined : (failure ?? undefined)
      this.#step(place + 1, left, run)
    }
    call(layer.handler, error, run, next)
  }
}

function takes({ path, handler }: Layer, req: IncomingMessage, error: unknown): boolean {
  if ((handler.length === 4) !== (error !== undefined)) return false
  if (path === '') return true
  const url = (req.url ?? '/').toLowerCase()
  const wanted = path.toLowerCase()
  return (
    url.startsWith(wanted) && (url.length === wanted.length || '/?'.includes(url[wanted.length]))
  )
}

// As in Connect, middleware below a path sees the URL without it.
function enter(path: string, req: Urls): () => void {
  if (path === '') return () => undefined
  const { url = '/', baseUrl = '' } = req
  const rest = url.slice(path.length)
  req.url = rest.startsWith('/') ? rest : `/${rest}`
  req.baseUrl = baseUrl + path
  return () => {
    req.url = url
    req.baseUrl = baseUrl
  }
}

function call(
  handler: Handler,
  error: unknown,
  { req, res }: { req: IncomingMessage; res: ServerResponse },
  next: NextFunction,
): void {
  try {
    const result: unknown =
      error === undefined
        ? (handler as ConnectMiddleware)(req, res, next)
        : (handler as ConnectErrorMiddleware)(error, req, res, next)
    if (result instanceof Promise)
      result.catch((failure) =>
        next(failure ?? new Error('A middleware was rejected with nothing.')),
      )
  } catch (failure) {
    next(failure ?? new Error('A middleware threw nothing.'))
  }
}

/** Makes of what middleware handed to `next` an error of the app: one with a status other than 500 becomes that HTTP error. */
export function middlewareError(error: unknown, aborter: Aborter): unknown {
  if (error instanceof HTTPException) return error
  const { status, statusCode, expose, message } = Object(error) as Record<string, unknown>
  const code = Number(status ?? statusCode)
  if (!(code >= 400 && code < 600) || code === 500 || aborter.mapping[code] === undefined)
    return error
  try {
    return expose && typeof message === 'string'
      ? aborter.abort(code, message)
      : aborter.abort(code)
  } catch (failure) {
    if (failure instanceof HTTPException) failure.cause = error
    return failure
  }
}
