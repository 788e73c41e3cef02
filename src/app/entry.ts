import type { Server } from 'node:http'
import { Context, currentContext } from '../context/context.ts'
import { buildUrl, injectDefaults } from '../helpers.ts'
import { setOwn } from '../own-property.ts'
import type { Incoming } from '../request/incoming.ts'
import { redirectResponse } from '../response/redirect.ts'
import type { Response } from '../response/response.ts'
import { answerFetch } from '../server/fetch.ts'
import { type RunOptions, readRunOptions, runServer } from '../server/run.ts'
import {
  type CreateServerOptions,
  type Listener,
  makeListener,
  makeServer,
} from '../server/server.ts'
import { CliRunner } from '../testing/cli-runner.ts'
import { TestClient, type TestClientOptions } from '../testing/client.ts'
import { makeIncoming } from '../testing/memory-incoming.ts'
import { type RequestOptions, readRequest } from '../testing/request-options.ts'
import type { Blueprint } from './blueprint.ts'
import { openBelow, type ResourceMode, type ResourceOf, type ResourceOptions } from './resources.ts'
import { AppSetup } from './setup.ts'

/** The ways into an app: a server, a test, a context made by hand. */
export abstract class AppEntry extends AppSetup {
  /** The class of `testClient`. */
  static testClientClass: typeof TestClient | undefined
  /** The class of `testCliRunner`. */
  static testCliRunnerClass: typeof CliRunner = CliRunner

  /** Whether `listener` was set: something stands in front of the app. */
  isWrapped = false
  #listener: Listener | undefined

  /**
   * What answers the requests of `node:http`. Set it to a function or to an object with a
   * `listener`, such as `new ProxyFix(app.listener)`. Flask's `wsgi_app`.
   */
  get listener(): Listener {
    this.#listener ??= makeListener(this.whole)
    return this.#listener
  }

  set listener(listener: Listener | { listener: Listener }) {
    this.isWrapped = true
    this.#listener =
      typeof listener === 'function' ? listener : (req, res) => listener.listener(req, res)
  }

  /**
   * Makes a server that listens nowhere yet, with all limits.
   *
   * @param options What node:http takes; with `cert` and `key` it speaks https.
   */
  createServer(options?: CreateServerOptions): Server {
    return makeServer(this.whole, options)
  }

  /**
   * Serves until the process is asked to stop.
   *
   * @param options `host` (127.0.0.1), `port` (5000), `debug`; these may also stand before the rest, in
   *   this order.
   */
  run(options?: RunOptions): Promise<Server>
  run(
    host?: string | null,
    port?: number | null,
    debug?: boolean | null,
    options?: RunOptions,
  ): Promise<Server>
  run(...args: unknown[]): Promise<Server> {
    return runServer(this.whole, readRunOptions(args))
  }

  /**
   * Answers a request of the Fetch standard, so that the app runs where there is no `node:http`.
   *
   * @param request The request.
   */
  readonly fetch = (request: globalThis.Request): Promise<globalThis.Response> =>
    answerFetch(this.whole, request)

  /**
   * Gives a client for tests, which needs no port. Flask's `test_client`.
   *
   * @param options `useCookies` alone, or what the class of the client takes by name.
   */
  testClient(options: TestClientOptions | boolean = {}): TestClient {
    const named = typeof options === 'boolean' ? { useCookies: options } : options
    return new (this.testClientClass ?? TestClient)(this.whole, named)
  }

  /** Gives a runner of the app's commands for tests. Flask's `test_cli_runner`. */
  testCliRunner(): CliRunner {
    return new this.testCliRunnerClass(this.whole)
  }

  /**
   * Makes a context without a request; runs a function in it when one is given. Flask's
   * `app_context`.
   */
  appContext(): Context
  appContext<T>(fn: (ctx: Context) => T): T
  appContext<T>(fn?: (ctx: Context) => T): Context | T {
    const ctx = new Context(this.whole)
    return fn === undefined ? ctx : ctx.run(fn)
  }

  /**
   * Makes a context with a request; runs a function in it when one is given. Flask's
   * `test_request_context`.
   *
   * @param path The path, with a query.
   * @param options What the test client takes: `method`, `data`, `json`, `headers` and so on.
   * @param fn What to run.
   */
  testRequestContext(path?: string, options?: RequestOptions): Context
  testRequestContext<T>(fn: (ctx: Context) => T): T
  testRequestContext<T>(path: string, fn: (ctx: Context) => T): T
  testRequestContext<T>(path: string, options: RequestOptions, fn: (ctx: Context) => T): T
  testRequestContext(options: RequestOptions & { path?: string }): Context
  testRequestContext<T>(options: RequestOptions & { path?: string }, fn: (ctx: Context) => T): T
  testRequestContext<T>(...args: unknown[]): Context | T {
    const fn = args.find((given) => typeof given === 'function') as
      | ((ctx: Context) => T)
      | undefined
    const described = args.filter((given) => given !== fn && given !== undefined)
    const incoming = makeIncoming(this.whole, ...readRequest(described))
    const ctx = this.requestContext(incoming)
    ctx.request.loadedBody = incoming.wholeBody(ctx.request)
    this.whole.matchRequest(ctx)
    return fn === undefined ? ctx : ctx.run(fn)
  }

  /** The class of test clients. */
  get testClientClass(): typeof TestClient | undefined {
    return (this.constructor as typeof AppEntry).testClientClass
  }

  set testClientClass(value: typeof TestClient | undefined) {
    setOwn(this, 'testClientClass', value)
  }

  /** The class of runners of commands in tests. */
  get testCliRunnerClass(): typeof CliRunner {
    return (this.constructor as typeof AppEntry).testCliRunnerClass
  }

  set testCliRunnerClass(value: typeof CliRunner) {
    setOwn(this, 'testCliRunnerClass', value)
  }

  /**
   * Makes a redirect with the app's response class; `redirect` asks it. Flask's `app.redirect`.
   *
   * @param location Where to.
   * @param code 301, 302, 303, 305, 307 or 308.
   */
  redirect(location: string, code = 302): Response {
    return redirectResponse(location, code, this.responseClass)
  }

  /**
   * Builds the URL of an endpoint; `urlFor` asks it. Flask's `app.url_for`.
   *
   * @param endpoint The endpoint.
   * @param values The arguments of the rule, and `_anchor`, `_external`, `_method`, `_scheme`.
   */
  urlFor(endpoint: string, values: Record<string, unknown> = {}): string {
    const current = currentContext()
    return buildUrl(
      current?.app === this.whole ? current : new Context(this.whole),
      endpoint,
      values,
    )
  }

  /** Lets the functions of `urlDefaults` change the values of a URL. Flask's `inject_url_defaults`. */
  injectUrlDefaults(endpoint: string, values: Record<string, unknown>): void {
    injectDefaults(this.urlDefaultFunctions, endpoint, values)
  }

  /**
   * Opens a file below `instancePath` for reading, as `openResource` does. Flask's
   * `open_instance_resource`.
   */
  openInstanceResource<Mode extends ResourceMode = 'rb'>(
    resource: string,
    mode?: Mode | ResourceOptions<Mode>,
    encoding?: string | ResourceOptions<Mode>,
  ): ResourceOf<Mode>
  openInstanceResource<T>(resource: string, fn: (file: ResourceOf<'rb'>) => T): T
  openInstanceResource<T, Mode extends ResourceMode = 'rb'>(
    resource: string,
    mode: Mode | ResourceOptions<Mode>,
    fn: (file: ResourceOf<Mode>) => T,
  ): T
  openInstanceResource<T, Mode extends ResourceMode = 'rb'>(
    resource: string,
    mode: Mode,
    encoding: string | ResourceOptions<Mode>,
    fn: (file: ResourceOf<Mode>) => T,
  ): T
  openInstanceResource(resource: string, ...rest: unknown[]): unknown {
    return openBelow(this.instancePath, resource, rest)
  }

  /** Gives a function back as it is: a caller awaits what it may return. Flask's `ensure_sync`. */
  ensureSync<F extends (...args: never[]) => unknown>(fn: F): F {
    return fn
  }

  /** Gives the registered blueprints, in order. Flask's `iter_blueprints`. */
  iterBlueprints(): IterableIterator<Blueprint> {
    return Object.values(this.blueprints).values()
  }

  /** Makes the context of a request. Flask's `request_context`. */
  requestContext(incoming: Incoming): Context {
    return new Context(this.whole, new this.requestClass(incoming, this.whole))
  }
}
