import { App, request, urlFor } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const show = () => ({
  host: request.host,
  host_url: request.hostUrl,
  url: request.url,
  base_url: request.baseUrl,
  root_url: request.rootUrl,
  url_root: request.urlRoot,
  path: request.path,
  full_path: request.fullPath,
  script_root: request.scriptRoot,
  query_string: request.queryString,
  external: urlFor('home', { _external: true }),
})

app.addUrlRule('/', 'home', show)
app.addUrlRule('/page/<path:text>', 'page', show)
app.addUrlRule('/branch/', 'branch', show)
