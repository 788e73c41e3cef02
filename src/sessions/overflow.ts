import type { App } from '../app.ts'
import type { Awaitable } from '../chain.ts'
import type { Context } from '../context/context.ts'
import type { Request } from '../request/request.ts'
import type { Response } from '../response/response.ts'
import { cookieValues } from './cookie/cookie-values.ts'
import { SecureCookieSessionInterface } from './cookie/secure-cookie.ts'
import {
  ServerSideSessionInterface,
  type ServerSideSessionOptions,
} from './server-side/server-side.ts'
import { ServerSideSession } from './server-side/store-session.ts'
import type { SessionMixin } from './session.ts'
import type { SessionStore } from './stores/store.ts'

/**
 * Keeps sessions in a signed cookie, and in a store those that are too big for one. A session that
 * has moved to the store stays there until it ends.
 *
 * @example app.sessionInterface = new OverflowSessionInterface(new FileStore())
 */
export class OverflowSessionInterface extends SecureCookieSessionInterface {
  readonly #stored: ServerSideSessionInterface

  /**
   * @param store Where the big ones are kept.
   * @param options Time limits and the serializer of those.
   */
  constructor(store: SessionStore, options: ServerSideSessionOptions = {}) {
    super()
    this.#stored = new ServerSideSessionInterface(store, options)
  }

  override get lazy(): boolean {
    const { prototype } = OverflowSessionInterface
    return this.openSession === prototype.openSession && this.saveSession === prototype.saveSession
  }

  override prepare(ctx: Context): Awaitable<void> {
    if (!this.lazy || !this.#isStored(ctx.app, ctx.request)) return undefined
    return this.#stored.prepare(ctx)
  }

  override openSession(app: App, request: Request): Awaitable<SessionMixin | null | undefined> {
    if (this.#isStored(app, request)) return this.#stored.openSession(app, request)
    return super.openSession(app, request)
  }

  override openNow(ctx: Context): SessionMixin {
    return this.#isStored(ctx.app, ctx.request) ? this.#stored.openNow(ctx) : super.openNow(ctx)
  }

  override saveSession(app: App, session: SessionMixin, response: Response): Awaitable<void> {
    if (session instanceof ServerSideSession)
      return this.#stored.saveSession(app, session, response)
    return super.saveSession(app, session, response)
  }

  protected override overflow(
    app: App,
    session: SessionMixin,
    response: Response,
  ): Awaitable<void> {
    const moved = new ServerSideSession(session)
    moved.modified = true
    return this.#stored.saveSession(app, moved, response)
  }

  override rotate(session: SessionMixin, reason: 'rotate' | 'login' = 'rotate'): void {
    if (session instanceof ServerSideSession) this.#stored.rotate(session, reason)
    else super.rotate(session)
  }

  override destroy(app: App, session: SessionMixin): Awaitable<void> {
    if (session instanceof ServerSideSession) return this.#stored.destroy(app, session)
    return super.destroy(app, session)
  }

  override transact<T>(
    app: App,
    session: SessionMixin,
    change: (fresh: SessionMixin) => Awaitable<T>,
  ): Promise<T> {
    if (session instanceof ServerSideSession) return this.#stored.transact(app, session, change)
    return super.transact(app, session, change)
  }

  /** Ends all sessions of an owner: those in cookies by `SESSION_EPOCH`, which has to be set. */
  override async revokeAll(app: App, owner: string): Promise<undefined> {
    await super.revokeAll(app, owner)
    await this.#stored.revokeAll(app, owner)
  }

  /** Tells whether the cookie holds an id: signed text has dots. */
  #isStored(app: App, request: Request): boolean {
    const texts = cookieValues(request.headers.flat, this.getCookieName(app))
    return texts.some((text) => text !== '' && !text.includes('.'))
  }
}
