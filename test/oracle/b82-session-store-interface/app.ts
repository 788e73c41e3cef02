import {
  App,
  abort,
  type Request,
  type Response,
  request,
  SessionInterface,
  SessionMixin,
  session,
} from 'hipflask'
import { str } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

const STORE: Record<string, Record<string, unknown>> = {}
let ids = 1
const calls: string[] = []

class StoredSession extends SessionMixin {
  sid: string
  override new: boolean
  override modified: boolean

  constructor(sid: string, initial?: Record<string, unknown>, isNew = false) {
    super(initial ?? {})
    this.sid = sid
    this.new = isNew
    this.modified = false
  }

  get owner() {
    return this.get('user', 'nobody')
  }
}

class StoreInterface extends SessionInterface {
  prefix = 'store'

  override openSession(app: App, request: Request) {
    calls.push(`open ${request.method} ${request.path}`)
    if (request.headers.get('X-No-Session')) return null
    const sid = request.cookies.get(this.getCookieName(app))
    if (sid && sid in STORE) return new StoredSession(sid, STORE[sid])
    return new StoredSession(`${this.prefix}-${ids++}`, undefined, true)
  }

  override saveSession(app: App, session: StoredSession, response: Response) {
    calls.push(`save ${session.sid} ${str(session.modified)} ${session.size}`)
    const name = this.getCookieName(app)
    if (session.size === 0) {
      if (session.modified) {
        delete STORE[session.sid]
        response.deleteCookie(name, {
          domain: this.getCookieDomain(app),
          path: this.getCookiePath(app),
        })
      }
      return
    }
    if (!session.modified) return
    STORE[session.sid] = Object.fromEntries(session)
    response.setCookie(name, session.sid, {
      expires: this.getExpirationTime(app, session),
      httpOnly: this.getCookieHttpOnly(app),
      domain: this.getCookieDomain(app),
      path: this.getCookiePath(app),
      secure: this.getCookieSecure(app),
      sameSite: this.getCookieSameSite(app),
    })
  }
}

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.sessionInterface = new StoreInterface()
app.config['SESSION_COOKIE_NAME'] = 'sid'
app.config['SESSION_COOKIE_SAMESITE'] = 'Lax'

const stored = session as unknown as StoredSession

app.get('/login/<user>', function login({ user }) {
  session['user'] = user
  session.permanent = Boolean(request.args.get('remember'))
  return `${stored.sid} ${str(session.new)} ${stored.owner}`
})

app.get('/whoami', function whoami() {
  return {
    sid: stored.sid,
    new: session.new,
    owner: stored.owner,
    keys: [...session.keys()].sort(),
  }
})

app.get('/nested', function nested() {
  session.setDefault('list', []).push(1)
  return `[${session['list'].join(', ')}]`
})

app.get('/nested-modified', function nested_modified() {
  session['list'] = [...session.get('list', []), 2]
  return `[${session['list'].join(', ')}]`
})

app.get('/logout', function logout() {
  session.clear()
  return 'out'
})

app.get('/read', function read() {
  return { user: session.get('user') ?? null }
})

app.get('/missing', function missing() {
  return session['nope'] as string
})

app.get('/null-write', function null_write() {
  session['x'] = 1
  return 'written'
})

app.get('/error', function error() {
  session['seen'] = 'error'
  abort(409)
})

app.get('/type', function type_name() {
  return session.constructor?.name ?? Object.getPrototypeOf(session).constructor.name
})

app.get('/pop/<key>', function pop({ key }) {
  return str(session.pop(key, 'none'))
})

app.get('/calls', function show_calls() {
  return { calls: calls.splice(0) }
})
