import { App, int, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

app.route('/form', { methods: METHODS }, function form() {
  return {
    form: [...request.form],
    files: request.files.size,
    mimetype: request.mimetype,
    data: request.data.toString(),
  }
})

app.route('/values', { methods: METHODS }, function values() {
  return {
    values: [...request.values],
    a: request.values.get('a') ?? null,
    'all a': request.values.getList('a'),
    args: [...request.args],
  }
})

app.post('/need', function need() {
  return request.form['name']!
})

app.post('/get', function get() {
  return { n: request.form.get('n', { type: int }) ?? null, m: request.form.get('m', 'none') }
})

app.post('/data-first', function data_first() {
  const data = request.getData()
  return { data: data.toString(), form: [...request.form] }
})

app.post('/form-first', function form_first() {
  const count = request.form.size
  return { count, data: request.getData().toString() }
})
