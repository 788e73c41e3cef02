import type { ConfigKeys } from './keys.ts'

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
    meaning:
      'Links that leave the static folder are not followed, and files that may not be read are not found (404).',
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
