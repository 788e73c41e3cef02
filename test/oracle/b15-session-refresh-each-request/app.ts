import { App, session, ValueError } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'refresh'
app.permanentSessionLifetime = { hours: 1 }
const python = (flag: boolean) => (flag ? 'True' : 'False')

app.get('/set', function set_plain() {
  session['n'] = 1
  return 'set'
})

app.get('/permanent/<state>', function permanent({ state }) {
  session.permanent = state === 'on'
  return python(session.permanent)
})

app.get('/untouched', function untouched() {
  return 'view without session'
})

app.get('/read', function read() {
  return String(session.get('n') ?? 'None')
})

app.get('/refresh/<state>', function refresh({ state }) {
  app.config['SESSION_REFRESH_EACH_REQUEST'] = state === 'on'
  return state
})

app.get('/fail', function fail() {
  throw new ValueError('no')
})
