import { App, urlFor } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

app.get('/link/<path:name>', function link({ name }) {
  return urlFor('static', { filename: name })
})
