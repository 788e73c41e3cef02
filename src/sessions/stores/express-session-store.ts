import { codeOf } from '../../guards.ts'
import { LastWriteWinsStore, parseStored, storedText } from './last-write-wins-store.ts'
import type { StoredSession } from './store.ts'

/** What is used of a store for express-session. */
export interface ExpressSessionStoreLike {
  get(id: string, done: (error: unknown, session?: unknown) => void): void
  set(id: string, session: object, done?: (error?: unknown) => void): void
  destroy(id: string, done?: (error?: unknown) => void): void
}

/**
 * Keeps sessions in a store that was written for express-session: there are dozens.
 *
 * It cannot promise what the other stores do: between processes the last write wins, changes of
 * parallel requests may be lost, and a logout can be undone by a slower request of another process.
 * `transact`, `sessionsOf` and `revokeAll` refuse.
 */
export class ExpressSessionStore extends LastWriteWinsStore {
  readonly #store: ExpressSessionStoreLike

  /** @param store The store, as express-session would get it, for this application alone. */
  constructor(store: ExpressSessionStoreLike) {
    super()
    if (typeof store?.get !== 'function' || typeof store.destroy !== 'function') {
      throw new TypeError(
        'ExpressSessionStore needs a store of express-session: this object has no "get" and "destroy".',
      )
    }
    this.#store = store
  }

  protected override async read(key: string): Promise<StoredSession | undefined> {
    const found = await new Promise((resolve, reject) => {
      this.#store.get(key, (error, session) => {
        if (error && !isMissing(error)) reject(error)
        else resolve(error ? undefined : session)
      })
    })
    if (found === undefined || found === null) return undefined
    return parseStored(key, (found as { hipflask?: unknown }).hipflask)
  }

  protected override write(key: string, session: StoredSession, ttl: number): Promise<void> {
    const lifetime = Math.ceil(ttl * 1000)
    const expires = new Date(Date.now() + lifetime)
    // The stores take the lifetime from one of these.
    const cookie = {
      originalMaxAge: lifetime,
      maxAge: lifetime,
      expires,
      path: '/',
      httpOnly: true,
    }
    const value = { cookie, hipflask: storedText(key, session) }
    return settled((done) => this.#store.set(key, value, done))
  }

  protected override remove(key: string): Promise<void> {
    return settled((done) => this.#store.destroy(key, done))
  }
}

function settled(start: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()))
  })
}

/** Stores over files say so instead of giving nothing, as express-session allows. */
function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT'
}
