import type { SessionStore, StoreCapabilities, StoredSession, UpdateResult } from './store.ts'

/**
 * A store over something that can only get, set and delete. In one process requests take turns; with
 * several the last write wins, and a logout can be undone by a slower request of another process.
 */
export abstract class LastWriteWinsStore implements SessionStore {
  readonly capabilities: StoreCapabilities = { atomic: false, owners: false, expiry: true }
  readonly #turns = new Map<string, Promise<unknown>>()

  /** Gives what was kept last, or undefined. A failure has to be thrown. */
  protected abstract read(key: string): Promise<StoredSession | undefined>
  /** Keeps a session for `ttl` seconds. */
  protected abstract write(key: string, session: StoredSession, ttl: number): Promise<void>
  /** Removes a session. */
  protected abstract remove(key: string): Promise<void>

  get(key: string): Promise<StoredSession | undefined> {
    return this.read(key)
  }

  create(key: string, session: StoredSession, ttl: number): Promise<boolean> {
    return this.#inTurn(key, async () => {
      if ((await this.read(key)) !== undefined) return false
      await this.write(key, session, ttl)
      return true
    })
  }

  update(
    key: string,
    session: StoredSession,
    ifVersion: number,
    ttl: number,
  ): Promise<UpdateResult> {
    return this.#inTurn(key, async () => {
      const present = await this.read(key)
      if (present === undefined) return 'gone'
      if (present.version !== ifVersion) return 'conflict'
      await this.write(key, session, ttl)
      return 'saved'
    })
  }

  async touch(key: string, session: StoredSession, ttl: number): Promise<boolean> {
    // The same version has the same data.
    return (await this.update(key, session, session.version, ttl)) === 'saved'
  }

  delete(key: string): Promise<StoredSession | undefined> {
    return this.#inTurn(key, async () => {
      const present = await this.read(key)
      if (present !== undefined) await this.remove(key)
      return present
    })
  }

  /** Knows nothing of owners. */
  async keysOf(_owner: string): Promise<readonly string[]> {
    return []
  }

  /** Does nothing: what is underneath removes what has expired. */
  async cleanup(_now: number): Promise<number> {
    return 0
  }

  #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(work)
    const settled = turn.then(
      () => {},
      () => {},
    )
    this.#turns.set(key, settled)
    settled.then(() => {
      if (this.#turns.get(key) === settled) this.#turns.delete(key)
    })
    return turn
  }
}

/** Reads a session of which nobody else than this store can have written the text. */
export function parseStored(key: string, text: unknown): StoredSession {
  const found: unknown = typeof text === 'string' ? JSON.parse(text) : undefined
  if (!Array.isArray(found) || found[0] !== key) {
    throw new Error('The store gave something else than the session that was kept.')
  }
  const session = found[1] as StoredSession
  return { ...session, owner: session.owner, movedTo: session.movedTo }
}

/** Gives the text of a session, which says what key it belongs to. */
export function storedText(key: string, session: StoredSession): string {
  return JSON.stringify([key, session])
}
