import { App, session } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'expiry test'

app.get('/set', function set_plain() {
  session['n'] = 1
  return 'set'
})

app.get('/set-permanent', function set_permanent() {
  session.permanent = true
  session['n'] = 1
  return 'set permanent'
})

app.get('/read', function read() {
  return { session: Object.fromEntries(session), lifetime: app.permanentSessionLifetime }
})
