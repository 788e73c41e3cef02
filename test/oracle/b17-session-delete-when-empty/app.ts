import { App, session } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'delete'

app.get('/set/<key>', function set_value({ key }) {
  session[key] = key
  return 'set'
})

app.get('/pop/<key>', function pop({ key }) {
  const value: unknown = session.pop(key, null)
  return value === true ? 'True' : String(value ?? 'None')
})

app.get('/del/<key>', { endpoint: 'delete' }, ({ key }) => {
  delete session[key]
  return 'deleted'
})

app.get('/clear', function clear() {
  session.clear()
  return 'cleared'
})

app.get('/mark', function mark() {
  session.modified = true
  return 'marked'
})

app.get('/permanent', function permanent() {
  session.permanent = true
  return 'permanent'
})

app.get('/set-and-clear', function set_and_clear() {
  session['x'] = 1
  session.clear()
  session['y'] = 2
  session.pop('y')
  return 'empty again'
})

app.get('/clear-permanent', function clear_permanent() {
  session.permanent = true
  session.clear()
  return 'cleared'
})

app.get('/read', function read() {
  return { session: Object.fromEntries(session) }
})
