import { SecureCookieSession, type SessionInit } from './session.ts'
import type { StoredSession } from './store.ts'

/** Where a store session keeps what belongs to the store. */
export const STORED: unique symbol = Symbol('stored session')

/** What is known of a session in its store. */
export interface Stored {
  /** The id in the cookie; undefined while the session is new, or was found by its old id. */
  id: string | undefined
  /** The key in the store: a hash of the id. */
  key: string | undefined
  /** What the store had at the last look. */
  record: StoredSession | undefined
  /** Whether the session gets a new id when it is saved. */
  rotate: boolean
  /** Whether its row was removed by `destroy`. */
  destroyed: boolean
  /** Milliseconds that this request has waited for the store. */
  spent: number
}

/** A session that a store keeps. */
export class ServerSideSession extends SecureCookieSession {
  readonly [STORED]: Stored = {
    id: undefined,
    key: undefined,
    record: undefined,
    rotate: false,
    destroyed: false,
    spent: 0,
  }

  constructor(init?: SessionInit | null) {
    super(init)
    this.new = true
  }
}
