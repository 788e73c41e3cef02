import type { DurationLike } from './duration.ts'
import type { SessionEpoch } from './sessions/epoch.ts'
import type { SessionSchema } from './sessions/schema.ts'

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

/** A key for which Flask has another default, or no key at all. */
export interface Difference {
  /** What it is here. */
  ours: unknown
  /** What makes it as in Flask. */
  flask: unknown
  /** What the difference is, in one sentence. */
  meaning: string
}

/** Every key in which the defaults differ from Flask's: what `flaskDefaults` sets, what docs/differences.md lists. */
export const DIFFERENCES: Readonly<Record<string, Difference>> = {
  SESSION_COOKIE_SAMESITE: {
    ours: 'Lax',
    flask: null,
    meaning: 'The session cookie is not sent with requests from other sites.',
  },
  MAX_CONTENT_LENGTH: {
    ours: 16 * 1024 * 1024,
    flask: null,
    meaning: 'A body over 16 MiB is refused (413).',
  },
  MAX_JSON_LENGTH: {
    ours: 1024 * 1024,
    flask: null,
    meaning: 'A JSON body over 1 MiB is refused (413).',
  },
  MAX_JSON_DEPTH: {
    ours: 200,
    flask: null,
    meaning: 'JSON nested deeper than 200 is refused (400).',
  },
  MAX_FORM_MEMORY_TOTAL: {
    ours: 2 * 1024 * 1024,
    flask: null,
    meaning: 'Form fields over 2 MiB together are refused (413).',
  },
  MAX_FORM_FILES: {
    ours: 100,
    flask: null,
    meaning: 'A form with more than 100 files is refused (413).',
  },
  MAX_FORM_PAIRS: {
    ours: 1000,
    flask: null,
    meaning: 'A query or urlencoded form with more than 1000 pairs is refused (413).',
  },
  MAX_URL_LENGTH: {
    ours: 8192,
    flask: null,
    meaning: 'A request target over 8 KiB is refused (414).',
  },
  MAX_HEADERS: {
    ours: 100,
    flask: null,
    meaning: 'A request with more than 100 header fields is refused (431).',
  },
  RELATIVE_REDIRECTS: {
    ours: true,
    flask: false,
    meaning: "The router's redirects name only the path, never a host that the client sent.",
  },
  REFUSE_ENCODED_BODIES: {
    ours: true,
    flask: false,
    meaning: 'A body with a Content-Encoding is refused (415).',
  },
  STRICT_MULTIPART: {
    ours: true,
    flask: false,
    meaning: 'A malformed multipart body is refused (400), not read as an empty form.',
  },
  STRICT_HOST: { ours: true, flask: false, meaning: 'A malformed Host header is refused (400).' },
  STATIC_DOTFILES: {
    ours: false,
    flask: true,
    meaning: 'Files that begin with a dot are not served (404).',
  },
  STATIC_SYMLINKS: {
    ours: false,
    flask: true,
    meaning: 'Links that leave the static folder are not followed (404).',
  },
  PROBLEM_DETAILS: {
    ours: true,
    flask: false,
    meaning: 'A client that prefers JSON to HTML gets errors as problem details (RFC 9457).',
  },
  TEARDOWN_CONTINUE: {
    ours: true,
    flask: false,
    meaning: 'A teardown function that fails is logged; the others run and the answer is sent.',
  },
  STRICT_TARGET: {
    ours: true,
    flask: false,
    meaning: 'A request target with a percent sign that begins no escape is refused (400).',
  },
  SESSION_STRICT_COOKIE: {
    ours: true,
    flask: false,
    meaning: 'The signature of a session cookie counts in one spelling only.',
  },
  SESSION_NESTED_CHANGES: {
    ours: true,
    flask: false,
    meaning: 'A change inside a value of the session, such as of a list, is noticed and saved.',
  },
  SESSION_COOKIE_MAX_LENGTH: {
    ours: 8192,
    flask: null,
    meaning: 'A session cookie over 8 KiB is an empty session.',
  },
  SESSION_MAX_INFLATED: {
    ours: 256 * 1024,
    flask: null,
    meaning: 'A session that inflates to more than 256 KiB is an empty session.',
  },
  SESSION_LATE_WRITES: {
    ours: 'error',
    flask: 'ignore',
    meaning: 'Changing the session after it was saved throws: the change would be lost.',
  },
  SESSION_COOKIE_TOO_LARGE: {
    ours: 'refuse',
    flask: 'send',
    meaning:
      'A session cookie that browsers would drop is not sent: an error in debug, a log line elsewhere.',
  },
  SESSION_CACHE_CONTROL: {
    ours: 'private, no-store',
    flask: null,
    meaning:
      'A response that sets the session cookie is not cached, unless the app says otherwise.',
  },
  SESSION_COOKIE_SECURE: {
    ours: 'auto',
    flask: false,
    meaning: 'The session cookie is Secure when the request came by https.',
  },
}

/** Gives a fresh set of all default values. */
export function configDefaults(): ConfigKeys {
  const values: Record<string, unknown> = {
    DEBUG: false,
    TESTING: false,
    PROPAGATE_EXCEPTIONS: null,
    SECRET_KEY: null,
    SECRET_KEY_FALLBACKS: null,
    PERMANENT_SESSION_LIFETIME: { days: 31 },
    USE_X_SENDFILE: false,
    TRUSTED_HOSTS: null,
    SERVER_NAME: null,
    APPLICATION_ROOT: '/',
    PREFERRED_URL_SCHEME: 'http',
    SESSION_COOKIE_NAME: 'session',
    SESSION_COOKIE_DOMAIN: null,
    SESSION_COOKIE_PATH: null,
    SESSION_COOKIE_HTTPONLY: true,
    SESSION_COOKIE_PARTITIONED: false,
    SESSION_REFRESH_EACH_REQUEST: true,
    MAX_FORM_MEMORY_SIZE: 500_000,
    MAX_FORM_PARTS: 1000,
    SEND_FILE_MAX_AGE_DEFAULT: null,
    TRAP_BAD_REQUEST_ERRORS: null,
    TRAP_HTTP_EXCEPTIONS: false,
    EXPLAIN_TEMPLATE_LOADING: false,
    TEMPLATES_AUTO_RELOAD: null,
    MAX_COOKIE_SIZE: 4093,
    PROVIDE_AUTOMATIC_OPTIONS: true,
    BODY_IDLE_TIMEOUT: 30,
    BODY_TIMEOUT: 120,
    SEND_IDLE_TIMEOUT: 60,
    SESSION_REFRESH_AFTER: null,
    SESSION_ABSOLUTE_LIFETIME: null,
    SESSION_EPOCH: null,
    SESSION_SCHEMA: null,
    ALLOW_WEAK_SECRET_KEY: false,
  }
  for (const key in DIFFERENCES) values[key] = DIFFERENCES[key].ours
  return values as unknown as ConfigKeys
}
