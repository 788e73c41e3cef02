import { fileURLToPath } from 'node:url'
import {
  App,
  abort,
  Blueprint,
  type BlueprintSetupState,
  currentApp,
  g,
  jsonify,
  makeResponse,
  NotFound,
  renderTemplateString,
  request,
  session,
  urlFor,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

Object.assign(process.env, {
  SHOP_DEBUG_LEVEL: '3',
  SHOP_NAME: 'plain text',
  SHOP_DB__HOST: 'h',
  SHOP_DB__PORT: '5432',
  SHOP_FEATURES__beta: 'false',
  SHOP_LIST: '[1, null]',
  SHOP_QUOTED: '"x"',
  SHOP_lower: '1',
  SHOP_NESTED__A__B: 'true',
})

class Base {
  TESTING = false
  MAIL_PORT = 587
  MAIL_USE_TLS = true
  _private = 1
  SESSION_COOKIE_NAME = 'base'
}
class Production extends Base {
  override SESSION_COOKIE_NAME = 'prod'
  SERVER_NAME = 'shop.example'
  PREFERRED_URL_SCHEME = 'https'
  get COMPUTED() {
    return `c${this.SESSION_COOKIE_NAME}`
  }
}

const ORDER: unknown[] = []
const root = new Blueprint('root', import.meta)
const tenant = new Blueprint('tenant', import.meta, { subdomain: '<tenant>', urlPrefix: '/t' })
const wide = new Blueprint('wide', import.meta, { urlPrefix: '/wide', urlDefaults: { page: 1 } })

root.record((state: BlueprintSetupState) => {
  ORDER.push([
    'record',
    state.app.name,
    state.firstRegistration,
    state.urlPrefix ?? null,
    state.subdomain ?? null,
    Object.keys(state.options)
      .map((k) => (k === 'urlPrefix' ? 'url_prefix' : k))
      .sort(),
  ])
  state.addUrlRule('/recorded', 'recorded', () => `recorded ${request.endpoint}`, { defaults: {} })
})
root.recordOnce((state) => {
  ORDER.push(['once', state.blueprint.name])
  state.app.extensions.root = { key: state.app.config.SECRET_KEY }
})
root.beforeAppRequest(() => {
  g.trail = ['app']
  if (request.args.get('stop') === 'app') return `stopped for ${request.endpoint}`
})
root.beforeRequest(() => {
  g.trail.push('root')
})
root.afterAppRequest((r) => {
  r.headers.set('X-Trail', g.get('trail', []).join())
  return r
})
root.teardownAppRequest((e) => {
  ORDER.push(['teardown', request.path, e === undefined])
})
root.appErrorHandler(404, (error) =>
  makeResponse(
    renderTemplateString(
      "{{ error.code }} {{ where }} {{ request.blueprint }} {{ twice('x') }} {{ 3|times(2) }} {{ 4 is even }}",
      { error },
    ),
    404,
  ),
)
root.appContextProcessor(() => ({ where: 'everywhere' }))
root.appTemplateFilter('times', (x: number, n: number) => x * n)
root.appTemplateTest(function even(x: number) {
  return x % 2 === 0
})
root.appTemplateGlobal('twice', (x: string) => x.repeat(2))
root.appUrlDefaults((endpoint, values) => {
  if (currentApp.urlMap.isEndpointExpecting(endpoint, 'lang')) values.lang ??= 'en'
})
root.appUrlValuePreprocessor((_endpoint, values) => {
  g.values = { ...values }
})
root.route('/', function index() {
  return {
    urls: [
      urlFor('.index'),
      urlFor('root.recorded'),
      urlFor('tenant.home', { tenant: 'acme' }),
      urlFor('tenant.home', { tenant: 'acme', _external: true }),
      urlFor('wide.page'),
      urlFor('wide.page', { page: 3 }),
      urlFor('lang', { x: 1 }),
      urlFor('static', { filename: 'a.css', _external: true, _scheme: 'http' }),
      urlFor('tenant.home', { tenant: 'b.c', _scheme: '' }),
    ],
    values: g.values,
  }
})
root.route('/config', function config() {
  const c = currentApp.config
  return {
    names: [c.SESSION_COOKIE_NAME, c.get('COMPUTED') ?? null, c.SERVER_NAME],
    mail: c.getNamespace('MAIL_'),
    raw: c.getNamespace('MAIL_', { lowercase: false, trimNamespace: false }),
    db: c.DB,
    features: c.FEATURES,
    list: c.LIST,
    quoted: c.QUOTED,
    name: c.NAME,
    level: c.DEBUG_LEVEL,
    nested: c.NESTED,
    lower: 'lower' in c,
    private: '_private' in c,
    lifetime: currentApp.permanentSessionLifetime,
    key: currentApp.secretKey,
    testing: currentApp.testing,
    missing: c.get('NOPE', 5),
    ext: currentApp.extensions.root,
    set: c.setDefault('FRESH', [1]),
    silent: c.fromFile('none.json', JSON.parse, { silent: true }),
  }
})
root.route('/order', function order() {
  return jsonify(ORDER.splice(0))
})
tenant.urlValuePreprocessor((_endpoint, values) => {
  g.tenant = values!.tenant
  delete values!.tenant
  if (g.tenant === 'none') abort(404)
})
tenant.urlDefaults((_endpoint, values) => {
  values.tenant ??= g.get('tenant', 'www')
})
tenant.route('/', function home() {
  session.tenant = g.tenant
  return jsonify(
    g.tenant,
    urlFor('.home'),
    urlFor('tenant.home', { tenant: 'other' }),
    urlFor('root.index'),
    urlFor('.item', { id: 3 }),
    request.host,
  )
})
tenant.route('/item/<int:id>', { methods: ['GET', 'POST'] }, function item({ id }) {
  g.trail.push('item')
  return `${g.tenant} ${id} ${session.get('tenant') ?? 'None'}`
})
tenant.errorHandler(NotFound, () => makeResponse('tenant missing', 404))

const wide_page = ({ page }: { page: number }) => `page ${page} ${request.urlRule}`
wide.route('/<int:page>', { endpoint: 'page' }, wide_page)
wide.route('/', { endpoint: 'page', defaults: { page: 1 } }, wide_page)

function createApp(Settings = Production) {
  const app = new App(fileURLToPath(new URL('.', import.meta.url)), {
    name: 'shop',
    subdomainMatching: true,
    staticFolder: 'static',
  })
  flaskDefaults(app)
  app.config.fromFile('settings.json', { load: JSON.parse })
  app.config.fromObject(new Settings())
  app.config.fromPrefixedEnv('SHOP')
  app.config.fromMapping({ TESTING: true, small: 1, MAIL_FROM: 'me' })
  app.registerBlueprint(root)
  app.registerBlueprint(root, { name: 'again', urlPrefix: '/again' })
  app.registerBlueprint(tenant)
  app.registerBlueprint(wide)
  app.addUrlRule(
    '/<lang>/x/<int:x>',
    'lang',
    ({ lang, x }: { lang: string; x: number }) =>
      `${lang} ${x} {'lang': '${g.values.lang}', 'x': ${g.values.x}}`,
  )
  return app
}
export const app = createApp()
