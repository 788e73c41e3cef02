import { App, request, urlFor } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const show = (values: Record<string, unknown>) => ({
  values,
  path: request.path,
  url: request.url,
  built: urlFor(request.endpoint!, values),
})

app.addUrlRule('/one/<text>', 'one', show)
app.addUrlRule('/rest/<path:text>', 'rest', show)
app.addUrlRule('/branch/<text>/', 'branch', show)
