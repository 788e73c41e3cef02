export { EncryptedCookieSessionInterface } from './encrypted-cookie.ts'
export type { SessionEpoch } from './epoch.ts'
export { ExpressSessionStore, type ExpressSessionStoreLike } from './express-session-store.ts'
export { FileStore } from './file-store.ts'
export {
  destroy,
  login,
  revokeAll,
  rotate,
  type SessionLike,
  sessionsOf,
  transact,
} from './functions.ts'
export { SessionInterface, type SessionSummary } from './interface.ts'
export { type KeyvLike, KeyvStore } from './keyv-store.ts'
export { MemoryStore } from './memory-store.ts'
export { OverflowSessionInterface } from './overflow.ts'
export {
  type CallingClient,
  type RedisClient,
  RedisStore,
  type RedisStoreOptions,
  type SendingClient,
} from './redis-store.ts'
export type { SchemaIssue, SchemaResult, SessionSchema } from './schema.ts'
export { SecureCookieSessionInterface } from './secure-cookie.ts'
export {
  ServerSideSessionInterface,
  type ServerSideSessionOptions,
} from './server-side.ts'
export { NullSession, SecureCookieSession, type SessionInit, SessionMixin } from './session.ts'
export type { SessionStore, StoreCapabilities, StoredSession, UpdateResult } from './store.ts'
export { ServerSideSession } from './store-session.ts'
