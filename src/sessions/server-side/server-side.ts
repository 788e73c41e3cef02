import { logError } from '../../app/logging.ts'
import type { App } from '../../app.ts'
import { type Awaitable, chain } from '../../chain.ts'
import type { Context } from '../../context/context.ts'
import { type DurationLike, toSeconds } from '../../duration.ts'
import { RuntimeError } from '../../errors.ts'
import { TaggedJSONSerializer } from '../../json/tagged.ts'
import { checkOptions } from '../../options.ts'
import type { Request } from '../../request/request.ts'
import type { Response } from '../../response/response.ts'
import type { DataSerializer } from '../../signing/serializer.ts'
import { deleteSessionCookie, setSessionCookie, varyByCookie } from '../cookie/cookie-answer.ts'
import { cookieValues } from '../cookie/cookie-values.ts'
import { SessionInterface, type SessionSummary } from '../interface.ts'
import { closeSession, fitsSchema } from '../limits.ts'
import { type SessionMixin, STATE } from '../session.ts'
import type { SessionStore, StoreCapabilities } from '../stores/store.ts'
import { freshPatience, type Patience } from './patience.ts'
import { isAlive, keyOf, type Row } from './store-rows.ts'
import { ServerSideSession, STORED } from './store-session.ts'
import { transact } from './store-transaction.ts'
import { StoreWriter } from './store-writer.ts'

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
    const patience = freshPatience()
    return chain(
      undefined,
      () =>
        chain(this.#load(ctx.app, patience, ids), (session) => {
          ctx.openedSession ??= session
        }),
      (error) => {
        ctx.sessionFailure = error
        throw error
      },
    )
  }

  override openSession(app: App, request: Request): Awaitable<SessionMixin> {
    const ids = this.#idsOf(app, request)
    return ids.length === 0 ? new ServerSideSession() : this.#load(app, freshPatience(), ids)
  }

  override openNow(ctx: Context): SessionMixin {
    if (!this.lazy) return super.openNow(ctx)
    if (withoutSession(ctx.request)) {
      throw new RuntimeError(
        'The session was used where it is not fetched: on a static file, or on a route with ' +
          '{ session: false }. Take the option away, or do not use the session there.',
      )
    }
    if (this.#idsOf(ctx.app, ctx.request).length === 0) return new ServerSideSession()
    // The handler of the 503 gets no session either: an empty one would say "not logged in".
    if (ctx.sessionFailure !== undefined) throw ctx.sessionFailure
    return super.openNow(ctx)
  }

  override saveSession(app: App, session: SessionMixin, response: Response): Awaitable<void> {
    try {
      return chain(this.#save(app, session, response), () => closeSession(app, session))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #save(app: App, session: SessionMixin, response: Response): Awaitable<void> {
    if (session.accessed) varyByCookie(response)
    if (!(session instanceof ServerSideSession)) {
      throw new RuntimeError('ServerSideSessionInterface can only save the sessions it has opened.')
    }
    if (session.size === 0) return this.#saveEmpty(app, session, response)
    return chain(this.#writer.write(app, session), (written) => {
      const { id, unsent } = session[STORED]
      if (id === undefined || (!written && !unsent)) return
      const expires = this.getExpirationTime(app, session)
      setSessionCookie(this, app, response, { session, cookie: id, expires })
    })
  }

  #saveEmpty(app: App, session: ServerSideSession, response: Response): Awaitable<void> {
    const { key, destroyed, patience } = session[STORED]
    if (!session.modified || (key === undefined && !destroyed)) return undefined
    const removing = key === undefined ? true : this.#writer.remove(app, patience, key)
    return chain(removing, () => deleteSessionCookie(this, app, response))
  }

  /** Gives a session a new id and key when it is saved; the old id stays good for a moment. */
  override rotate(session: SessionMixin, reason: 'rotate' | 'login' = 'rotate'): void {
    if (!(session instanceof ServerSideSession)) return
    refuseCopy(session, reason)
    session.modified = true
    session[STORED].rotate = reason
  }

  /** Removes a session for good. What is stored in it afterwards makes a new one. */
  override async destroy(app: App, session: SessionMixin): Promise<void> {
    if (session instanceof ServerSideSession) refuseCopy(session, 'destroy')
    session.clear()
    if (!(session instanceof ServerSideSession)) return
    const stored = session[STORED]
    const { key, patience } = stored
    stored.destroyed = true
    stored.id = stored.key = stored.record = undefined
    if (key !== undefined) await this.#writer.remove(app, patience, key)
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
    this.#demand('atomic', 'transact')
    if (!(session instanceof ServerSideSession)) return change(session)
    return transact(this.#writer, app, session, change)
  }

  override async revokeAll(app: App, owner: string): Promise<number> {
    const patience = freshPatience()
    const rows = await this.#rowsOf(app, patience, owner, 'revokeAll')
    const removed = rows.map(({ key }) => this.#writer.remove(app, patience, key))
    return (await Promise.all(removed)).filter(Boolean).length
  }

  override async sessionsOf(app: App, owner: string): Promise<SessionSummary[]> {
    const rows = await this.#rowsOf(app, freshPatience(), owner, 'sessionsOf')
    const alive = rows.filter(({ record }) => isAlive(app, record))
    return alive.map(({ key, record }) => ({
      key,
      createdAt: new Date(record.createdAt * 1000),
      seenAt: new Date(record.seenAt * 1000),
      expiresAt: new Date(record.expiresAt * 1000),
    }))
  }

  /** Gives what is there of an owner. An index may be behind: the sessions themselves say whose they are. */
  async #rowsOf(app: App, patience: Patience, owner: string, name: string): Promise<Row[]> {
    this.#demand('owners', name)
    const keys = await this.#writer.ask(app, patience, () => this.store.keysOf(owner))
    const rows = keys.map(async (key) => ({
      key,
      record: await this.#writer.ask(app, patience, () => this.store.get(key)),
    }))
    return (await Promise.all(rows)).filter((row): row is Row => row.record?.owner === owner)
  }

  #demand(capability: keyof StoreCapabilities, name: string): void {
    if (this.store.capabilities?.[capability] !== false) return
    throw new RuntimeError(
      `${name} needs more than a ${this.store.constructor.name} can promise: its capabilities say ` +
        `{ ${capability}: false }. MemoryStore, FileStore and RedisStore can.`,
    )
  }

  #idsOf(app: App, request: Request): string[] {
    const ids = cookieValues(request.headers.flat, this.getCookieName(app))
    return ids.filter((id) => /^[\w-]{43}$/.test(id)).slice(0, 4)
  }

  #load(
    app: App,
    patience: Patience,
    [id, ...others]: readonly string[],
  ): Awaitable<ServerSideSession> {
    if (id === undefined) {
      if (app.debug) app.logger.warn(unknownId)
      return new ServerSideSession(null, patience)
    }
    const key = keyOf(id)
    return chain(this.#writer.find(app, patience, key), (row) => {
      const session = row && this.#open(app, patience, row)
      if (session === undefined) return this.#load(app, patience, others)
      // The old id of a session is not sent again: the browser has got the new one, or will.
      if (row?.key === key && row.record.movedTo === undefined) session[STORED].id = id
      return session
    })
  }

  #open(app: App, patience: Patience, row: Row): ServerSideSession | undefined {
    let data: Record<string, unknown>
    try {
      data = this.#writer.parse(row.record.text)
    } catch (error) {
      // As with a cookie that cannot be read: nothing would ever make it good again.
      logError(app.logger, 'A session in the store cannot be read, so it counts as ended.', error)
      return undefined
    }
    const session = new ServerSideSession(data, patience)
    session.new = false
    if (!fitsSchema(app, session)) return undefined
    session[STATE].exposed = false
    Object.assign(session[STORED], row)
    return session
  }
}

const unknownId =
  'The session cookie was refused, so the session is empty: the store has no session of this id. ' +
  'It has expired, was ended, or was made in another store.'

function refuseCopy(session: ServerSideSession, name: string): void {
  if (!session[STORED].copy) return
  throw new RuntimeError(`Call ${name} before or after transact: its function only changes data.`)
}

function withoutSession(request: Request): boolean {
  return request.urlRule?.settings?.session === false
}
