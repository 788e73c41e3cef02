import { createHash, randomBytes } from 'node:crypto'
import type { App } from '../app.ts'
import type { Awaitable } from '../chain.ts'
import type { Context } from '../context.ts'
import { type DurationLike, toSeconds } from '../duration.ts'
import { RuntimeError } from '../errors.ts'
import { ServiceUnavailable } from '../exceptions.ts'
import type { Request } from '../request.ts'
import type { Response } from '../response.ts'
import { checkOptions, isPlainObject } from '../signing/options.ts'
import type { DataSerializer } from '../signing/serializer.ts'
import { TaggedJSONSerializer } from '../tagged-json.ts'
import { deleteSessionCookie, setSessionCookie, varyByCookie } from './cookie-answer.ts'
import { cookieValues } from './cookie-values.ts'
import { SessionInterface, type SessionSummary } from './interface.ts'
import { closeSession } from './limits.ts'
import { replay } from './merge.ts'
import { type SessionMixin, STATE } from './session.ts'
import type { SessionStore, StoredSession } from './store.ts'
import { ServerSideSession, STORED } from './store-session.ts'

/** How store sessions are kept. */
export interface ServerSideSessionOptions {
  /** How long one request waits for the store altogether; default 1.5 seconds. Then it is a 503. */
  timeout?: DurationLike
  /** How long the old id of a session stays good after `rotate`; default 10 seconds. */
  grace?: DurationLike
  /** What turns the data into text and back; default tagged JSON. */
  serializer?: DataSerializer
}

/** How often a save is tried again on newer data before it gives up. */
const TRIES = 20
/** The share of the lifetime after which a used session is touched, unless the config says otherwise. */
const REFRESH_AFTER = 0.1

/**
 * Keeps sessions in a store; the browser gets a random id. The same `session` as with cookies.
 *
 * @example app.sessionInterface = new ServerSideSessionInterface(new MemoryStore())
 */
export class ServerSideSessionInterface extends SessionInterface {
  readonly store: SessionStore
  readonly serializer: DataSerializer
  readonly #timeout: number
  readonly #grace: number

  /**
   * @param store Where sessions are kept.
   * @param options Time limits and the serializer.
   */
  constructor(store: SessionStore, options: ServerSideSessionOptions = {}) {
    super()
    checkOptions(options, ['timeout', 'grace', 'serializer'], 'ServerSideSessionInterface')
    this.store = store
    this.serializer = options.serializer ?? new TaggedJSONSerializer()
    this.#timeout = toSeconds(options.timeout ?? 1.5) * 1000
    this.#grace = toSeconds(options.grace ?? 10)
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
    const text = this.#textIfChanged(session)
    let written: boolean
    if (stored.record === undefined || stored.key === undefined) {
      if (!session.modified) return
      written = await this.#create(app, session)
    } else if (stored.rotate) {
      written = await this.#rotate(app, session)
    } else if (text !== undefined) {
      written = await this.#update(app, session, text)
    } else {
      written = await this.#touchIfDue(app, session)
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
    if (key !== undefined) await this.guard(app, session, () => this.store.delete(key))
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
    const stored = session[STORED]
    // What this request has changed so far goes first.
    await this.#flush(app, session)
    for (let count = 0; ; count++) {
      const { key } = stored
      const record = key && (await this.guard(app, session, () => this.store.get(key)))
      if (!key || !record) throw gone()
      const fresh = new ServerSideSession(this.#parse(record.text))
      const result = await change(fresh)
      const next = this.#next(app, session, record, this.#dump(fresh))
      const ttl = this.#ttl(app, next)
      const saved = await this.guard(app, session, () =>
        this.store.update(key, next, record.version, ttl),
      )
      if (saved === 'gone') throw gone()
      if (saved === 'saved') {
        this.#adopt(session, next)
        return result
      }
      await pause(count)
    }
  }

  override async revokeAll(app: App, owner: string): Promise<number> {
    const keys = await this.guard(app, undefined, () => this.store.keysOf(owner))
    let count = 0
    for (const key of keys) {
      if (await this.guard(app, undefined, () => this.store.delete(key))) count++
    }
    return count
  }

  override async sessionsOf(app: App, owner: string): Promise<SessionSummary[]> {
    const keys = await this.guard(app, undefined, () => this.store.keysOf(owner))
    const found: SessionSummary[] = []
    for (const key of keys) {
      const record = await this.guard(app, undefined, () => this.store.get(key))
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

  /** Asks the store, for no longer than the request may wait. A failure is a 503. */
  async guard<T>(
    app: App,
    session: ServerSideSession | undefined,
    ask: () => Awaitable<T>,
  ): Promise<T> {
    const started = performance.now()
    const left = this.#timeout - (session?.[STORED].spent ?? 0)
    let timer: NodeJS.Timeout | undefined
    try {
      const answer = Promise.resolve().then(ask)
      const limit = new Promise<never>((_, reject) => {
        const late = () =>
          reject(new Error(`The session store gave no answer in ${Math.round(left)} ms.`))
        timer = setTimeout(late, Math.max(1, left))
      })
      return await Promise.race([answer, limit])
    } catch (error) {
      app.logger.error('The session store failed, so the request is answered with 503.', error)
      throw unavailable(error)
    } finally {
      clearTimeout(timer)
      if (session !== undefined) session[STORED].spent += performance.now() - started
    }
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
    const record = await this.guard(app, asking, () => this.store.get(key))
    if (record === undefined || !isAlive(app, record)) return undefined
    const { movedTo } = record
    if (movedTo !== undefined) {
      return id === undefined ? undefined : this.#find(app, asking, movedTo, undefined)
    }
    const session = new ServerSideSession(this.#parse(record.text))
    session.new = false
    Object.assign(session[STORED], { id, key, record, spent: asking[STORED].spent })
    return session
  }

  #parse(text: string): Record<string, unknown> {
    const data = this.serializer.loads(text as never)
    return isPlainObject(data) ? data : {}
  }

  #dump(session: SessionMixin): string {
    return String(this.serializer.dumps(Object.fromEntries(session)))
  }

  #textIfChanged(session: ServerSideSession): string | undefined {
    const { modified, pinned, exposed } = session[STATE]
    if (!modified && (pinned || !exposed)) return undefined
    const text = this.#dump(session)
    if (text === session[STORED].record?.text) return undefined
    session.modified = true
    return text
  }

  async #saveEmpty(app: App, session: ServerSideSession, response: Response): Promise<void> {
    const stored = session[STORED]
    if (!session.modified) return
    const { key } = stored
    if (key !== undefined) await this.guard(app, session, () => this.store.delete(key))
    if (key !== undefined || stored.destroyed) deleteSessionCookie(this, app, response)
  }

  /** Gives what replaces a record, or the first one. */
  #next(
    app: App,
    session: ServerSideSession,
    record: StoredSession | undefined,
    text: string,
  ): StoredSession {
    const now = app.now()
    const owner = session.get('_owner')
    return {
      text,
      version: (record?.version ?? 0) + 1,
      createdAt: record?.createdAt ?? now,
      seenAt: now,
      expiresAt: now + app.permanentSessionLifetime,
      owner: typeof owner === 'string' ? owner : undefined,
      movedTo: undefined,
    }
  }

  #ttl(app: App, record: StoredSession): number {
    return Math.max(1, record.expiresAt - app.now())
  }

  async #create(app: App, session: ServerSideSession): Promise<boolean> {
    const stored = session[STORED]
    const record = this.#next(app, session, undefined, this.#dump(session))
    const id = randomBytes(32).toString('base64url')
    const key = keyOf(id)
    const made = await this.guard(app, session, () =>
      this.store.create(key, record, this.#ttl(app, record)),
    )
    if (!made) throw unavailable(new Error('The session store refused a new random key.'))
    Object.assign(stored, { id, key, record, rotate: false })
    return true
  }

  async #rotate(app: App, session: ServerSideSession): Promise<boolean> {
    const { key, record } = session[STORED]
    if (key === undefined || record === undefined) return this.#create(app, session)
    // What others wrote since this request began moves along.
    const newest = await this.guard(app, session, () => this.store.get(key))
    if (newest === undefined) return false
    if (newest.version !== record.version) this.#rebase(session, newest)
    await this.#create(app, session)
    const moved: StoredSession = {
      ...newest,
      text: '{}',
      version: newest.version + 1,
      owner: undefined,
      expiresAt: app.now() + this.#grace,
      movedTo: session[STORED].key,
    }
    const ttl = Math.max(1, this.#grace)
    await this.guard(app, session, () => this.store.update(key, moved, newest.version, ttl))
    return true
  }

  /** Writes a changed session; false when there is none any more: then nothing is brought back. */
  async #update(app: App, session: ServerSideSession, changed: string): Promise<boolean> {
    const stored = session[STORED]
    let text = changed
    for (let count = 0; count < TRIES; count++) {
      const { key, record } = stored
      if (key === undefined || record === undefined) return false
      const next = this.#next(app, session, record, text)
      const ttl = this.#ttl(app, next)
      const result = await this.guard(app, session, () =>
        this.store.update(key, next, record.version, ttl),
      )
      if (result === 'saved') {
        stored.record = next
        return true
      }
      const newest = await this.guard(app, session, () => this.store.get(key))
      if (newest === undefined || !isAlive(app, newest)) return false
      if (newest.movedTo === undefined) text = this.#rebase(session, newest)
      else if (!(await this.#follow(app, session, newest.movedTo))) return false
      else text = this.#dump(session)
      await pause(count)
    }
    throw unavailable(new Error('The session changed too often to be saved.'))
  }

  /** Goes on with the session that got a new id while this request was running. */
  async #follow(app: App, session: ServerSideSession, key: string): Promise<boolean> {
    const newest = await this.guard(app, session, () => this.store.get(key))
    if (newest === undefined || !isAlive(app, newest)) return false
    this.#rebase(session, newest)
    Object.assign(session[STORED], { id: undefined, key })
    return true
  }

  /** Puts the changes of this request on newer data, and gives the text of the result. */
  #rebase(session: ServerSideSession, newest: StoredSession): string {
    const stored = session[STORED]
    const before = this.#parse(stored.record?.text ?? '{}')
    const mine = Object.fromEntries(session)
    const merged = replay(before, mine, this.#parse(newest.text), this.serializer)
    session.clear()
    session.update(merged)
    stored.record = newest
    return this.#dump(session)
  }

  async #flush(app: App, session: ServerSideSession): Promise<void> {
    if (session[STORED].key === undefined) {
      await this.#create(app, session)
      return
    }
    const text = this.#textIfChanged(session)
    if (text !== undefined && !(await this.#update(app, session, text))) throw gone()
  }

  #adopt(session: ServerSideSession, record: StoredSession): void {
    session.clear()
    session.update(this.#parse(record.text))
    session[STORED].record = record
  }

  async #touchIfDue(app: App, session: ServerSideSession): Promise<boolean> {
    const { key, record } = session[STORED]
    if (key === undefined || record === undefined) return false
    const lifetime = app.permanentSessionLifetime
    const now = app.now()
    const share = app.config.SESSION_REFRESH_AFTER ?? REFRESH_AFTER
    if (now - record.seenAt < lifetime * share) return false
    const times = { seenAt: now, expiresAt: now + lifetime }
    return this.guard(app, session, () => this.store.touch(key, times, lifetime))
  }
}

/** Gives the key of an id: the store never learns what the cookie holds. */
export function keyOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url')
}

/** Tells whether a session is within its idle and its absolute lifetime. */
export function isAlive(app: App, record: StoredSession): boolean {
  const now = app.now()
  if (record.expiresAt <= now) return false
  const absolute = app.config.SESSION_ABSOLUTE_LIFETIME
  return absolute == null || record.createdAt + toSeconds(absolute) > now
}

function withoutSession(request: Request): boolean {
  const rule = request.urlRule
  if (rule === undefined) return false
  if (rule.settings?.session === false || rule.endpoint === 'static') return true
  return rule.endpoint.endsWith('.static')
}

function pause(count: number): Promise<void> {
  return new Promise((resolve) =>
    setTimeout(resolve, Math.random() * Math.min(4 * (count + 1), 50)),
  )
}

function unavailable(cause: unknown): ServiceUnavailable {
  const error = new ServiceUnavailable('The session cannot be reached at the moment. Try again.')
  error.cause = cause
  return error
}

function gone(): RuntimeError {
  return new RuntimeError('The session was ended by another request, so it cannot be changed.')
}
