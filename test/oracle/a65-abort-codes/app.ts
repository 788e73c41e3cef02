import { App, abort } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

app.route('/code/<int:code>', { methods: ['GET', 'POST'] }, function code({ code: status }) {
  abort(status)
})

app.afterRequest((response) => {
  response.headers.set('X-After', String(response.statusCode))
  return response
})
