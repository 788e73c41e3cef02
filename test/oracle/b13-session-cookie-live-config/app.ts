import { App, request, session } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'live config'
// the keys that Flask has: ours has some more
const KEYS = 'COOKIE_NAME COOKIE_DOMAIN COOKIE_PATH COOKIE_HTTPONLY COOKIE_SECURE COOKIE_SAMESITE'
const FLASK = `${KEYS} COOKIE_PARTITIONED REFRESH_EACH_REQUEST`
  .split(' ')
  .map((key) => `SESSION_${key}`)

app.post('/config', function config() {
  app.config.update(request.getJson<Record<string, unknown>>())
  return Object.fromEntries(FLASK.map((key) => [key, app.config.get(key)]))
})

app.get('/set', function set_value() {
  session['x'] = 1
  return 'set'
})

app.get('/set-permanent', function set_permanent() {
  session.permanent = true
  session['x'] = 1
  return 'set permanent'
})

app.get('/read', function read() {
  return { session: Object.fromEntries(session) }
})

app.get('/clear', function clear() {
  session['x'] = 1
  session.clear()
  return 'cleared'
})
