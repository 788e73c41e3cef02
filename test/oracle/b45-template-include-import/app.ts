import { App, renderTemplate } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'include'

app.get('/page/<name>', function page({ name }) {
  const context = { name: 'given <name>', items: ['x', 'y'], which: 'part.html' }
  return renderTemplate(`${name}.html`, context)
})
