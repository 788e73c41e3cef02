import { App, session } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.config.update({
  SECRET_KEY: 'settings',
  SESSION_COOKIE_NAME: 'my_session',
  SESSION_COOKIE_DOMAIN: '.example.com',
  SESSION_COOKIE_PATH: '/area',
  SESSION_COOKIE_HTTPONLY: false,
  SESSION_COOKIE_SECURE: true,
  SESSION_COOKIE_SAMESITE: 'Lax',
})

app.get('/area/set', function set_value() {
  session['x'] = 1
  return 'set'
})

app.get('/area/set-permanent', function set_permanent() {
  session.permanent = true
  session['x'] = 2
  return 'set permanent'
})

const read = () => ({ session: Object.fromEntries(session) })
app.get('/area/read', { endpoint: 'read' }, read)
app.get('/elsewhere', { endpoint: 'elsewhere' }, read)

app.get('/area/clear', function clear() {
  session.clear()
  return 'cleared'
})
