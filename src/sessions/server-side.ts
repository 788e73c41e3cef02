import type { App } from '../app.ts'
import type { Awaitable } from '../chain.ts'
import type { Context } from '../context.ts'
import { type DurationLike, toSeconds } from '../duration.ts'
import { RuntimeError } from '../errors.ts'
import type { Request } from '../request.ts'
import type { Response } from '../response.ts'
import { checkOptions } from '../signing/options.ts'
import type { DataSerializer } from '../signing/serializer.ts'
import { TaggedJSONSerializer } from '../tagged-json.ts'
import { deleteSessionCookie, setSessionCookie, varyByCookie } from './cookie-answer.ts'
import { cookieValues } from './cookie-values.ts'
import { SessionInterface, type SessionSummary } from './interface.ts'
import { closeSession } from './limits.ts'
import type { SessionMixin } from './session.ts'
import type { SessionStore } from './store.ts'
import { ServerSideSession, STORED } from './store-session.ts'
import { isAlive, keyOf, StoreWriter } from './store-writer.ts'

/** How store sessions are kept. */
export interface ServerSideSessionOptions {
  /** How long one request waits for the store altogether; default 1.5 seconds. Then it is a 503. */
  timeout?: DurationLike
  /** How long the old id of a session stays good after `rotate`; default 10 seconds. */
  grace?: DurationLike
  /** What turns the data into text and back; default tagged JSON. */
  serializer?: DataSerializer
}

/**
 * Keeps sessions in a store; the browser gets a random id. The same `session` as with cookies.
 *
 * @example app.sessionInterface = new ServerSideSessionInterface(new MemoryStore())
 */
export class ServerSideSessionInterface extends SessionInterface {
  readonly store: SessionStore
  readonly serializer: DataSerializer
  readonly #writer: StoreWriter

  /**
   * @param store Where sessions are kept.
   * @param options Time limits and the serializer.
   */
  constructor(store: SessionStore, options: ServerSideSessionOptions = {}) {
    super()
    checkOptions(options, ['timeout', 'grace', 'serializer'], 'ServerSideSessionInterface')
    this.store = store
    this.serializer = options.serializer ?? new TaggedJSONSerializer()
    this.#writer = new StoreWriter(store, this.serializer, {
      timeout: toSeconds(options.timeout ?? 1.5) * 1000,
      grace: toSeconds(options.grace ?? 10),
    })
  }

  override get lazy(): boolean {
    const { prototype } = ServerSideSessionInterface
    return this.openSession === prototype.openSession && this.saveSession === prototype.saveSession
  }

  /** Fetches the session before the first hook, if the request brought an id and may use it. */
  override prepare(ctx: Context): Awaitable<void> {
    if (!this.lazy || ctx.openedSession !== undefined || withoutSession(ctx.request))
      return undefined
    const ids = this.#idsOf(ctx.app, ctx.request)
    if (ids.length === 0) return undefined
    return this.#load(ctx.app, ids).then((session) => {
      ctx.openedSession ??= session
    })
  }

  override openSession(app: App, request: Request): Awaitable<SessionMixin> {
    const ids = this.#idsOf(app, request)
    return ids.length === 0 ? new ServerSideSession() : this.#load(app, ids)
  }

  override openNow(ctx: Context): SessionMixin {
    if (!this.lazy) return super.openNow(ctx)
    if (withoutSession(ctx.request)) {
      throw new RuntimeError(
        'The session was used where it is not fetched: on a static file, or on a route with ' +
          '{ session: false }. Take the option away, or do not use the session there.',
      )
    }
    if (this.#idsOf(ctx.app, ctx.request).length > 0) return super.openNow(ctx)
    return new ServerSideSession()
  }

  override async saveSession(app: App, session: SessionMixin, response: Response): Promise<void> {
    await this.#save(app, session, response)
    closeSession(app, session)
  }

  async #save(app: App, session: SessionMixin, response: Response): Promise<void> {
    if (session.accessed) varyByCookie(response)
    if (!(session instanceof ServerSideSession)) {
      throw new RuntimeError('ServerSideSessionInterface can only save the sessions it has opened.')
    }
    const stored = session[STORED]
    if (session.size === 0) return this.#saveEmpty(app, session, response)
    const text = this.#writer.textIfChanged(session)
    let written: boolean
    if (stored.record === undefined || stored.key === undefined) {
      if (!session.modified) return
      written = await this.#writer.create(app, session)
    } else if (stored.rotate) {
      written = await this.#writer.rotate(app, session)
    } else if (text !== undefined) {
      written = await this.#writer.update(app, session, text)
    } else {
      written = await this.#writer.touchIfDue(app, session)
    }
    if (!written || stored.id === undefined) return
    const expires = this.getExpirationTime(app, session)
    setSessionCookie(this, app, response, { session, cookie: stored.id, expires })
  }

  /** Gives a session a new id and key when it is saved; the old id stays good for a moment. */
  override rotate(session: SessionMixin): void {
    if (!(session instanceof ServerSideSession)) return
    session[STORED].rotate = true
    session.modified = true
  }

  /** Removes a session for good. What is stored in it afterwards makes a new one. */
  override async destroy(app: App, session: SessionMixin): Promise<void> {
    session.clear()
    if (!(session instanceof ServerSideSession)) return
    const stored = session[STORED]
    const { key } = stored
    stored.destroyed = true
    stored.id = stored.key = stored.record = undefined
    if (key !== undefined) await this.#writer.ask(app, session, () => this.store.delete(key))
  }

  /**
   * Changes a session so that no other request's change is lost: the function sees the newest data,
   * and is called again when somebody else was first.
   *
   * @param app The app.
   * @param session The session of this request.
   * @param change Changes the session that it is given.
   */
  override async transact<T>(
    app: App,
    session: SessionMixin,
    change: (fresh: SessionMixin) => Awaitable<T>,
  ): Promise<T> {
    if (!(session instanceof ServerSideSession)) return change(session)
    return this.#writer.transact(app, session, change)
  }

  override async revokeAll(app: App, owner: string): Promise<number> {
    const keys = await this.#writer.ask(app, undefined, () => this.store.keysOf(owner))
    let count = 0
    for (const key of keys) {
      if (await this.#writer.ask(app, undefined, () => this.store.delete(key))) count++
    }
    return count
  }

  override async sessionsOf(app: App, owner: string): Promise<SessionSummary[]> {
    const keys = await this.#writer.ask(app, undefined, () => this.store.keysOf(owner))
    const found: SessionSummary[] = []
    for (const key of keys) {
      const record = await this.#writer.ask(app, undefined, () => this.store.get(key))
      if (record === undefined || !isAlive(app, record) || record.owner !== owner) continue
      const [createdAt, seenAt, expiresAt] = [
        record.createdAt,
        record.seenAt,
        record.expiresAt,
      ].map((seconds) => new Date(seconds * 1000))
      found.push({ key, createdAt, seenAt, expiresAt })
    }
    return found
  }

  #idsOf(app: App, request: Request): string[] {
    const ids = cookieValues(request.headers.flat, this.getCookieName(app))
    return ids.filter((id) => /^[\w-]{43}$/.test(id)).slice(0, 4)
  }

  async #load(app: App, ids: readonly string[]): Promise<ServerSideSession> {
    const session = new ServerSideSession()
    for (const id of ids) {
      const found = await this.#find(app, session, keyOf(id), id)
      if (found !== undefined) return found
    }
    return session
  }

  async #find(
    app: App,
    asking: ServerSideSession,
    key: string,
    id: string | undefined,
  ): Promise<ServerSideSession | undefined> {
    const record = await this.#writer.ask(app, asking, () => this.store.get(key))
    if (record === undefined || !isAlive(app, record)) return undefined
    const { movedTo } = record
    if (movedTo !== undefined) {
      return id === undefined ? undefined : this.#find(app, asking, movedTo, undefined)
    }
    const session = new ServerSideSession(this.#writer.parse(record.text))
    session.new = false
    Object.assign(session[STORED], { id, key, record, spent: asking[STORED].spent })
    return session
  }

  async #saveEmpty(app: App, session: ServerSideSession, response: Response): Promise<void> {
    const stored = session[STORED]
    if (!session.modified) return
    const { key } = stored
    if (key !== undefined) await this.#writer.ask(app, session, () => this.store.delete(key))
    if (key !== undefined || stored.destroyed) deleteSessionCookie(this, app, response)
  }
}

function withoutSession(request: Request): boolean {
  const rule = request.urlRule
  if (rule === undefined) return false
  if (rule.settings?.session === false || rule.endpoint === 'static') return true
  return rule.endpoint.endsWith('.static')
}
