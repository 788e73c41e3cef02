import type { App } from '../app.ts'
import { chain } from '../chain.ts'
import type { Context } from '../context/context.ts'
import type { GlobalsProxy } from '../context/globals.ts'
import { globalsOf } from '../context/globals-store.ts'
import { sessionProxy } from '../context/session-proxy.ts'
import type { Session } from '../context/session-types.ts'
import { RuntimeError } from '../errors.ts'
import { type CookieOptions, dumpCookie } from '../http/cookies.ts'
import { checkOptions } from '../options.ts'
import type { Request } from '../request/request.ts'
import { Response } from '../response/response.ts'
import { bodyBytes, bodyPieces, ended } from './body-bytes.ts'
import { CookieJar, type CookiePlace, type JarCookie, placeOf } from './cookie-jar.ts'
import { type MemoryIncoming, makeIncoming } from './memory-incoming.ts'
import { followed, isRedirect } from './redirects.ts'
import { requestHeaders } from './request-headers.ts'
import {
  type PathOptions,
  type RequestOptions,
  readClientRequest,
  readRequest,
  type TestRequestOptions,
} from './request-options.ts'
import { settled } from './settled.ts'
import { TestResponse } from './test-response.ts'

/** What `testClient` takes by name. */
export interface TestClientOptions {
  /** Whether cookies are kept; true unless given. */
  useCookies?: boolean
  /** Whether redirects to subdomains of the host are followed; false unless given. */
  allowSubdomainRedirects?: boolean
}

/** What `setCookie` of the test client takes by name. */
export interface TestCookieOptions extends CookieOptions {
  /** The host that it is sent to; `localhost` unless given. */
  domain?: string
  /** Where it is sent; `/` unless given. */
  path?: string
  /** Whether it is sent to the host alone, and not to its subdomains; true unless given. */
  originOnly?: boolean
}

type Sent = Promise<TestResponse>
type Path = string | PathOptions
type Options = TestRequestOptions | string | null

/** Sends requests to an app without a port, and keeps its cookies. Flask's `FlaskClient`. */
export class TestClient {
  /** The app. */
  readonly application: App
  /** What each request has, unless its own `environBase` says otherwise: `client.environBase.REMOTE_ADDR = '10.0.0.1'`. */
  readonly environBase: Record<string, string> = { REMOTE_ADDR: '127.0.0.1' }
  /** Whether redirects to subdomains of the host are followed. */
  allowSubdomainRedirects: boolean
  readonly #jar: CookieJar | undefined
  #last: Context | undefined

  constructor(app: App, options: TestClientOptions = {}) {
    checkOptions(options, ['useCookies', 'allowSubdomainRedirects'], 'The test client')
    this.application = app
    this.allowSubdomainRedirects = options.allowSubdomainRedirects ?? false
    if (options.useCookies !== false) this.#jar = new CookieJar()
  }

  /**
   * Sends a request.
   *
   * @param path The path, with a query; or a whole URL.
   * @param options `method`, `data`, `json`, `files`, `queryString`, `headers`, `auth`,
   *   `followRedirects` and so on. A `baseUrl` may stand before them.
   */
  async open(path?: Path, options?: Options, rest?: TestRequestOptions): Promise<TestResponse> {
    let [next, given] = readClientRequest(present([path, options, rest]))
    given = await settled(given)
    let response = await this.#send(next, given, [])
    while (given.followRedirects && isRedirect(response)) {
      ;[next, given] = followed(response, given, this.allowSubdomainRedirects)
      response = await this.#send(next, given, [...response.history, response])
    }
    return response
  }

  /** Sends a GET request. */
  get(path?: Path, options?: Options, rest?: TestRequestOptions): Sent {
    return this.#openWith('GET', [path, options, rest])
  }

  /** Sends a POST request. */
  post(path?: Path, options?: Options, rest?: TestRequestOptions): Sent {
    return this.#openWith('POST', [path, options, rest])
  }

  /** Sends a PUT request. */
  put(path?: Path, options?: Options, rest?: TestRequestOptions): Sent {
    return this.#openWith('PUT', [path, options, rest])
  }

  /** Sends a PATCH request. */
  patch(path?: Path, options?: Options, rest?: TestRequestOptions): Sent {
    return this.#openWith('PATCH', [path, options, rest])
  }

  /** Sends a DELETE request. */
  delete(path?: Path, options?: Options, rest?: TestRequestOptions): Sent {
    return this.#openWith('DELETE', [path, options, rest])
  }

  /** Sends a HEAD request. */
  head(path?: Path, options?: Options, rest?: TestRequestOptions): Sent {
    return this.#openWith('HEAD', [path, options, rest])
  }

  /** Sends an OPTIONS request. */
  options(path?: Path, options?: Options, rest?: TestRequestOptions): Sent {
    return this.#openWith('OPTIONS', [path, options, rest])
  }

  /** Sends a TRACE request. */
  trace(path?: Path, options?: Options, rest?: TestRequestOptions): Sent {
    return this.#openWith('TRACE', [path, options, rest])
  }

  // Through open(), which a subclass may have made its own.
  async #openWith(method: string, args: unknown[]): Sent {
    const [path, options] = readClientRequest(present(args))
    return this.open(path, { ...options, method })
  }

  async #send(
    path: string,
    options: TestRequestOptions,
    history: TestResponse[],
  ): Promise<TestResponse> {
    const { followRedirects, buffered = true, ...described } = options
    const ctx = this.#contextFor(path, described)
    const { request } = ctx
    this.#last = ctx
    const response = await this.#answer(ctx)
    this.#keep(response, request)
    if (buffered || (followRedirects && response.location !== undefined)) {
      const data = await bodyBytes(response, request.method)
      return new TestResponse(response, [data], request, history)
    }
    const pieces = bodyPieces(response, request.method)
    const unread = new TestResponse(response, pieces, request, history)
    unread.callOnClose(() => ended(response))
    return unread
  }

  // What stands in front of the app needs a request of node:http.
  async #answer(ctx: Context): Promise<Response> {
    const app = this.application
    if (app.middleware === undefined && !app.isWrapped) return app.handleIn(ctx.nest())
    const { answerByServer } = await import('./server-answer.ts')
    return answerByServer(app, ctx.request.incoming as MemoryIncoming)
  }

  #contextFor(path: string, given: RequestOptions): Context {
    const environBase = { ...this.environBase, ...given.environBase }
    const options = { ...given, environBase }
    const incoming = makeIncoming(this.application, path, options)
    const ctx = this.application.requestContext(incoming)
    const { request } = ctx
    const cookies = this.#jar?.header(hostName(request), request.scriptRoot + request.path)
    if (cookies === undefined || requestHeaders(options.headers).has('Cookie')) return ctx
    incoming.rawHeaders.push('Cookie', cookies)
    return this.application.requestContext(incoming)
  }

  #keep(response: Response, request: Request): void {
    this.#jar?.take(response.headers.getList('Set-Cookie'), {
      host: hostName(request),
      path: request.scriptRoot + request.path,
      now: this.application.now(),
    })
  }

  /**
   * Opens the session as a request would, lets a function change it, and saves it. Flask's
   * `session_transaction`.
   *
   * @param fn Is handed the session; may be async. What a request takes, where the session depends
   *   on it, stands before it or behind it.
   */
  async sessionTransaction<T>(fn: SessionFunction<T>, options?: RequestOptions): Promise<T>
  async sessionTransaction<T>(options: RequestOptions, fn: SessionFunction<T>): Promise<T>
  async sessionTransaction<T>(
    path: string,
    options: RequestOptions,
    fn: SessionFunction<T>,
  ): Promise<T>
  async sessionTransaction<T>(path: string, fn: SessionFunction<T>): Promise<T>
  async sessionTransaction<T>(...args: unknown[]): Promise<T> {
    const fn = args.find((given) => typeof given === 'function') as SessionFunction<T> | undefined
    if (fn === undefined)
      throw new TypeError('sessionTransaction() takes a function that is handed the session.')
    this.#cookies('session')
    const described = args.filter((given) => given !== fn && given !== undefined)
    const app = this.application
    const ctx = this.#contextFor(...readRequest(described))
    return ctx.run(() =>
      chain(
        chain(app.openSession(ctx), () => app.sessionInterface.prepare(ctx)),
        () => {
          const session = ctx.session
          if (app.sessionInterface.isNullSession(session)) {
            throw new RuntimeError('The session cannot be opened: set SECRET_KEY.')
          }
          const given = ctx.outside(() => fn(sessionProxy(() => session, session)))
          return chain(given, (result) => {
            const response = new Response()
            return chain(app.saveSession(response, ctx), () => {
              this.#keep(response, ctx.request)
              return result
            })
          })
        },
      ),
    ) as Promise<T>
  }

  /** The session of the last request. */
  get session(): Session {
    const { leftSession: session } = this.#lastContext()
    return sessionProxy(() => session, session)
  }

  /** The last request. */
  get request(): Request {
    return this.#lastContext().request
  }

  /** What `g` held in the last request. */
  get g(): GlobalsProxy {
    return globalsOf(this.#lastContext().g)
  }

  #lastContext(): Context {
    if (this.#last === undefined) throw new RuntimeError('This client has not sent a request yet.')
    return this.#last
  }

  /**
   * Gives a cookie that the client keeps, or undefined. Werkzeug's `get_cookie`.
   *
   * @param name The name.
   * @param domain The host that it is sent to, `localhost` unless given; or an object of this and all that follows.
   * @param path Where it is sent; `/` unless given.
   */
  getCookie(name: string, domain?: string | CookiePlace, path?: string): JarCookie | undefined {
    return this.#cookies('cookie').get(placeOf(name, [domain, path]))
  }

  /**
   * Sets a cookie. Werkzeug's `set_cookie`.
   *
   * @param name The name.
   * @param value The value.
   * @param options `domain` (localhost), `originOnly` (true), `path` (/), and all that `setCookie`
   *   of a response takes.
   */
  setCookie(name: string, value = '', options: TestCookieOptions = {}): void {
    const { originOnly = true, domain = 'localhost', ...rest } = options
    const header = dumpCookie(name, String(value), rest, this.application.now())
    const jar = this.#cookies('cookie')
    jar.take([header], { host: domain, path: '/', now: this.application.now() }, originOnly)
  }

  /**
   * Drops a cookie. Werkzeug's `delete_cookie`.
   *
   * @param name The name.
   * @param options `domain` (localhost) and `path` (/).
   */
  deleteCookie(name: string, options: CookiePlace = {}): void {
    this.#cookies('cookie').delete(placeOf(name, [options]))
  }

  #cookies(what: string): CookieJar {
    if (this.#jar !== undefined) return this.#jar
    throw new TypeError(
      `This client keeps no cookies, so it has no ${what}. Make it with { useCookies: true }.`,
    )
  }
}

type SessionFunction<T> = (session: Session) => T | PromiseLike<T>

// What stands last counts as the options.
function present(args: readonly unknown[]): unknown[] {
  return args.slice(0, 1 + args.findLastIndex((given) => given !== undefined))
}

function hostName(request: Request): string {
  return (request.headers.get('host') ?? 'localhost').replace(/:\d*$/, '').toLowerCase()
}
