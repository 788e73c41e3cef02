import { App, redirect, renderTemplateString, session, urlFor } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'counter'

app.get('/', function index() {
  session['count'] = session.get('count', 0) + 1
  return renderTemplateString("count {{ session['count'] }}")
})

app.post('/reset', function reset() {
  session.pop('count', null)
  return redirect(urlFor('index'), 303)
})

app.post('/add/<int:n>', function add({ n }) {
  session['count'] = session.setDefault('count', 0) + n
  session.setDefault('history', []).push(n)
  return { count: session['count'], history: session['history'] }
})

app.get('/peek', function peek() {
  return { count: session.get('count') ?? null }
})
