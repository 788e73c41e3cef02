import { hash, randomBytes } from 'node:crypto'
import type { App } from '../../app.ts'
import { toSeconds } from '../../duration.ts'
import type { SessionMixin } from '../session.ts'
import type { StoredSession } from '../stores/store.ts'

/** A session in the store, by the key under which it was found in the end. */
export interface Row {
  readonly key: string
  readonly record: StoredSession
}

/** Gives a new id. */
export function freshId(): string {
  return randomBytes(32).toString('base64url')
}

/** Gives the key of an id: the store never learns what the cookie holds. */
export function keyOf(id: string): string {
  return hash('sha256', id, 'base64url')
}

/** Tells whether a session is within its idle and its absolute lifetime. */
export function isAlive(app: App, record: StoredSession): boolean {
  const now = app.now()
  if (record.expiresAt <= now) return false
  const absolute = app.config.SESSION_ABSOLUTE_LIFETIME
  return absolute == null || record.createdAt + toSeconds(absolute) > now
}

/** Gives what replaces a record, or the first one. */
export function nextRecord(
  app: App,
  session: SessionMixin,
  record: StoredSession | undefined,
  text: string,
): StoredSession {
  const now = app.now()
  const owner = session.get('_owner')
  // One that has moved from a cookie into the store is no younger for it.
  const noted = session.get('_created')
  const createdAt = record?.createdAt ?? (typeof noted === 'number' ? noted : now)
  return {
    text,
    version: (record?.version ?? 0) + 1,
    createdAt,
    seenAt: now,
    expiresAt: expiryOf(app, createdAt),
    owner: typeof owner === 'string' ? owner : undefined,
    movedTo: undefined,
  }
}

/** Gives the record with the times of a use now, or undefined when that is not worth a write. */
export function touchedRecord(app: App, record: StoredSession): StoredSession | undefined {
  if (!app.config.SESSION_REFRESH_EACH_REQUEST || record.movedTo !== undefined) return undefined
  const now = app.now()
  const share = app.config.SESSION_REFRESH_AFTER ?? REFRESH_AFTER
  if (now - record.seenAt < app.permanentSessionLifetime * share) return undefined
  return { ...record, seenAt: now, expiresAt: expiryOf(app, record.createdAt) }
}

/** Gives the seconds that a store has to keep a record. */
export function secondsLeft(app: App, record: StoredSession): number {
  return Math.max(1, record.expiresAt - app.now())
}

/** The share of the lifetime after which a used session is touched, unless the config says otherwise. */
const REFRESH_AFTER = 0.1

// One clock for both: the idle lifetime from now on, within the absolute one.
function expiryOf(app: App, createdAt: number): number {
  const idle = app.now() + app.permanentSessionLifetime
  const absolute = app.config.SESSION_ABSOLUTE_LIFETIME
  return absolute == null ? idle : Math.min(idle, createdAt + toSeconds(absolute))
}
