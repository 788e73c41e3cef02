import { createHash, randomBytes } from 'node:crypto'
import type { App } from '../app.ts'
import type { Awaitable } from '../chain.ts'
import { toSeconds } from '../duration.ts'
import { RuntimeError } from '../errors.ts'
import { ServiceUnavailable } from '../exceptions.ts'
import { isPlainObject } from '../signing/options.ts'
import type { DataSerializer } from '../signing/serializer.ts'
import { replay } from './merge.ts'
import { type SessionMixin, STATE } from './session.ts'
import type { SessionStore, StoredSession } from './store.ts'
import { ServerSideSession, STORED } from './store-session.ts'

/** How often a save is tried again on newer data before it gives up. */
const TRIES = 20
/** The share of the lifetime after which a used session is touched, unless the config says otherwise. */
const REFRESH_AFTER = 0.1

/** How long a writer waits. */
export interface WriterLimits {
  /** Milliseconds that one request waits for the store altogether. */
  readonly timeout: number
  /** Seconds that the old id of a session stays good. */
  readonly grace: number
}

/** Writes sessions into a store so that nothing of parallel requests is lost or brought back. */
export class StoreWriter {
  readonly store: SessionStore
  readonly serializer: DataSerializer
  readonly #timeout: number
  readonly #grace: number

  constructor(store: SessionStore, serializer: DataSerializer, limits: WriterLimits) {
    this.store = store
    this.serializer = serializer
    this.#timeout = limits.timeout
    this.#grace = limits.grace
  }

  /** Asks the store, for no longer than the request may wait. A failure is a 503. */
  async ask<T>(
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

  /** Gives the data of a text. */
  parse(text: string): Record<string, unknown> {
    const data = this.serializer.loads(text as never)
    return isPlainObject(data) ? data : {}
  }

  /** Gives the text of the data. */
  dump(session: SessionMixin): string {
    return String(this.serializer.dumps(Object.fromEntries(session)))
  }

  /** Gives the text of the data if they changed. */
  textIfChanged(session: ServerSideSession): string | undefined {
    const { modified, pinned, exposed } = session[STATE]
    if (!modified && (pinned || !exposed)) return undefined
    const text = this.dump(session)
    if (text === session[STORED].record?.text) return undefined
    session.modified = true
    return text
  }

  /** Changes the newest data by a function, as often as somebody else is first, and keeps them. */
  async transact<T>(
    app: App,
    session: ServerSideSession,
    change: (fresh: ServerSideSession) => Awaitable<T>,
  ): Promise<T> {
    const stored = session[STORED]
    // What this request has changed so far goes first.
    await this.#flush(app, session)
    for (let count = 0; ; count++) {
      const { key } = stored
      const record = key && (await this.ask(app, session, () => this.store.get(key)))
      if (!key || !record) throw gone()
      const fresh = new ServerSideSession(this.parse(record.text))
      const result = await change(fresh)
      const next = this.#next(app, session, record, this.dump(fresh))
      const ttl = this.#ttl(app, next)
      const saved = await this.ask(app, session, () =>
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

  /** Keeps a new session. */
  async create(app: App, session: ServerSideSession): Promise<boolean> {
    const stored = session[STORED]
    const first = this.#next(app, session, undefined, this.dump(session))
    // A new id does not make the session younger.
    const record = { ...first, createdAt: stored.record?.createdAt ?? first.createdAt }
    const id = randomBytes(32).toString('base64url')
    const key = keyOf(id)
    const made = await this.ask(app, session, () =>
      this.store.create(key, record, this.#ttl(app, record)),
    )
    if (!made) throw unavailable(new Error('The session store refused a new random key.'))
    Object.assign(stored, { id, key, record, rotate: false })
    return true
  }

  /** Keeps a session under a new id; the old one points to it for a moment. */
  async rotate(app: App, session: ServerSideSession): Promise<boolean> {
    const { key, record } = session[STORED]
    if (key === undefined || record === undefined) return this.create(app, session)
    // What others wrote since this request began moves along.
    const newest = await this.ask(app, session, () => this.store.get(key))
    if (newest === undefined) return false
    if (newest.movedTo !== undefined) return this.#join(app, session, newest.movedTo)
    if (newest.version !== record.version) this.#rebase(session, newest)
    await this.create(app, session)
    const moved: StoredSession = {
      ...newest,
      text: '{}',
      version: newest.version + 1,
      owner: undefined,
      expiresAt: app.now() + this.#grace,
      movedTo: session[STORED].key,
    }
    const ttl = Math.max(1, this.#grace)
    const result = await this.ask(app, session, () =>
      this.store.update(key, moved, newest.version, ttl),
    )
    if (result === 'saved') return true
    // Somebody wrote in between: the new row goes, and it is tried again on what is there now.
    const { key: lost } = session[STORED]
    if (lost !== undefined) await this.ask(app, session, () => this.store.delete(lost))
    Object.assign(session[STORED], { id: undefined, key, record: newest, rotate: true })
    return this.rotate(app, session)
  }

  /** Writes a changed session; false when there is none any more: then nothing is brought back. */
  async update(app: App, session: ServerSideSession, changed: string): Promise<boolean> {
    const stored = session[STORED]
    let text = changed
    for (let count = 0; count < TRIES; count++) {
      const { key, record } = stored
      if (key === undefined || record === undefined) return false
      const next = this.#next(app, session, record, text)
      const ttl = this.#ttl(app, next)
      const result = await this.ask(app, session, () =>
        this.store.update(key, next, record.version, ttl),
      )
      if (result === 'saved') {
        stored.record = next
        return true
      }
      const newest = await this.ask(app, session, () => this.store.get(key))
      if (newest === undefined || !isAlive(app, newest)) return false
      if (newest.movedTo === undefined) text = this.#rebase(session, newest)
      else if (!(await this.#follow(app, session, newest.movedTo))) return false
      else text = this.dump(session)
      await pause(count)
    }
    throw unavailable(new Error('The session changed too often to be saved.'))
  }

  /** Another request was first to give the session a new id: one new id is enough. */
  async #join(app: App, session: ServerSideSession, key: string): Promise<boolean> {
    session[STORED].rotate = false
    if (!(await this.#follow(app, session, key))) return false
    return this.update(app, session, this.dump(session))
  }

  /** Goes on with the session that got a new id while this request was running. */
  async #follow(app: App, session: ServerSideSession, key: string): Promise<boolean> {
    const newest = await this.ask(app, session, () => this.store.get(key))
    if (newest === undefined || !isAlive(app, newest)) return false
    this.#rebase(session, newest)
    Object.assign(session[STORED], { id: undefined, key })
    return true
  }

  /** Puts the changes of this request on newer data, and gives the text of the result. */
  #rebase(session: ServerSideSession, newest: StoredSession): string {
    const stored = session[STORED]
    const before = this.parse(stored.record?.text ?? '{}')
    const mine = Object.fromEntries(session)
    const merged = replay(before, mine, this.parse(newest.text), this.serializer)
    session.clear()
    session.update(merged)
    stored.record = newest
    return this.dump(session)
  }

  async #flush(app: App, session: ServerSideSession): Promise<void> {
    if (session[STORED].key === undefined) {
      await this.create(app, session)
      return
    }
    const text = this.textIfChanged(session)
    if (text !== undefined && !(await this.update(app, session, text))) throw gone()
  }

  #adopt(session: ServerSideSession, record: StoredSession): void {
    session.clear()
    session.update(this.parse(record.text))
    session[STORED].record = record
  }

  /** Moves the times of an unchanged session, once a share of its lifetime has passed. */
  async touchIfDue(app: App, session: ServerSideSession): Promise<boolean> {
    const { key, record } = session[STORED]
    if (key === undefined || record === undefined) return false
    const lifetime = app.permanentSessionLifetime
    const now = app.now()
    const share = app.config.SESSION_REFRESH_AFTER ?? REFRESH_AFTER
    if (now - record.seenAt < lifetime * share) return false
    const times = { seenAt: now, expiresAt: now + lifetime }
    return this.ask(app, session, () => this.store.touch(key, times, lifetime))
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
