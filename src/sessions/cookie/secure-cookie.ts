import { isUtf8 } from 'node:buffer'
import type { App } from '../../app.ts'
import { type Awaitable, isPromise } from '../../chain.ts'
import type { Context } from '../../context/context.ts'
import { TaggedJSONSerializer } from '../../json/tagged.ts'
import { knownOf } from '../../request/incoming.ts'
import type { Request } from '../../request/request.ts'
import type { Response } from '../../response/response.ts'
import { digestName } from '../../signing/algorithm.ts'
import { type BytesLike, wantBytes } from '../../signing/encoding.ts'
import { openPayload, sealPayload, URLSafeTimedSerializer } from '../../signing/url-safe.ts'
import { SessionInterface } from '../interface.ts'
import { closeSession, isWithinLimits, noteCreation } from '../limits.ts'
import { SecureCookieSession, type SessionInit, type SessionMixin, STATE } from '../session.ts'
import { deleteSessionCookie, setSessionCookie, varyByCookie } from './cookie-answer.ts'
import { ConfigError, clockedSigner, fallbackKeys, presentKey } from './cookie-keys.ts'
import { cookieValues, mayBePermanent } from './cookie-values.ts'
import { explainRefusal } from './explain.ts'
import { Sealing, type Verified } from './sealing.ts'
import { showStatics } from './statics.ts'

/** JSON texts below this size are not worth the attempt to compress them. */
const COMPRESS_FROM = 512

/**
 * Keeps the session in a signed cookie, interchangeable with Flask's. Flask's
 * `SecureCookieSessionInterface`.
 *
 * The statics can be overridden in a subclass, or by fields of the same name.
 */
export class SecureCookieSessionInterface extends SessionInterface {
  /** What sets these signatures apart from others made with the same key. */
  static salt: BytesLike = 'cookie-session'
  /** The hash of the signature; Node's name. */
  static digestMethod: string = 'sha1'
  /** How the signing key is derived. */
  static keyDerivation: string = 'hmac'
  /** What turns the data into text and back. */
  static serializer: TaggedJSONSerializer = new TaggedJSONSerializer()
  /** The class of the sessions. */
  static sessionClass: new (init?: SessionInit | null) => SessionMixin = SecureCookieSession
  /** The static of that name, or a field of a subclass. */
  declare readonly serializer: TaggedJSONSerializer
  #custom: boolean | undefined
  #sealing: Sealing | undefined

  /** Whether nobody overrides opening and saving. */
  override get lazy(): boolean {
    const { prototype } = SecureCookieSessionInterface
    return this.openSession === prototype.openSession && this.saveSession === prototype.saveSession
  }

  /** Gives the serializer that signs, over all keys and the app's clock; undefined without a key. */
  getSigningSerializer(app: App): URLSafeTimedSerializer | undefined {
    const secret = presentKey(app)
    if (secret === undefined) return undefined
    return new URLSafeTimedSerializer([...fallbackKeys(app), secret], {
      salt: this.#setting('salt'),
      serializer: this.#setting('serializer'),
      signer: clockedSigner(app),
      signerKwargs: {
        keyDerivation: this.#setting('keyDerivation'),
        digestMethod: this.#setting('digestMethod'),
      },
    })
  }

  override openSession(app: App, request: Request): Awaitable<SessionMixin | null | undefined> {
    return this.open(app, request)
  }

  override openNow(ctx: Context): SessionMixin {
    if (!this.lazy) return super.openNow(ctx)
    return this.open(ctx.app, ctx.request) ?? this.makeNullSession(ctx.app)
  }

  /** Gives the session of a request, undefined without a secret key. */
  protected open(app: App, request: Request): SessionMixin | undefined {
    if (presentKey(app) === undefined) return undefined
    const sessionClass = this.#setting('sessionClass')
    const limit = app.config.SESSION_COOKIE_MAX_LENGTH ?? Number.POSITIVE_INFINITY
    const texts = cookieValues(request.headers.flat, this.getCookieName(app))
    if (texts.length === 0) return new sessionClass()
    const maxAge = Math.trunc(app.permanentSessionLifetime)
    // Flask takes the first of equal names, whatever it holds.
    if (app.config.SESSION_STRICT_COOKIE === false) texts.splice(1)
    for (const text of texts) {
      if (text === '' || text.length > limit) continue
      const session = this.#read(app, text, maxAge)
      if (session !== undefined) return session
    }
    explainRefusal(app, this.getSigningSerializer(app), texts)
    return new sessionClass()
  }

  #read(app: App, text: string, maxAge: number): SessionMixin | undefined {
    const sessionClass = this.#setting('sessionClass')
    const { prototype } = SecureCookieSessionInterface
    try {
      if (this.getSigningSerializer !== prototype.getSigningSerializer) {
        const data = this.getSigningSerializer(app)?.loads(text, { maxAge })
        const session = makeSession(sessionClass, data)
        return session !== undefined && isWithinLimits(app, session) ? session : undefined
      }
      const verified = this.#verify(app, text, maxAge)
      if (verified === undefined) return undefined
      const data = this.#setting('serializer').loads(verified.payload as never)
      const session = makeSession(sessionClass, data)
      if (session === undefined || !isWithinLimits(app, session)) return undefined
      const state = session[STATE]
      state.origin = verified.payload
      state.signedAt = verified.signedAt
      state.exposed = false
      return session
    } catch (error) {
      // Whatever a cookie holds, it is the client's: never a reason to fail.
      if (error instanceof ConfigError) throw error
      return undefined
    }
  }

  /** Gives what is signed, as text for a cookie. An override point: it may be encrypted, say. */
  protected encode(_app: App, text: string): string {
    return sealPayload(Buffer.from(text), COMPRESS_FROM)
  }

  /** Gives the bytes of what `encode` gave. Called once the signature was right. */
  protected decode(app: App, payload: string): Buffer {
    return openPayload(payload, app.config.SESSION_MAX_INFLATED ?? undefined)
  }

  /** Gives the text that a cookie holds when signature and age are right. */
  #verify(app: App, text: string, maxAge: number): Verified | undefined {
    const sealing = this.#seal(app)
    let verified = sealing.known(text)
    if (verified === undefined) {
      const opened = sealing.seal.open(text, app.config.SESSION_STRICT_COOKIE !== false)
      if (opened === undefined) return undefined
      const bytes = this.decode(app, opened.payload)
      if (!isUtf8(bytes)) return undefined
      verified = { payload: bytes.toString('utf8'), signedAt: opened.signedAt }
      sealing.verified.set(text, verified)
    }
    const age = Math.floor(app.now()) - verified.signedAt
    return age < 0 || age > maxAge ? undefined : verified
  }

  override saveSession(app: App, session: SessionMixin, response: Response): Awaitable<void> {
    const saving = this.#save(app, session, response)
    if (isPromise(saving)) return saving.then(() => closeSession(app, session))
    return closeSession(app, session)
  }

  #save(app: App, session: SessionMixin, response: Response): Awaitable<void> {
    if (session.accessed) varyByCookie(response)
    const changed = app.config.SESSION_NESTED_CHANGES ? this.#changedText(session) : undefined
    if (session.size === 0) {
      return session.modified ? deleteSessionCookie(this, app, response) : undefined
    }
    if (!this.shouldSetCookie(app, session)) return undefined
    const isNoted = noteCreation(app, session)
    const expires = this.getExpirationTime(app, session)
    const cookie = this.#write(app, session, isNoted ? undefined : changed)
    const overflow = this.overflow && (() => this.overflow?.(app, session, response))
    return setSessionCookie(this, app, response, { session, cookie, expires, overflow })
  }

  /** Keeps a session whose cookie browsers would drop. An override point; there is none by default. */
  protected overflow?(app: App, session: SessionMixin, response: Response): Awaitable<void>

  override saveUntouched(ctx: Context, response: Response): void | Promise<void> {
    if (!this.#isCustom) {
      const { incoming } = ctx.request
      if (knownOf(incoming).cookie === undefined) return undefined
      if (!this.#mayRefresh(ctx.app, incoming.rawHeaders)) return undefined
    }
    return this.#saveUnread(ctx, response)
  }

  #mayRefresh(app: App, rawHeaders: readonly string[]): boolean {
    if (!app.config.SESSION_REFRESH_EACH_REQUEST) return false
    return cookieValues(rawHeaders, this.getCookieName(app)).some(mayBePermanent)
  }

  #saveUnread(ctx: Context, response: Response): void | Promise<void> {
    const { app } = ctx
    if (ctx.request.urlRule?.settings?.session === false) return undefined
    const session = this.openNow(ctx)
    ctx.openedSession = session
    if (this.isNullSession(session)) return undefined
    return this.saveSession(app, session, response) as void | Promise<void>
  }

  /** Whether an untouched session may need more than the refresh of a permanent one. */
  get #isCustom(): boolean {
    this.#custom ??= this.#findCustom()
    return this.#custom
  }

  #findCustom(): boolean {
    const { prototype } = SecureCookieSessionInterface
    return (
      this.shouldSetCookie !== prototype.shouldSetCookie ||
      this.getSigningSerializer !== prototype.getSigningSerializer ||
      this.decode !== prototype.decode ||
      this.#setting('sessionClass') !== SecureCookieSession ||
      !(this.#setting('serializer') instanceof TaggedJSONSerializer)
    )
  }

  /** Notices a change inside a value, and gives the text that was made to find out. */
  #changedText(session: SessionMixin): string | undefined {
    const state = session[STATE]
    if (session.modified || state.pinned || !state.exposed || state.origin === undefined) {
      return undefined
    }
    const serializer = this.#setting('serializer')
    const text = serializer.dumps(Object.fromEntries(session)) as string
    if (text === state.origin) return undefined
    // Flask sorts and escapes in another way: the same text has to be made from both.
    const before = serializer.loads(state.origin as never)
    if (serializer.dumps(before) === text) return undefined
    session.modified = true
    return text
  }

  #write(app: App, session: SessionMixin, known: string | undefined): string {
    const { prototype } = SecureCookieSessionInterface
    if (this.getSigningSerializer !== prototype.getSigningSerializer) {
      return this.getSigningSerializer(app)?.dumps(Object.fromEntries(session)) ?? ''
    }
    const { origin } = session[STATE]
    const unchanged = !session.modified && origin !== undefined
    const text = unchanged ? origin : (known ?? this.#dump(session))
    const { seal, sent } = this.#seal(app)
    const now = app.now()
    const cookie = seal.seal(this.encode(app, text), now)
    sent.set(cookie, { payload: text, signedAt: Math.floor(now) })
    return cookie
  }

  #dump(session: SessionMixin): string {
    const text = this.#setting('serializer').dumps(Object.fromEntries(session))
    return typeof text === 'string' ? text : Buffer.from(text).toString('utf8')
  }

  #seal(app: App): Sealing {
    const secret = presentKey(app) ?? ''
    const fallbacks = fallbackKeys(app)
    const known = this.#sealing
    if (known?.isOf(secret, fallbacks)) return known
    const sealing = new Sealing(secret, fallbacks, {
      salt: wantBytes(this.#setting('salt')),
      derivation: this.#setting('keyDerivation'),
      digest: digestName(this.#setting('digestMethod')),
    })
    this.#sealing = sealing
    return sealing
  }

  #setting<K extends keyof Settings>(name: K): Settings[K] {
    return (this as unknown as Settings)[name]
  }
}

type Settings = Pick<typeof SecureCookieSessionInterface, (typeof settings)[number]>

const settings = ['salt', 'digestMethod', 'keyDerivation', 'serializer', 'sessionClass'] as const
showStatics(SecureCookieSessionInterface, settings)

function makeSession(
  sessionClass: typeof SecureCookieSessionInterface.sessionClass,
  data: unknown,
): SessionMixin | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const prototype: unknown = Object.getPrototypeOf(data)
  const isData = prototype === Object.prototype || prototype === null
  return isData ? new sessionClass(data as Record<string, unknown>) : undefined
}
