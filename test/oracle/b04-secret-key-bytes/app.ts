import { App, request, session } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
// bytes on purpose: not valid UTF-8, with a NUL, a quote and a newline
app.secretKey = Buffer.from('\x00\xff\xfe\'"\n_5#y2L\xf4Q8z\xec]/', 'latin1')

app.post('/set', function set_value() {
  session['value'] = request.form['value']
  return 'ok'
})

app.get('/get', function get_value() {
  return session.get('value', 'nothing')
})
