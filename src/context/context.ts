import { AsyncLocalStorage } from 'node:async_hooks'
import type { RequestHooks } from '../app/hooks.ts'
import type { App } from '../app.ts'
import { type Awaitable, chain } from '../chain.ts'
import { systemNow, useClock } from '../clock.ts'
import { RuntimeError } from '../errors.ts'
import type { Request } from '../request/request.ts'
import type { Response } from '../response/response.ts'
import type { SessionMixin } from '../sessions/session.ts'
import type { Globals } from './globals-store.ts'

/** A function that is handed the response before it leaves. */
export type ResponseHook = (response: Response) => Awaitable<Response>

/** Everything that belongs to one request, or to one `appContext`. */
export class Context {
  readonly app: App
  readonly #request: Request | undefined
  #session: SessionMixin | undefined
  #globals: Globals | undefined
  #outer: Context | undefined
  #original: Context | undefined
  /** Whether the request is over, its teardown functions included. */
  ended = false
  /** The functions around the request, once they were looked for. */
  hooks: RequestHooks | undefined
  /** Functions of `afterThisRequest`, in order. */
  afterFunctions: ResponseHook[] | undefined
  /** Why the session could not be fetched. */
  sessionFailure: unknown
  /** Set once the response was made without the session having been used. In debug it is where that was. */
  savedAt: true | Error | undefined
  /** Flashed messages, once they were taken out of the session. */
  flashes: unknown[] | undefined

  constructor(app: App, request?: Request) {
    this.app = app
    this.#request = request
  }

  /** The request, or the one that an app context was begun in; throws where there is none. */
  get request(): Request {
    const request = this.#request ?? this.owner.#request
    if (request === undefined) throw outside('request', 'an app context has no request')
    return request
  }

  /** Tells whether there is a request. */
  get hasRequest(): boolean {
    return this.#request !== undefined || this.owner.#request !== undefined
  }

  /** Tells whether the request is this context's own. */
  get ownsRequest(): boolean {
    return this.#request !== undefined
  }

  /** The context that the request belongs to: in an app context inside of a request the outer one. */
  get owner(): Context {
    return this.#request === undefined && this.#outer !== undefined ? this.#outer.owner : this
  }

  /** Makes a context of the same request and session, with a `g` of its own. */
  copy(): Context {
    const copy = new Context(this.app, this.request)
    copy.#original = this.owner
    return copy
  }

  /** Runs a function for which the session is another one. All else is this context's. */
  withSession<T>(session: SessionMixin, fn: () => T): T {
    const inner = new Context(this.app, this.request)
    inner.#outer = this
    inner.#session = session
    this.owner.afterFunctions ??= []
    inner.afterFunctions = this.owner.afterFunctions
    return storage.run(inner, fn)
  }

  /** Tells whether `g` is the outer context's: a request inside of a context of the same app. */
  get isInner(): boolean {
    return this.#request !== undefined && this.#outer?.app === this.app
  }

  /** The session, opened now if it was not, and marked as accessed. */
  get session(): SessionMixin {
    if (this.#request === undefined && this.owner !== this) return this.owner.session
    if (this.#original !== undefined) return this.#original.session
    if (this.#session === undefined) {
      const { sessionInterface } = this.app
      this.#session =
        this.savedAt === undefined
          ? sessionInterface.openNow(this)
          : sessionInterface.openLate(this, this.savedAt)
    }
    this.#session.accessed = true
    return this.#session
  }

  /** The session as a request left it: to look at it afterwards is no access. */
  get leftSession(): SessionMixin {
    const accessed = this.#session?.accessed ?? false
    const { session } = this
    session.accessed = accessed
    return session
  }

  /** The session if it has been opened. Asking does not count as access. */
  get openedSession(): SessionMixin | undefined {
    return this.#session
  }

  set openedSession(session: SessionMixin | undefined) {
    this.#session = session
  }

  /** The data of `g`. */
  get g(): Globals {
    if (this.#outer !== undefined && this.isInner) return this.#outer.g
    this.#globals ??= this.app.makeGlobals()
    return this.#globals
  }

  /** Says that it begins inside of the context of the running code: of the same app, both share `g`. */
  nest(): this {
    this.#outer = storage.getStore()
    return this
  }

  /** Runs a function in the context that this one began in, or in this one where there was none. */
  outside<T>(fn: () => T): T {
    return this.#outer === undefined ? fn() : storage.run(this.#outer, fn)
  }

  /**
   * Runs a function in this context and gives back its result. The context begins before it and
   * ends after it, or when its promise settles: teardown functions run then.
   */
  run<T>(fn: (ctx: Context) => T): T {
    this.nest()
    return storage.run(this, () => {
      this.app.beginContext(this)
      return chain(
        undefined,
        () =>
          chain(fn(this) as unknown, (result) => chain(this.app.endContext(this), () => result)),
        (error) =>
          chain(this.app.endContext(this, error), () => {
            throw error
          }),
      ) as T
    })
  }
}

/** Where the context of the running code is kept. */
export const storage: AsyncLocalStorage<Context> = new AsyncLocalStorage()

// What is made below this layer, such as cookies, follows the app's clock too.
useClock(() => storage.getStore()?.app.now() ?? systemNow())

const failed = new WeakMap<object, Context>()

/** Keeps the context of a request that failed, for the page that shows its error. */
export function keepFailed(ctx: Context): void {
  failed.set(ctx.request.incoming, ctx)
}

/** Gives the context of a request that failed, if it was kept. */
export function failedContext(incoming: object): Context | undefined {
  return failed.get(incoming)
}

/** Gives the context of the running code, or undefined outside of any. */
export function currentContext(): Context | undefined {
  return storage.getStore()
}

/**
 * Gives the context of the running code.
 *
 * @param name The global that was used, for the message.
 * @throws RuntimeError Outside of any context.
 */
export function requireContext(name: string): Context {
  const ctx = storage.getStore()
  if (ctx === undefined) throw outside(name, 'no request is being handled here')
  return ctx
}

function outside(name: string, why: string): RuntimeError {
  const way =
    name === 'g' || name === 'currentApp'
      ? 'app.appContext(() => …)'
      : "app.testRequestContext('/path', () => …)"
  return new RuntimeError(
    `"${name}" was used outside of a request: ${why}. Use it in a view, a hook or what they call ` +
      `and await; elsewhere wrap the code in ${way}, and use copyCurrentRequestContext(fn) for a ` +
      'callback that is called later.',
  )
}
