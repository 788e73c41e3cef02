import type { DurationLike } from '../duration.ts'
import type { SessionEpoch } from '../sessions/epoch.ts'
import type { SessionSchema } from '../sessions/schema.ts'

/** A secret: text, or bytes. */
export type Secret = string | Uint8Array

/** The keys that the framework knows. Augment it to type your own keys. */
export interface ConfigKeys {
  /** Debug mode: error pages with source, plain messages; never in production. Default false. */
  DEBUG: boolean
  /** Test mode: errors reach the test. Default false. */
  TESTING: boolean
  /** Whether unhandled errors leave the app. Default null: in debug and testing. */
  PROPAGATE_EXCEPTIONS: boolean | null
  /** What the session cookie is signed with. Default null: there are no sessions. */
  SECRET_KEY: Secret | null
  /** Older keys, newest first: read, never signed with. Default null. */
  SECRET_KEY_FALLBACKS: readonly Secret[] | null
  /** How long a permanent session lives without being used, in seconds or by parts. Default `{ days: 31 }`. */
  PERMANENT_SESSION_LIFETIME: DurationLike
  /** Whether files are left to the server in front (`X-Sendfile`). Default false. */
  USE_X_SENDFILE: boolean
  /** The hosts that are answered, a leading dot for subdomains; others are a 400. Default null: any. */
  TRUSTED_HOSTS: readonly string[] | null
  /** The host that the app runs at, for URLs made outside of a request and for subdomains. Default null. */
  SERVER_NAME: string | null
  /** The path under which the app is mounted. Default `/`. */
  APPLICATION_ROOT: string
  /** The scheme of URLs made outside of a request. Default `http`. */
  PREFERRED_URL_SCHEME: string
  /** The name of the session cookie. Default `session`. */
  SESSION_COOKIE_NAME: string
  /** The host whose subdomains get the session cookie too. Default null: the host of the request alone. */
  SESSION_COOKIE_DOMAIN: string | null
  /** The path below which the session cookie is sent. Default null: `APPLICATION_ROOT`. */
  SESSION_COOKIE_PATH: string | null
  /** Whether scripts cannot read the session cookie. Default true. */
  SESSION_COOKIE_HTTPONLY: boolean
  /** Whether the session cookie is sent by https alone. Default `'auto'`: when the request came so. */
  SESSION_COOKIE_SECURE: boolean | 'auto'
  /** Whether a site that is embedded in others has a session cookie for each of them (CHIPS). Default false. */
  SESSION_COOKIE_PARTITIONED: boolean
  /** With which requests of other sites the session cookie goes along: `'Lax'`, `'Strict'`, `'None'`, or null to leave it to the browser. Default `'Lax'`. */
  SESSION_COOKIE_SAMESITE: string | null
  /** Whether the cookie of a permanent session is sent again with every response. Default true. */
  SESSION_REFRESH_EACH_REQUEST: boolean
  /** The largest body, in bytes; null for no limit. Default 16 MiB. */
  MAX_CONTENT_LENGTH: number | null
  /** The largest form field that is kept in memory, in bytes; null for no limit. Default 500,000. */
  MAX_FORM_MEMORY_SIZE: number | null
  /** The number of parts of a multipart form; null for no limit. Default 1000. */
  MAX_FORM_PARTS: number | null
  /** How long a browser may keep a file, in seconds or by parts. Default null: it asks each time. */
  SEND_FILE_MAX_AGE_DEFAULT: DurationLike | null
  /** Whether a 400 is an error as any other, whose place is shown. Default null: that of a missing key, in debug. */
  TRAP_BAD_REQUEST_ERRORS: boolean | null
  /** Whether HTTP errors are errors as any other, without an answer of their own. Default false. */
  TRAP_HTTP_EXCEPTIONS: boolean
  /** Whether the log says where each template was looked for. Default false. */
  EXPLAIN_TEMPLATE_LOADING: boolean
  /** Whether changed templates are read again. Default null: in debug. */
  TEMPLATES_AUTO_RELOAD: boolean | null
  /** The size of a Set-Cookie header that browsers take, in bytes; 0 for no check. Default 4093. */
  MAX_COOKIE_SIZE: number
  /** Whether routes answer OPTIONS by themselves. Default true. */
  PROVIDE_AUTOMATIC_OPTIONS: boolean
  /** The largest JSON body, in bytes; null for `MAX_CONTENT_LENGTH` alone. Default 1 MiB. */
  MAX_JSON_LENGTH: number | null
  /** How deep a JSON body may be nested; null for no limit. Default 200. */
  MAX_JSON_DEPTH: number | null
  /** All form fields of a request together, in bytes; null for no limit. Default 2 MiB. */
  MAX_FORM_MEMORY_TOTAL: number | null
  /** The number of files of a multipart form; null for no limit. Default 100. */
  MAX_FORM_FILES: number | null
  /** The number of pairs in a query or an urlencoded form; null for no limit. Default 1000. */
  MAX_FORM_PAIRS: number | null
  /** The length of the request target, in bytes; null for no limit. Default 8192. */
  MAX_URL_LENGTH: number | null
  /** The number of header fields; null for no limit. Default 100. */
  MAX_HEADERS: number | null
  /** How long a body may pause, in seconds or by parts; null for no limit. Default 30. */
  BODY_IDLE_TIMEOUT: DurationLike | null
  /** How long a body may take altogether, in seconds or by parts, except on routes with `stream: true`; null for no limit. Default 120. */
  BODY_TIMEOUT: DurationLike | null
  /** How long a client may take nothing of an answer before its connection is cut, in seconds or by parts; null for no limit. Default 60. */
  SEND_IDLE_TIMEOUT: DurationLike | null
  /** Whether redirects of the router name only the path. Default true. */
  RELATIVE_REDIRECTS: boolean
  /** Whether a body with a Content-Encoding is refused (415). Default true. */
  REFUSE_ENCODED_BODIES: boolean
  /** Whether a malformed multipart body is refused (400). Default true. */
  STRICT_MULTIPART: boolean
  /** Whether a target with a percent sign that begins no escape is refused (400). Default true. */
  STRICT_TARGET: boolean
  /** Whether a malformed Host header is refused (400). Default true. */
  STRICT_HOST: boolean
  /** Whether static folders serve files and folders that begin with a dot. Default false. */
  STATIC_DOTFILES: boolean
  /** Whether static folders follow links that leave the folder. Default false. */
  STATIC_SYMLINKS: boolean
  /** Whether a client that prefers JSON to HTML gets errors as problem details (RFC 9457). Default true. */
  PROBLEM_DETAILS: boolean
  /** Whether teardown functions go on after one of them failed, which is logged then. Default true. */
  TEARDOWN_CONTINUE: boolean
  /** Whether a weak `SECRET_KEY` is taken outside of debug and testing. Default false. */
  ALLOW_WEAK_SECRET_KEY: boolean
  /** The largest session cookie that is read, in bytes; null for no limit. Default 8192. */
  SESSION_COOKIE_MAX_LENGTH: number | null
  /** The largest session that a compressed cookie may hold, in bytes; null for no limit. Default 256 KiB. */
  SESSION_MAX_INFLATED: number | null
  /** What happens with a session cookie over `MAX_COOKIE_SIZE`: `'refuse'` is an error in debug and a log line elsewhere, `'send'` sends it. Default `'refuse'`. */
  SESSION_COOKIE_TOO_LARGE: 'refuse' | 'send'
  /** The share of the lifetime after which an unchanged session is refreshed. Default null: 0 for cookies (Flask) and 0.1 for stores. */
  SESSION_REFRESH_AFTER: number | null
  /** How long a session lives at most, however much it is used, in seconds or by parts. Default null: no limit. */
  SESSION_ABSOLUTE_LIFETIME: DurationLike | null
  /** Whether a change of the session after it was saved is an error (`'error'`) or lost, as in Flask (`'ignore'`). Default `'error'`. */
  SESSION_LATE_WRITES: 'error' | 'ignore'
  /** Numbers by owner that end all of an owner's cookie sessions when they change. Default null: none. */
  SESSION_EPOCH: SessionEpoch | null
  /** A Standard Schema (of Zod, Valibot and others) that the session has to fit, else it is empty. Default null: none. */
  SESSION_SCHEMA: SessionSchema | null
  /** Whether only one text of a signature counts, and every cookie of a duplicated name is tried. Default true. */
  SESSION_STRICT_COOKIE: boolean
  /** Whether a change inside a value of the session (`session.cart.push(x)`) is noticed and saved. Default true. */
  SESSION_NESTED_CHANGES: boolean
  /** The Cache-Control of responses that set the session cookie and have none; null for none. Default `private, no-store`. */
  SESSION_CACHE_CONTROL: string | null
}
