import { App, session } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.config.update({
  SECRET_KEY: 'lifetime timedelta',
  PERMANENT_SESSION_LIFETIME: { minutes: 1, seconds: 1, milliseconds: 900 },
})

app.get('/set', function set_permanent() {
  session.permanent = true
  session['n'] = 1
  return 'set'
})

app.get('/read', function read() {
  return { session: Object.fromEntries(session), seconds: app.permanentSessionLifetime }
})

app.get('/off', function off() {
  session.permanent = false
  return { session: Object.fromEntries(session) }
})

app.get('/attribute', function attribute() {
  app.permanentSessionLifetime = { days: 2 }
  return `${app.permanentSessionLifetime.toFixed(1)}`
})
