import type { App } from '../../app.ts'
import { type Awaitable, chain, isPromise } from '../../chain.ts'
import { isPlainObject } from '../../options.ts'
import type { DataSerializer } from '../../signing/serializer.ts'
import { type SessionMixin, STATE } from '../session.ts'
import type { SessionStore, UpdateResult } from '../stores/store.ts'
import { replay } from './merge.ts'
import { Asker, type Patience, SessionUnavailable } from './patience.ts'
import { giveNewId } from './store-rotation.ts'
import {
  freshId,
  isAlive,
  keyOf,
  nextRecord,
  type Row,
  secondsLeft,
  touchedRecord,
} from './store-rows.ts'
import { type ServerSideSession, STORED } from './store-session.ts'
import { Turns } from './turns.ts'

/** How often a save is tried again on newer data before it gives up. */
const TRIES = 100
/** How many new ids in a row are followed. */
const HOPS = 5

/** How long a writer waits. */
export interface WriterLimits {
  /** Milliseconds that one request waits for the store altogether. */
  readonly timeout: number
  /** Seconds that the old id of a session stays good. */
  readonly grace: number
}

/** Reads and writes sessions so that nothing of parallel requests is lost or brought back. */
export class StoreWriter {
  readonly store: SessionStore
  readonly serializer: DataSerializer
  readonly #asker: Asker
  /** Seconds that the old id of a session stays good. */
  readonly grace: number
  readonly #turns = new Turns()

  constructor(store: SessionStore, serializer: DataSerializer, limits: WriterLimits) {
    this.store = store
    this.serializer = serializer
    this.#asker = new Asker(limits.timeout)
    this.grace = limits.grace
  }

  /** Asks the store, for no longer than the request may wait. A failure is a 503. */
  ask<T>(app: App, patience: Patience, question: () => Awaitable<T>): Awaitable<T> {
    return this.#asker.ask(app, patience, question)
  }

  /** Finds what a key shows: an old one that was only replaced shows the session itself. */
  find(app: App, patience: Patience, key: string): Awaitable<Row | undefined> {
    return this.#look(app, patience, key, { always: false, hops: HOPS })
  }

  /** Finds the session that a request works on, wherever it has moved meanwhile. */
  newest(app: App, { [STORED]: stored }: ServerSideSession): Awaitable<Row | undefined> {
    return this.#look(app, stored.patience, stored.key ?? '', { always: true, hops: HOPS })
  }

  #look(
    app: App,
    patience: Patience,
    key: string,
    follow: { always: boolean; hops: number },
  ): Awaitable<Row | undefined> {
    return chain(
      this.ask(app, patience, () => this.store.get(key)),
      (record) => {
        if (record === undefined || !isAlive(app, record)) return undefined
        const { movedTo, text } = record
        if (movedTo === undefined || (text !== '' && !follow.always)) return { key, record }
        if (follow.hops === 0) return undefined
        return this.#look(app, patience, movedTo, { ...follow, hops: follow.hops - 1 })
      },
    )
  }

  /** Gives the data of a text. */
  parse(text: string): Record<string, unknown> {
    const data = text === '' ? {} : this.serializer.loads(text as never)
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

  /** Writes what a request did to its session, and tells whether the browser has to hear of it. */
  write(app: App, session: ServerSideSession): Awaitable<boolean> {
    const { key, record, rotate } = session[STORED]
    if (record === undefined || key === undefined) {
      return session.modified ? this.create(app, session) : false
    }
    if (rotate) return giveNewId(this, app, session)
    // What the old id of a session shows after a login is for reading: it may be anybody's by now.
    if (record.movedTo !== undefined) return false
    const text = this.textIfChanged(session)
    return text === undefined ? this.#touch(app, session) : this.update(app, session, text)
  }

  /** Removes a session, also where it has moved, and tells whether there was one. */
  async remove(app: App, patience: Patience, key: string): Promise<boolean> {
    const first = await this.ask(app, patience, () => this.store.delete(key))
    let next = first?.movedTo
    for (let hops = HOPS; next !== undefined && hops > 0; hops--) {
      const moved = next
      const removed = await this.ask(app, patience, () => this.store.delete(moved))
      next = removed?.movedTo
    }
    return first !== undefined
  }

  /** Keeps a new session, or one under a new id. */
  create(app: App, session: ServerSideSession): Awaitable<boolean> {
    const stored = session[STORED]
    // A new id does not make the session younger; a login does.
    const before = stored.rotate === 'login' ? undefined : stored.record
    const record = nextRecord(app, session, before, this.dump(session))
    const id = freshId()
    const key = keyOf(id)
    return chain(
      this.ask(app, stored.patience, () =>
        this.store.create(key, record, secondsLeft(app, record)),
      ),
      (made) => {
        if (!made) throw new SessionUnavailable('The session store refused a new random key.')
        Object.assign(stored, { id, key, record, rotate: false })
        return true
      },
    )
  }

  /** Writes changed data; false when the session was ended: then nothing is brought back. */
  update(app: App, session: ServerSideSession, text: string): Awaitable<boolean> {
    const { key = '', patience } = session[STORED]
    // Behind another one it would only be told of a conflict.
    if (this.#turns.isBusy(key)) return this.#updateLater(app, session)
    const trying = this.#tryUpdate(app, session, text)
    const result = isPromise(trying) ? this.#turns.take(key, patience, async () => trying) : trying
    return chain(result, (said) =>
      said === 'conflict' ? this.#updateLater(app, session) : said === 'saved',
    )
  }

  #tryUpdate(app: App, session: ServerSideSession, text: string): Awaitable<UpdateResult> {
    const stored = session[STORED]
    const { key, record, patience } = stored
    if (key === undefined || record === undefined) return 'gone'
    const next = nextRecord(app, session, record, text)
    return chain(
      this.ask(app, patience, () =>
        this.store.update(key, next, record.version, secondsLeft(app, next)),
      ),
      (result) => {
        if (result === 'saved') stored.record = next
        return result
      },
    )
  }

  async #updateLater(app: App, session: ServerSideSession): Promise<boolean> {
    const result = await this.inTurn(app, session, async () => {
      const row = await this.newest(app, session)
      if (row === undefined) return 'gone'
      return this.#tryUpdate(app, session, this.rebase(session, row))
    })
    return result === 'saved'
  }

  /** Tries as often as somebody else is first, in turn with the other requests of this process. */
  async inTurn<T>(
    app: App,
    session: ServerSideSession,
    attempt: () => Promise<T | 'conflict'>,
  ): Promise<T> {
    const { key = '', patience } = session[STORED]
    for (let count = 0; count < TRIES; count++) {
      const result = await this.#turns.take(key, patience, attempt)
      if (result !== 'conflict') return result as T
      await pause(count)
    }
    app.logger.error('The session changed too often to be saved.')
    throw new SessionUnavailable('The session changed too often to be saved.')
  }

  /** Puts the changes of this request on newer data, and gives the text of the result. */
  rebase(session: ServerSideSession, { key, record }: Row): string {
    const stored = session[STORED]
    const before = this.parse(stored.record?.text ?? '')
    const mine = Object.fromEntries(session)
    this.fill(session, replay(before, mine, this.parse(record.text), this.serializer))
    if (key !== stored.key) stored.id = undefined
    Object.assign(stored, { key, record })
    return this.dump(session)
  }

  /** Replaces the data. */
  fill(session: SessionMixin, data: Record<string, unknown>): void {
    session.clear()
    session.update(data)
  }

  #touch(app: App, session: ServerSideSession): Awaitable<boolean> {
    const { key, record, patience } = session[STORED]
    const touched = record && touchedRecord(app, record)
    if (key === undefined || touched === undefined) return false
    const ttl = secondsLeft(app, touched)
    return this.ask(app, patience, () => this.store.touch(key, touched, ttl))
  }
}

function pause(count: number): Promise<void> {
  return new Promise((resolve) =>
    setTimeout(resolve, Math.random() * Math.min(4 * (count + 1), 50)),
  )
}
