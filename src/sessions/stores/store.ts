import type { Awaitable } from '../../chain.ts'

/** A session as a store keeps it. Times are seconds since 1970. */
export interface StoredSession {
  /** The data, as tagged JSON. For a session that got a new id: what the old id still shows, or
   *  nothing when it shows the session itself. */
  readonly text: string
  /** Grows by one with every update. */
  readonly version: number
  readonly createdAt: number
  /** When it was last used, to within the share of the lifetime that `SESSION_REFRESH_AFTER` says. */
  readonly seenAt: number
  readonly expiresAt: number
  /** Whom it belongs to, once `login` has said so. */
  readonly owner: string | undefined
  /** The key that took its place when the session got a new id. */
  readonly movedTo: string | undefined
}

/** What became of an update: done, somebody else was first, or there is no such session (any more). */
export type UpdateResult = 'saved' | 'conflict' | 'gone'

/** What a store can promise beyond keeping sessions. */
export interface StoreCapabilities {
  /** Whether an update notices that somebody else was first; else the last write wins, and `transact` refuses. */
  readonly atomic: boolean
  /** Whether it knows the sessions of an owner; else `sessionsOf` and `revokeAll` refuse. */
  readonly owners: boolean
  /** Whether it removes by itself what has expired; else call `cleanup` from time to time. */
  readonly expiry: boolean
}

/**
 * Where sessions are kept. Keys are 43 characters of base64url that tell nothing about the id in
 * the cookie. A failure has to be thrown: undefined means that there is no such session.
 *
 * `checkSessionStore` of `hipflask/testing` tells whether a store keeps the contract.
 */
export interface SessionStore {
  /** What it can promise; default everything. */
  readonly capabilities?: StoreCapabilities
  /** Gives a session, or undefined. It may give one that has expired. */
  get(key: string): Awaitable<StoredSession | undefined>
  /** Keeps a new session for `ttl` seconds. False when the key is taken. */
  create(key: string, session: StoredSession, ttl: number): Awaitable<boolean>
  /** Replaces a session if its version is still the one given; never makes one. */
  update(
    key: string,
    session: StoredSession,
    ifVersion: number,
    ttl: number,
  ): Awaitable<UpdateResult>
  /** Moves the times of a session to those given and leaves the rest. False when there is none of this version. */
  touch(key: string, session: StoredSession, ttl: number): Awaitable<boolean>
  /** Removes a session, and gives what was removed. */
  delete(key: string): Awaitable<StoredSession | undefined>
  /** Gives the keys of the sessions of an owner, and perhaps of some that were theirs. */
  keysOf(owner: string): Awaitable<readonly string[]>
  /** Removes what expired before a time, where the store does not by itself, and counts it. */
  cleanup(now: number): Awaitable<number>
}
