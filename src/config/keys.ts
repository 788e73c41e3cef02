import type { DurationLike } from '../duration.ts'
import type { SessionEpoch } from '../sessions/epoch.ts'
import type { SessionSchema } from '../sessions/schema.ts'

/** A secret: text, or bytes. */
export type Secret = string | Uint8Array

/** The keys that the framework knows. Augment it to type your own keys. */
export interface ConfigKeys {
  /** Debug mode: error pages with source, plain messages. Never in production. */
  DEBUG: boolean
  /** Test mode: errors reach the test. */
  TESTING: boolean
  /** Whether unhandled errors leave the app; when null, in debug and testing. */
  PROPAGATE_EXCEPTIONS: boolean | null
  /** What the session cookie is signed with. */
  SECRET_KEY: Secret | null
  /** Older keys, newest first: read, never signed with. */
  SECRET_KEY_FALLBACKS: readonly Secret[] | null
  /** How long a permanent session lives without being used. */
  PERMANENT_SESSION_LIFETIME: DurationLike
  /** Whether files are left to the server in front (`X-Sendfile`). */
  USE_X_SENDFILE: boolean
  /** The hosts that are answered, a leading dot for subdomains; null for any. */
  TRUSTED_HOSTS: readonly string[] | null
  /** The host that the app runs at, for URLs made outside of a request and for subdomains. */
  SERVER_NAME: string | null
  /** The path under which the app is mounted. */
  APPLICATION_ROOT: string
  /** The scheme of URLs made outside of a request. */
  PREFERRED_URL_SCHEME: string
  SESSION_COOKIE_NAME: string
  SESSION_COOKIE_DOMAIN: string | null
  SESSION_COOKIE_PATH: string | null
  SESSION_COOKIE_HTTPONLY: boolean
  /** Whether the cookie is sent by https alone; `'auto'` when the request came so. */
  SESSION_COOKIE_SECURE: boolean | 'auto'
  SESSION_COOKIE_PARTITIONED: boolean
  SESSION_COOKIE_SAMESITE: string | null
  /** Whether the cookie of a permanent session is sent again with every response. */
  SESSION_REFRESH_EACH_REQUEST: boolean
  /** The largest body, in bytes; null for no limit. */
  MAX_CONTENT_LENGTH: number | null
  /** The largest form field that is kept in memory, in bytes; null for no limit. */
  MAX_FORM_MEMORY_SIZE: number | null
  /** The number of parts of a multipart form; null for no limit. */
  MAX_FORM_PARTS: number | null
  /** How long a browser may keep a file: a duration, or null to let it ask each time. */
  SEND_FILE_MAX_AGE_DEFAULT: DurationLike | null
  TRAP_BAD_REQUEST_ERRORS: boolean | null
  TRAP_HTTP_EXCEPTIONS: boolean
  EXPLAIN_TEMPLATE_LOADING: boolean
  TEMPLATES_AUTO_RELOAD: boolean | null
  /** The size of a Set-Cookie header that browsers take, in bytes; 0 for no check. */
  MAX_COOKIE_SIZE: number
  /** Whether routes answer OPTIONS by themselves. */
  PROVIDE_AUTOMATIC_OPTIONS: boolean
  /** The largest JSON body, in bytes; null for `MAX_CONTENT_LENGTH` alone. */
  MAX_JSON_LENGTH: number | null
  /** How deep a JSON body may be nested; null for no limit. */
  MAX_JSON_DEPTH: number | null
  /** All form fields of a request together, in bytes; null for no limit. */
  MAX_FORM_MEMORY_TOTAL: number | null
  /** The number of files of a multipart form; null for no limit. */
  MAX_FORM_FILES: number | null
  /** The number of pairs in a query or an urlencoded form; null for no limit. */
  MAX_FORM_PAIRS: number | null
  /** The length of the request target, in bytes; null for no limit. */
  MAX_URL_LENGTH: number | null
  /** The number of header fields; null for no limit. */
  MAX_HEADERS: number | null
  /** How long a body may pause, in seconds. */
  BODY_IDLE_TIMEOUT: DurationLike | null
  /** How long a body may take altogether, in seconds; not for routes with `stream: true`. */
  BODY_TIMEOUT: DurationLike | null
  /** How long a client may take nothing of an answer before its connection is cut, in seconds. */
  SEND_IDLE_TIMEOUT: DurationLike | null
  /** Whether redirects of the router name only the path. */
  RELATIVE_REDIRECTS: boolean
  /** Whether a body with a Content-Encoding is refused (415). */
  REFUSE_ENCODED_BODIES: boolean
  /** Whether a malformed multipart body is refused (400). */
  STRICT_MULTIPART: boolean
  /** Whether a target with a percent sign that begins no escape is refused (400). */
  STRICT_TARGET: boolean
  /** Whether a malformed Host header is refused (400). */
  STRICT_HOST: boolean
  /** Whether static folders serve files and folders that begin with a dot. */
  STATIC_DOTFILES: boolean
  /** Whether static folders follow links that leave the folder. */
  STATIC_SYMLINKS: boolean
  /** Whether a client that prefers JSON to HTML gets errors as problem details (RFC 9457). */
  PROBLEM_DETAILS: boolean
  /** Whether teardown functions go on after one of them failed, which is logged then. */
  TEARDOWN_CONTINUE: boolean
  /** Whether a weak SECRET_KEY is taken outside of debug and testing. */
  ALLOW_WEAK_SECRET_KEY: boolean
  /** The largest session cookie that is read, in bytes; null for no limit. */
  SESSION_COOKIE_MAX_LENGTH: number | null
  /** The largest session that a compressed cookie may hold, in bytes; null for no limit. */
  SESSION_MAX_INFLATED: number | null
  /** What happens with a session cookie over `MAX_COOKIE_SIZE`: `'refuse'` is an error in debug and a log line elsewhere. */
  SESSION_COOKIE_TOO_LARGE: 'refuse' | 'send'
  /** The share of the lifetime after which an unchanged session is refreshed; null is 0 for cookies (Flask) and 0.1 for stores. */
  SESSION_REFRESH_AFTER: number | null
  /** How long a session lives at most, however much it is used; null for no limit. */
  SESSION_ABSOLUTE_LIFETIME: DurationLike | null
  /** Whether a change of the session after it was saved is an error; else it is lost, as in Flask. */
  SESSION_LATE_WRITES: 'error' | 'ignore'
  /** Numbers by owner that end all of an owner's cookie sessions when they change; null for none. */
  SESSION_EPOCH: SessionEpoch | null
  /** A Standard Schema (of Zod, Valibot and others) that the session has to fit, else it is empty; null for none. */
  SESSION_SCHEMA: SessionSchema | null
  /** Whether only one text of a signature counts, and every cookie of a duplicated name is tried. */
  SESSION_STRICT_COOKIE: boolean
  /** Whether a change inside a value of the session (`session.cart.push(x)`) is noticed and saved. */
  SESSION_NESTED_CHANGES: boolean
  /** The Cache-Control of responses that set the session cookie and have none; null for none. */
  SESSION_CACHE_CONTROL: string | null
}
