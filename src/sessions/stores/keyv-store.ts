import { LastWriteWinsStore, parseStored, storedText } from './last-write-wins-store.ts'
import type { StoredSession } from './store.ts'

/** What is used of a `Keyv`. */
export interface KeyvLike {
  get(key: string): Promise<unknown>
  set(key: string, value: unknown, ttl?: number): Promise<unknown>
  delete(key: string): Promise<unknown>
  throwOnErrors?: boolean
}

/**
 * Keeps sessions in a `Keyv`, and so in MongoDB, PostgreSQL, MySQL, SQLite, Memcached or DynamoDB.
 *
 * It cannot promise what the other stores do: between processes the last write wins, changes of
 * parallel requests may be lost, and a logout can be undone by a slower request of another process.
 * `transact`, `sessionsOf` and `revokeAll` refuse. The adapter's errors are made to be thrown.
 */
export class KeyvStore extends LastWriteWinsStore {
  readonly #keyv: KeyvLike

  /** @param keyv Your `Keyv`, for sessions alone: its `throwOnErrors` is set, and its adapter's. */
  constructor(keyv: KeyvLike) {
    super()
    if (typeof keyv?.get !== 'function' || typeof keyv.set !== 'function') {
      throw new TypeError('KeyvStore needs a Keyv: this object has no "get" and "set".')
    }
    this.#keyv = keyv
    // Otherwise a failed read is undefined, which would be a logout.
    keyv.throwOnErrors = true
    const { store } = keyv as { store?: { throwOnErrors?: boolean } }
    if (typeof store === 'object' && store !== null && 'throwOnErrors' in store) {
      store.throwOnErrors = true
    }
  }

  protected override async read(key: string): Promise<StoredSession | undefined> {
    const text = await this.#keyv.get(key)
    return text === undefined || text === null ? undefined : parseStored(key, text)
  }

  protected override async write(key: string, session: StoredSession, ttl: number): Promise<void> {
    const done = await this.#keyv.set(key, storedText(key, session), Math.ceil(ttl * 1000))
    if (done === false) throw new Error('Keyv did not keep the session.')
  }

  protected override async remove(key: string): Promise<void> {
    await this.#keyv.delete(key)
  }
}
