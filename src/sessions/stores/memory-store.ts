import type { SessionStore, StoredSession, UpdateResult } from './store.ts'

/** After so many new sessions the expired ones are looked for. */
const SWEEP_EVERY = 1000

/** Keeps sessions in the memory of one process: for tests and for a single server that may forget. */
export class MemoryStore implements SessionStore {
  readonly #sessions: Map<string, StoredSession> = new Map()
  readonly #owners: Map<string, Set<string>> = new Map()
  #created = 0

  /** The number of sessions that are kept. */
  get size(): number {
    return this.#sessions.size
  }

  get(key: string): StoredSession | undefined {
    return this.#sessions.get(key)
  }

  create(key: string, session: StoredSession): boolean {
    if (this.#sessions.has(key)) return false
    if (++this.#created % SWEEP_EVERY === 0) this.cleanup(session.seenAt)
    this.#put(key, session)
    return true
  }

  update(key: string, session: StoredSession, ifVersion: number): UpdateResult {
    const present = this.#sessions.get(key)
    if (present === undefined) return 'gone'
    if (present.version !== ifVersion) return 'conflict'
    if (present.owner !== session.owner) this.#disown(key, present)
    this.#put(key, session)
    return 'saved'
  }

  touch(key: string, session: StoredSession): boolean {
    const present = this.#sessions.get(key)
    if (present?.version !== session.version) return false
    const { seenAt, expiresAt } = session
    this.#sessions.set(key, { ...present, seenAt, expiresAt })
    return true
  }

  delete(key: string): StoredSession | undefined {
    const present = this.#sessions.get(key)
    if (present === undefined) return undefined
    this.#disown(key, present)
    this.#sessions.delete(key)
    return present
  }

  keysOf(owner: string): readonly string[] {
    return [...(this.#owners.get(owner) ?? [])]
  }

  cleanup(now: number): number {
    let count = 0
    for (const [key, session] of this.#sessions) {
      if (session.expiresAt > now) continue
      this.delete(key)
      count++
    }
    return count
  }

  #put(key: string, session: StoredSession): void {
    this.#sessions.set(key, session)
    if (session.owner === undefined) return
    const keys = this.#owners.get(session.owner)
    if (keys === undefined) this.#owners.set(session.owner, new Set([key]))
    else keys.add(key)
  }

  #disown(key: string, { owner }: StoredSession): void {
    if (owner === undefined) return
    const keys = this.#owners.get(owner)
    keys?.delete(key)
    if (keys?.size === 0) this.#owners.delete(owner)
  }
}
