import type { App } from '../app.ts'
import type { Awaitable } from '../chain.ts'
import { type Context, currentContext } from '../context/context.ts'
import type { Session } from '../context/session-types.ts'
import { RuntimeError } from '../errors.ts'
import type { CookieOptions } from '../http/cookies.ts'
import type { Request } from '../request/request.ts'
import type { Response } from '../response/response.ts'
import { NullSession, type SessionMixin, STATE } from './session.ts'

/** What a store tells of one session. */
export interface SessionSummary {
  /** What the store knows it by: not the id in the cookie. */
  readonly key: string
  readonly createdAt: Date
  /** When it was last used, roughly: see `SESSION_REFRESH_AFTER`. */
  readonly seenAt: Date
  readonly expiresAt: Date
}

/** How sessions are opened and saved. Extend it to keep them elsewhere. Flask's `SessionInterface`. */
export class SessionInterface {
  /** The class of the session that stands in when there is no other. */
  static nullSessionClass: new () => SessionMixin = NullSession
  /** Whether sessions are pickled; never here. */
  static pickleBased = false

  /** Whether a session may be opened at its first use in place of at the start of the request. */
  get lazy(): boolean {
    return false
  }

  /** Gives the session that stands in when `openSession` gives none. */
  makeNullSession(_app: App): SessionMixin {
    return new (this.constructor as typeof SessionInterface).nullSessionClass()
  }

  /** Tells whether a session only stands in: then it is not saved. */
  isNullSession(session: unknown): boolean {
    return session instanceof (this.constructor as typeof SessionInterface).nullSessionClass
  }

  /** Gives the name of the cookie: `SESSION_COOKIE_NAME`. */
  getCookieName(app: App): string {
    return app.config.SESSION_COOKIE_NAME
  }

  /** Gives the domain of the cookie: `SESSION_COOKIE_DOMAIN`. */
  getCookieDomain(app: App): string | undefined {
    // Old configurations say false for none.
    const domain: unknown = app.config.SESSION_COOKIE_DOMAIN
    return typeof domain === 'string' ? domain : undefined
  }

  /** Gives the path of the cookie: `SESSION_COOKIE_PATH`, else `APPLICATION_ROOT`. */
  getCookiePath(app: App): string {
    return app.config.SESSION_COOKIE_PATH || app.config.APPLICATION_ROOT
  }

  /** Tells whether scripts in the page may not read the cookie: `SESSION_COOKIE_HTTPONLY`. */
  getCookieHttpOnly(app: App): boolean {
    return app.config.SESSION_COOKIE_HTTPONLY
  }

  /** Tells whether the cookie is sent over https alone: `SESSION_COOKIE_SECURE`; `'auto'` is as the request came. */
  getCookieSecure(app: App): boolean {
    const secure: unknown = app.config.SESSION_COOKIE_SECURE
    if (secure !== 'auto') return Boolean(secure)
    const ctx = currentContext()
    return ctx?.hasRequest === true && ctx.request.isSecure
  }

  /** Gives when the cookie goes along with requests from other sites: `SESSION_COOKIE_SAMESITE`. */
  getCookieSameSite(app: App): CookieOptions['sameSite'] {
    return app.config.SESSION_COOKIE_SAMESITE
  }

  /** Tells whether the cookie is kept apart for each embedding site: `SESSION_COOKIE_PARTITIONED`. */
  getCookiePartitioned(app: App): boolean {
    return app.config.SESSION_COOKIE_PARTITIONED
  }

  /** Gives when the cookie ends: for a permanent session now and its lifetime, else undefined. */
  getExpirationTime(app: App, session: SessionMixin | Session): Date | undefined {
    if (!session.permanent) return undefined
    return new Date((app.now() + app.permanentSessionLifetime) * 1000)
  }

  /** Tells whether a session that is not empty is sent with the response. */
  shouldSetCookie(app: App, session: SessionMixin | Session): boolean {
    if (session.modified) return true
    if (!app.config.SESSION_REFRESH_EACH_REQUEST || !session.permanent) return false
    const share = app.config.SESSION_REFRESH_AFTER ?? 0
    const { signedAt } = (session as SessionMixin)[STATE]
    if (share === 0 || signedAt === undefined) return true
    return app.now() - signedAt >= share * app.permanentSessionLifetime
  }

  /**
   * Opens the session of a request, before it is matched. null or undefined stands for a null
   * session. An override point.
   */
  openSession(_app: App, _request: Request): Awaitable<SessionMixin | null | undefined> {
    throw new RuntimeError(`${this.constructor.name} has no method "openSession". Write one.`)
  }

  /** Saves a session into the response, after the hooks and before it is sent. An override point. */
  saveSession(_app: App, _session: SessionMixin | Session, _response: Response): Awaitable<void> {
    throw new RuntimeError(`${this.constructor.name} has no method "saveSession". Write one.`)
  }

  /** Opens the session of a context that has none yet, at its first use. */
  openNow(ctx: Context): SessionMixin {
    const session = this.openSession(ctx.app, ctx.request)
    if (session instanceof Promise) {
      session.catch(() => {})
      throw new RuntimeError(
        'The session is not open here, because this session interface opens it asynchronously. ' +
          'Use it in a request, or await app.sessionInterface.openSession(app, request).',
      )
    }
    return (session as SessionMixin | null | undefined) ?? this.makeNullSession(ctx.app)
  }

  /** Opens the session after the response was made: to be read, as a change would be lost. */
  openLate(ctx: Context, savedAt: true | Error): SessionMixin {
    const session = this.openNow(ctx)
    if (ctx.app.config.SESSION_LATE_WRITES === 'error') session[STATE].savedAt = savedAt
    return session
  }

  /** Fetches the session before the first hook, where that takes time. */
  prepare(_ctx: Context): Awaitable<void> {
    return undefined
  }

  /**
   * Gives a session a new id when it is saved. A signed cookie has none, and is signed anew.
   *
   * @param session The session.
   * @param reason Whether somebody has logged in: then the old id shows nothing of it.
   */
  rotate(session: SessionMixin, _reason: 'rotate' | 'login' = 'rotate'): void {
    session.modified = true
  }

  /** Ends a session for good. */
  destroy(_app: App, session: SessionMixin): Awaitable<void> {
    session.clear()
  }

  /** Ends all sessions of an owner: with cookies by the next number of `SESSION_EPOCH`. */
  async revokeAll(app: App, owner: string): Promise<number | undefined> {
    const epoch = app.config.SESSION_EPOCH
    if (epoch === null || epoch === undefined) {
      throw new RuntimeError(
        'A signed cookie cannot be taken back. Set app.config.SESSION_EPOCH, or keep sessions on ' +
          'the server with ServerSideSessionInterface.',
      )
    }
    await epoch.next(owner)
    return undefined
  }

  /** Gives the sessions of an owner, where a store knows them. */
  async sessionsOf(_app: App, _owner: string): Promise<SessionSummary[]> {
    throw new RuntimeError(
      'Signed cookies are not kept anywhere, so they cannot be listed. Keep sessions on the server ' +
        'with ServerSideSessionInterface.',
    )
  }

  /** Changes a session so that no other request's change is lost, where a store can tell. */
  async transact<T>(
    _app: App,
    session: SessionMixin,
    change: (fresh: SessionMixin) => Awaitable<T>,
  ): Promise<T> {
    return change(session)
  }

  /** Does what a session that nobody touched needs at the end of a request. */
  saveUntouched(_ctx: Context, _response: Response): void | Promise<void> {
    return undefined
  }
}
