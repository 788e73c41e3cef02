import type { App } from '../../src/app.ts'
import { Headers } from '../../src/http/headers.ts'
import { TaggedJSONSerializer } from '../../src/json/tagged.ts'
import type { Request } from '../../src/request/request.ts'
import type { Response } from '../../src/response/response.ts'
import { SecureCookieSessionInterface } from '../../src/sessions/cookie/secure-cookie.ts'
import type { SessionMixin } from '../../src/sessions/session.ts'
import { attempt, type Checked, differs, fromTyped, thrown } from './typed.ts'

interface Row {
  id?: number
  label: string
  secret: unknown
  fallbacks?: unknown
  signedWith?: unknown
  salt?: unknown
  key_derivation?: string
  digest?: string
  timestamp: number
  now?: number
  maxAge?: number
  value: unknown
  loaded?: unknown
  payload: string
  cookie: string
  reason?: string
}
interface Vectors {
  maxAge: number
  valid: Row[]
  unsorted: Row[]
  invalid: Row[]
  bombs: Row[]
  tagged: { label: string; value: unknown; json: string; loaded?: unknown }[]
  untag: { json: string; value?: unknown; error?: string }[]
}

/** Gives the interface and as much of an app as it asks for. */
function setUp(row: Row, maxAge: number, now: number, secret: unknown = row.secret) {
  class Interface extends SecureCookieSessionInterface {
    static override salt = (fromTyped(row.salt) as string | undefined) ?? 'cookie-session'
    static override keyDerivation = row.key_derivation ?? 'hmac'
    static override digestMethod = row.digest ?? 'sha1'
  }
  const app = {
    secretKey: fromTyped(secret),
    config: {
      SECRET_KEY_FALLBACKS: row.fallbacks ? fromTyped(row.fallbacks) : null,
      SESSION_COOKIE_NAME: 'session',
      SESSION_COOKIE_MAX_LENGTH: null,
      SESSION_MAX_INFLATED: 262_144,
      MAX_COOKIE_SIZE: 0,
    },
    permanentSessionLifetime: maxAge,
    now: () => now,
  }
  return { sessions: new Interface(), app: app as unknown as App }
}

/** Reads a cookie whose text no Cookie header can carry as it is. */
function openBare(row: Row, maxAge: number, now: number): string | undefined {
  const { sessions, app } = setUp(row, maxAge, now)
  const load = () => sessions.getSigningSerializer(app)?.loads(row.cookie, { maxAge })
  return thrown(load) === undefined ? 'it was read' : undefined
}

function open(row: Row, maxAge: number, now: number, limit: number | null = null): SessionMixin {
  const { sessions, app } = setUp(row, maxAge, now)
  app.config.SESSION_MAX_INFLATED = limit
  const headers = new Headers([['Cookie', `session=${latin1(row.cookie)}`]])
  return sessions.openSession(app, { headers } as unknown as Request) as SessionMixin
}

function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

function write(row: Row): string {
  const { sessions, app } = setUp(row, 1, row.timestamp, row.signedWith ?? row.secret)
  const session = new SecureCookieSessionInterface.sessionClass(
    fromTyped(row.value) as object as Record<string, unknown>,
  )
  session.modified = true
  let cookie = ''
  const response = {
    headers: new Headers(),
    vary: new Set(),
    setCookie: (_name: string, value: string) => {
      cookie = value
    },
  }
  sessions.saveSession(app, session, response as unknown as Response)
  return cookie
}

function checkValid(row: Row, maxAge: number): string | undefined {
  const now = row.now ?? row.timestamp
  const expected = 'loaded' in row ? fromTyped(row.loaded) : fromTyped(row.value)
  const read = open(row, row.maxAge ?? maxAge, now)
  const wrong = differs('read', Object.fromEntries(read), expected)
  if (wrong !== undefined || Object.keys(expected as object).length === 0) return wrong
  const own = open({ ...row, cookie: write(row) }, row.maxAge ?? maxAge, now)
  return differs('own', Object.fromEntries(own), expected)
}

const tags = new TaggedJSONSerializer()

export function* check(vectors: unknown): Iterable<Checked> {
  const { maxAge, valid, unsorted, invalid, bombs, tagged, untag } = vectors as Vectors
  for (const row of [...valid, ...unsorted]) {
    yield attempt(`valid ${row.id} ${row.label}`, () => checkValid(row, maxAge))
  }
  for (const row of [...invalid, ...bombs]) {
    yield attempt(`invalid ${row.id} ${row.label}`, () => {
      const now = row.now ?? row.timestamp
      if (/["\n]/.test(row.cookie)) return openBare(row, row.maxAge ?? maxAge, now)
      const session = open(row, row.maxAge ?? maxAge, now, 262_144)
      return session.size === 0 ? undefined : `it was read as ${JSON.stringify(session)}`
    })
  }
  for (const row of tagged) {
    yield attempt(`tagged ${row.label}`, () => {
      const value = fromTyped('loaded' in row ? row.loaded : row.value)
      const wrong = differs('loads', tags.loads(row.json), value)
      return wrong ?? differs('own', tags.loads(tags.dumps(fromTyped(row.value))), value)
    })
  }
  for (const row of untag) {
    yield attempt(`untag ${row.json}`, () => {
      if (row.error === undefined)
        return differs('value', tags.loads(row.json), fromTyped(row.value))
      return thrown(() => tags.loads(row.json)) === undefined ? `no ${row.error}` : undefined
    })
  }
}
