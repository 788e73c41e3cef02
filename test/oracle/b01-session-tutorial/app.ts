import { App, session } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = "qweqwr^%%&123?><'][ddd"
app.permanentSessionLifetime = { minutes: 5 }

app.route('/', function index() {
  return 'Hello Session'
})

app.route('/set', function set_values() {
  session['name'] = 'python'
  session['password'] = '123456'
  return 'set'
})

app.route('/set-permanent', function set_permanent() {
  session.permanent = true
  session['name'] = 'python'
  session['password'] = '123456'
  return 'set permanent'
})

app.route('/name', function name() {
  return session['name']
})

app.route('/password', function password() {
  return session['password']
})

app.route('/haha', function haha() {
  return session.get('haha')
})

app.route('/haha-text', function haha_text() {
  return String(session.get('haha') ?? 'None')
})

app.route('/haha-default', function haha_default() {
  return session.get('haha', 'no haha')
})

app.route('/pop', function pop() {
  return `popped ${session.pop('name', null) ?? 'None'}`
})

app.route('/pop-strict', function pop_strict() {
  return `popped ${session.pop('name')}`
})

app.route('/clear', function clear() {
  session.clear()
  return 'cleared'
})

app.route('/dump', function dump() {
  return { session: Object.fromEntries(session), permanent: session.permanent }
})
