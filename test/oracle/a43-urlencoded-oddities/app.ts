import { App, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

app.route('/both', { methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] }, function both() {
  return {
    args: [...request.args.items({ multi: true })],
    form: [...request.form.items({ multi: true })],
    values: [...request.values.items({ multi: true })],
    query: request.queryString,
    full: request.fullPath,
    data: request.getData({ asText: true }),
  }
})
