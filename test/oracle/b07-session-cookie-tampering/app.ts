import { App, session } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'tamper test'

app.get('/read', function read() {
  return { session: Object.fromEntries(session), modified: session.modified }
})

app.get('/touch', function touch() {
  session['touched'] = true
  return { session: Object.fromEntries(session) }
})
