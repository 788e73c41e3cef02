import { App, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
const ANY = ['GET', 'POST', 'PUT']

app.route('/json', { methods: ANY }, function json_property() {
  return { json: request.json }
})

app.route('/get', { methods: ANY }, function get_json() {
  return { json: request.getJson(), is_json: request.isJson }
})

app.post('/missing-key', function missing_key() {
  return (request.json as Record<string, string>)['absent']!
})
