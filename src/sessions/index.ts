export { EncryptedCookieSessionInterface } from './cookie/encrypted-cookie.ts'
export { SecureCookieSessionInterface } from './cookie/secure-cookie.ts'
export type { SessionEpoch } from './epoch.ts'
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
export { OverflowSessionInterface } from './overflow.ts'
export type { SchemaIssue, SchemaResult, SessionSchema } from './schema.ts'
export {
  ServerSideSessionInterface,
  type ServerSideSessionOptions,
} from './server-side/server-side.ts'
export { ServerSideSession } from './server-side/store-session.ts'
export { NullSession, SecureCookieSession, type SessionInit, SessionMixin } from './session.ts'
export {
  ExpressSessionStore,
  type ExpressSessionStoreLike,
} from './stores/express-session-store.ts'
export { FileStore } from './stores/file-store.ts'
export { type KeyvLike, KeyvStore } from './stores/keyv-store.ts'
export { MemoryStore } from './stores/memory-store.ts'
export {
  type CallingClient,
  type RedisClient,
  RedisStore,
  type RedisStoreOptions,
  type SendingClient,
} from './stores/redis-store.ts'
export type {
  SessionStore,
  StoreCapabilities,
  StoredSession,
  UpdateResult,
} from './stores/store.ts'
