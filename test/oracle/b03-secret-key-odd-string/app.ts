import { App, request, session } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.config['SECRET_KEY'] = 'qweqwr^%%&123?><\'][ddd"\\ $#@!~`{}|;:,./ \t'

app.post('/set', function set_value() {
  session['value'] = request.form['value']
  return 'ok'
})

app.get('/get', function get_value() {
  return session.get('value', 'nothing')
})

app.get('/key', function key() {
  return app.secretKey!
})
