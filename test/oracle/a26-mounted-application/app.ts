import { App, redirect, request, urlFor } from 'hipflask'
import { DispatcherMiddleware } from 'hipflask/middleware'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.config['APPLICATION_ROOT'] = '/configured'
const other = new App(import.meta, { name: 'other', staticFolder: null })
flaskDefaults(other)

const show = (application: App) => ({
  app: application.name,
  script_root: request.scriptRoot,
  path: request.path,
  full_path: request.fullPath,
  url: request.url,
  base_url: request.baseUrl,
  root_url: request.rootUrl,
  here: urlFor('page'),
  external: urlFor('page', { _external: true }),
})

app.get('/page', function page() {
  return show(app)
})

app.get('/branch/', function branch() {
  return 'branch'
})

app.get('/away', function away() {
  const response = redirect(urlFor('page'))
  response.setCookie('plain', '1')
  response.setCookie('rooted', '2', { path: request.scriptRoot || '/' })
  return response
})

other.get('/page', { endpoint: 'page' }, () => show(other))

other.get('/', { endpoint: 'root' }, () => ({
  path: request.path,
  url: request.url,
  here: urlFor('root'),
}))

app.listener = new DispatcherMiddleware(app.listener, {
  '/mount': app.listener,
  '/other': other,
  '/deep/er': other,
})
