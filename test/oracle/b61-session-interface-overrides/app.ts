import {
  App,
  request,
  SecureCookieSession,
  SecureCookieSessionInterface,
  type SessionMixin,
  session,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

class LoudSession extends SecureCookieSession {
  override new = false

  get loud() {
    return [...this.keys()].map((key) => key.toUpperCase()).sort()
  }
}

class Interface extends SecureCookieSessionInterface {
  static override sessionClass = LoudSession

  override getCookieName(app: App) {
    return request.path.startsWith('/dynamic') ? 'dynamic' : super.getCookieName(app)
  }

  override getCookieDomain() {
    return request.args.get('domain') ? 'sub.localhost' : undefined
  }

  override getCookiePath() {
    return request.path.startsWith('/dynamic') ? '/dynamic' : '/'
  }

  override getCookieSameSite() {
    return request.args.get('strict') ? 'Strict' : null
  }

  override getExpirationTime(app: App, session: SessionMixin) {
    if (session.has('until')) return new Date(Date.UTC(session.get('until') as number, 0, 1))
    return super.getExpirationTime(app, session)
  }

  override shouldSetCookie(app: App, session: SessionMixin) {
    return !request.args.get('never') && super.shouldSetCookie(app, session)
  }
}

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'overrides'
app.sessionInterface = new Interface()

const setValue = app.get(
  '/set/<key>/<value>',
  { endpoint: 'set_value' },
  ({ key, value }: { key: string; value: string }) => {
    session[key] = value
    return 'set'
  },
)
app.get('/dynamic/set/<key>/<value>', { endpoint: 'set_value' }, setValue)

app.get('/until/<int:year>', function until({ year }) {
  session['until'] = year
  return String(year)
})

const read = app.get('/read', { endpoint: 'read' }, () => ({
  session: Object.fromEntries(session),
  loud: (session as unknown as LoudSession).loud,
}))
app.get('/dynamic/read', { endpoint: 'read' }, read)

function clear() {
  session.clear()
  return 'cleared'
}
app.get('/clear', clear)
app.get('/dynamic/clear', clear)
