import { SecureCookieSession, type SessionInit } from '../session.ts'
import type { StoredSession } from '../stores/store.ts'
import { freshPatience, type Patience } from './patience.ts'

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
  /** Whether the session gets a new id when it is saved, and whether somebody has logged in. */
  rotate: false | 'rotate' | 'login'
  /** What it held before this request wrote it for the first time, if that was not with the response. */
  before: string | undefined
  /** Whether it was saved before the response, which still has to tell the browser its id. */
  unsent: boolean
  /** Whether its row was removed by `destroy`. */
  destroyed: boolean
  /** Whether it is the copy that a `transact` works on. */
  copy: boolean
  /** What the request has spent on waiting for the store. */
  patience: Patience
}

/** A session that a store keeps. */
export class ServerSideSession extends SecureCookieSession {
  readonly [STORED]: Stored

  /**
   * @param init The data. Default empty.
   * @param patience What the request has spent so far on waiting for the store.
   */
  constructor(init?: SessionInit | null, patience: Patience = freshPatience()) {
    super(init)
    this.new = true
    this[STORED] = {
      id: undefined,
      key: undefined,
      record: undefined,
      rotate: false,
      before: undefined,
      unsent: false,
      destroyed: false,
      copy: false,
      patience,
    }
  }
}
