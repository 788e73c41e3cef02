import { AsyncLocalStorage } from 'node:async_hooks'
import { App, Blueprint, jsonify, request, urlFor } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

const outsideOf = AsyncLocalStorage.snapshot()
export const app = new App(import.meta, { staticFolder: null, subdomainMatching: true })
flaskDefaults(app)
app.config.SERVER_NAME = 'example.test:8080'
app.urlMap.defaultSubdomain = 'www'

const show = (values: Record<string, unknown>) =>
  jsonify({ endpoint: request.endpoint, values, host: request.host, url: request.url })
app.addUrlRule('/', 'www_index', show)
app.addUrlRule('/', 'bare', show, { subdomain: '' })
app.addUrlRule('/', 'user', show, { subdomain: '<user>' })
app.addUrlRule('/p/<int:n>', 'user_n', show, { subdomain: '<user>.users' })
app.addUrlRule('/path/', 'api_path', show, { subdomain: 'api' })
app.addUrlRule('/x', 'wild', show, { subdomain: '<string(length=2):lang>' })
app.addUrlRule('/x', 'lang3', show, { subdomain: '<any(eng, deu):lang>' })
const bp = new Blueprint('admin', import.meta, { subdomain: 'admin', urlPrefix: '/a' })
bp.addUrlRule('/', 'index', show)
bp.addUrlRule('/deep', 'deep', show, { subdomain: 'deep.admin' })
const nested = new Blueprint('nested', import.meta, { subdomain: 'n' })
nested.addUrlRule('/n', 'n', show)
bp.registerBlueprint(nested)
app.registerBlueprint(bp)
app.registerBlueprint(bp, { name: 'admin2', subdomain: 'second' })

app.get('/links', { subdomain: 'api' }, function links() {
  return jsonify([
    urlFor('www_index'),
    urlFor('bare'),
    urlFor('user', { user: 'joe' }),
    urlFor('user_n', { user: 'joe', n: 3 }),
    urlFor('api_path'),
    urlFor('api_path', { _external: true }),
    urlFor('links'),
    urlFor('admin.index'),
    urlFor('admin.deep'),
    urlFor('admin.nested.n'),
    urlFor('admin2.index'),
    urlFor('admin2.nested.n'),
    urlFor('wild', { lang: 'de' }),
    urlFor('api_path', { _scheme: 'https' }),
    urlFor('user', { user: 'É' }),
  ])
})
app.get('/outside', { subdomain: 'api' }, function outside() {
  return outsideOf(() =>
    app.appContext(() =>
      jsonify([
        urlFor('www_index'),
        urlFor('bare'),
        urlFor('user', { user: 'joe' }),
        urlFor('admin.index', { _external: false }),
        urlFor('links', { _external: false }),
      ]),
    ),
  )
})
