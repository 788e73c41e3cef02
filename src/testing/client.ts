import type { App } from '../app.ts'
import { chain } from '../chain.ts'
import type { Context } from '../context/context.ts'
import type { Globals } from '../context/globals.ts'
import { sessionProxy } from '../context/session-proxy.ts'
import type { Session } from '../context/session-types.ts'
import { RuntimeError } from '../errors.ts'
import { Headers } from '../http/headers.ts'
import type { Request } from '../request/request.ts'
import { Response } from '../response/response.ts'
import { bodyBytes } from './body-bytes.ts'
import { CookieJar, type JarCookie } from './cookie-jar.ts'
import { type MemoryIncoming, makeIncoming, type RequestOptions } from './memory-incoming.ts'
import { TestResponse } from './test-response.ts'

/** What `testClient` takes by name. */
export interface TestClientOptions {
  /** Whether cookies are kept; true unless given. */
  useCookies?: boolean
}

/** What a request of the test client takes by name. */
export interface TestRequestOptions extends RequestOptions {
  /** Whether redirects are followed; the answers before the last stand in `history`. */
  followRedirects?: boolean
}

/** Sends requests to an app without a port, and keeps its cookies. Flask's `FlaskClient`. */
export class TestClient {
  /** The app. */
  readonly application: App
  /** What each request has, unless its own `environBase` says otherwise: `client.environBase.REMOTE_ADDR = '10.0.0.1'`. */
  readonly environBase: Record<string, string> = {}
  readonly #jar: CookieJar | undefined
  #last: Context | undefined

  constructor(app: App, options: TestClientOptions = {}) {
    this.application = app
    if (options.useCookies !== false) this.#jar = new CookieJar()
  }

  /**
   * Sends a request.
   *
   * @param path The path, with a query; or a whole URL.
   * @param options `method`, `data`, `json`, `files`, `queryString`, `headers`, `auth`,
   *   `followRedirects` and so on.
   */
  async open(path: string, options: TestRequestOptions = {}): Promise<TestResponse> {
    let response = await this.#send(path, options, [])
    if (!options.followRedirects) return response
    for (
      let next = redirected(response, options);
      next !== undefined;
      next = redirected(response, next.options)
    ) {
      if (response.history.length >= 20)
        throw new RuntimeError(`The redirects of "${path}" do not end.`)
      response = await this.#send(next.path, next.options, [...response.history, response])
    }
    return response
  }

  /** Sends a GET request. */
  get(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.open(path, { ...options, method: 'GET' })
  }

  /** Sends a POST request. */
  post(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.open(path, { ...options, method: 'POST' })
  }

  /** Sends a PUT request. */
  put(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.open(path, { ...options, method: 'PUT' })
  }

  /** Sends a PATCH request. */
  patch(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.open(path, { ...options, method: 'PATCH' })
  }

  /** Sends a DELETE request. */
  delete(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.open(path, { ...options, method: 'DELETE' })
  }

  /** Sends a HEAD request. */
  head(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.open(path, { ...options, method: 'HEAD' })
  }

  /** Sends an OPTIONS request. */
  options(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.open(path, { ...options, method: 'OPTIONS' })
  }

  /** Sends a TRACE request. */
  trace(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.open(path, { ...options, method: 'TRACE' })
  }

  async #send(
    path: string,
    options: TestRequestOptions,
    history: TestResponse[],
  ): Promise<TestResponse> {
    const ctx = this.#contextFor(path, options)
    const { request } = ctx
    this.#last = ctx
    const response = await this.#answer(ctx)
    const data = await bodyBytes(response, request.method)
    this.#keep(response, request)
    return new TestResponse(response, data, request, history)
  }

  // What stands in front of the app needs a request of node:http.
  async #answer(ctx: Context): Promise<Response> {
    const app = this.application
    if (app.middleware === undefined && !app.isWrapped) return app.handleIn(ctx)
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
    if (cookies === undefined || new Headers(options.headers ?? undefined).has('Cookie')) return ctx
    ;(incoming.rawHeaders as string[]).push('Cookie', cookies)
    return this.application.requestContext(incoming)
  }

  #keep(response: Response, request: Request): void {
    this.#jar?.take(
      response.headers.getList('Set-Cookie'),
      hostName(request),
      request.scriptRoot + request.path,
      this.application.now(),
    )
  }

  /**
   * Opens the session as a request would, lets a function change it, and saves it. Flask's
   * `session_transaction`.
   *
   * @param fn Is handed the session; may be async.
   * @param options What a request takes, where the session depends on it.
   */
  async sessionTransaction<T>(
    fn: (session: Session) => T | PromiseLike<T>,
    options: RequestOptions = {},
  ): Promise<T> {
    if (this.#jar === undefined)
      throw new TypeError(
        'This client keeps no cookies, so it has no session. Make it with useCookies.',
      )
    const app = this.application
    const ctx = this.#contextFor('/', options)
    return ctx.run(() =>
      chain(
        chain(app.openSession(ctx), () => app.sessionInterface.prepare(ctx)),
        () => {
          const session = ctx.session
          if (app.sessionInterface.isNullSession(session)) {
            throw new RuntimeError('The session cannot be opened: set SECRET_KEY.')
          }
          return chain(fn(sessionProxy(() => session, session)), (result) => {
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
    const { session } = this.#lastContext()
    return sessionProxy(() => session, session)
  }

  /** The last request. */
  get request(): Request {
    return this.#lastContext().request
  }

  /** The data of `g` of the last request. */
  get g(): Globals {
    return this.#lastContext().g
  }

  #lastContext(): Context {
    if (this.#last === undefined) throw new RuntimeError('This client has not sent a request yet.')
    return this.#last
  }

  /** Gives a cookie that the client keeps, or undefined. Werkzeug's `get_cookie`. */
  getCookie(name: string, domain?: string, path?: string): JarCookie | undefined {
    return this.#jar?.get(name, domain, path)
  }

  /** Sets a cookie. Werkzeug's `set_cookie`. */
  setCookie(name: string, value = '', options: { domain?: string; path?: string } = {}): void {
    const { domain = 'localhost', path = '/' } = options
    this.#jar?.set({ name, value, domain, hostOnly: true, path, attributes: {} })
  }

  /** Drops a cookie. Werkzeug's `delete_cookie`. */
  deleteCookie(name: string, options: { domain?: string; path?: string } = {}): void {
    this.#jar?.delete(name, options.domain, options.path)
  }
}

function hostName(request: Request): string {
  return (request.headers.get('host') ?? 'localhost').replace(/:\d*$/, '').toLowerCase()
}

function redirected(
  response: TestResponse,
  options: TestRequestOptions,
): { path: string; options: TestRequestOptions } | undefined {
  const { statusCode, location } = response
  if (location === undefined || ![301, 302, 303, 305, 307, 308].includes(statusCode))
    return undefined
  const url = new URL(location, response.request.url)
  const kept = statusCode === 307 || statusCode === 308 || options.method === 'HEAD'
  const { data, json, files, contentType, mimetype, queryString: _query, ...rest } = options
  const body = kept ? { data, json, files, contentType, mimetype } : { method: 'GET' }
  const path = url.host === response.request.host ? url.pathname + url.search : url.href
  return { path, options: { ...rest, ...body } }
}
