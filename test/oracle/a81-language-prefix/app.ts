import {
  App,
  abort,
  Blueprint,
  g,
  jsonify,
  makeResponse,
  redirect,
  request,
  urlFor,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { subdomainMatching: true, staticFolder: null })
flaskDefaults(app)
app.config.SERVER_NAME = 'shop.test:8000'
const LANGS = ['en', 'de', 'pt-br']

app.urlValuePreprocessor(function pull_lang_code(endpoint, values) {
  g.order = [...g.get('order', []), `app:${endpoint ?? 'None'}`]
  if (values !== undefined) {
    g.lang_code = values.lang_code ?? null
    delete values.lang_code
  }
})
app.urlDefaults(function add_language_code(endpoint, values) {
  if ('lang_code' in values || !g.get('lang_code')) return
  if (app.urlMap.isEndpointExpecting(endpoint, 'lang_code')) values.lang_code = g.lang_code
})

app.route('/', function root() {
  return redirect(urlFor('index', { lang_code: request.acceptLanguages.bestMatch(LANGS, 'en') }))
})
app.route("/<any(en, de, 'pt-br'):lang_code>/", function index() {
  return jsonify({
    lang: g.lang_code,
    about: urlFor('about'),
    de: urlFor('about', { lang_code: 'de' }),
    item: urlFor('shop.item', { slug: 'tea pot', ref: 'ü' }),
    root: urlFor('root'),
    order: g.order,
  })
})
app.route('/<lang_code>/about', function about() {
  if (!LANGS.includes(g.lang_code)) abort(404)
  return `about ${g.lang_code} ${urlFor('.index')} ${urlFor('index', { _external: true })} ${urlFor('about', { _anchor: 'team', _scheme: 'https', _external: true })}`
})

const shop = new Blueprint('shop', import.meta, { urlPrefix: '/<lang_code>/shop' })
shop.urlValuePreprocessor((endpoint, values) => {
  g.order.push(`shop:${endpoint}`)
  g.currency = values!.currency ?? 'eur'
  delete values!.currency
})
shop.urlDefaults((_endpoint, values) => {
  values.currency ??= g.get('currency', 'usd')
})
function list_items({ page }: { page: number }) {
  return jsonify({
    page,
    next: urlFor('.list_items', { page: page + 1 }),
    first: urlFor('shop.list_items', { page: 1 }),
    prev: urlFor('.list_items', { page: page - 1 }),
    cur: g.currency,
  })
}
shop.route('/page/<int:page>', list_items)
shop.route('/', { defaults: { page: 1 } }, list_items)
function item({ slug }: { slug: string }) {
  return jsonify({
    slug,
    lang: g.lang_code,
    cur: g.currency,
    order: g.order,
    me: urlFor(request.endpoint!, { ...request.viewArgs }),
    usd: urlFor('.item', { slug, currency: 'usd' }),
    args: request.viewArgs,
  })
}
shop.route('/<currency>/item/<slug>', item)
shop.route('/item/<slug>', item)
shop.appUrlDefaults((endpoint, values) => {
  if (endpoint === 'root') values.from = 'shop'
})

const tenant = new Blueprint('tenant', import.meta, { subdomain: '<tenant>' })
tenant.urlValuePreprocessor((_endpoint, values) => {
  g.tenant = values!.tenant
  delete values!.tenant
  if (g.tenant === 'gone') abort(410)
})
tenant.urlDefaults((_endpoint, values) => {
  if (!('tenant' in values) && 'tenant' in g) values.tenant = g.tenant
})
tenant.route('/dashboard/', function dashboard() {
  return jsonify({
    tenant: g.tenant,
    here: urlFor('.dashboard'),
    other: urlFor('.dashboard', { tenant: 'other' }),
    user: urlFor('.user', { name: 'bob' }),
    main: urlFor('root'),
    about: urlFor('about', { lang_code: 'en' }),
    ext: urlFor('.user', { name: 'x', _external: true }),
    host: request.host,
    bps: request.blueprints,
  })
})

const users = new Blueprint('users', import.meta, { urlPrefix: '/users' })
tenant.get('/user/<name>', function user({ name }) {
  const args = [...request.urlRule!.arguments].sort().map((a) => `'${a}'`)
  return `${g.tenant}/${name} ${request.urlRule} [${args.join(', ')}]`
})
users.route('/<int:id>', { methods: ['GET', 'POST'] }, function show({ id }) {
  return jsonify({
    id,
    tenant: g.tenant,
    up: urlFor('tenant.dashboard'),
    me: urlFor('.show', { id: id + 1 }),
    post: urlFor('tenant.users.show', { id: 3, _method: 'POST' }),
  })
})
tenant.registerBlueprint(users)

const api_root = ({ version = 0 }: { version?: number }) =>
  `api ${version} ${urlFor('api_version', { version: 2 })} ${urlFor('root')} ${urlFor('tenant.dashboard', { tenant: 't1' })}`
app.route('/v<int:version>/', { subdomain: 'api', endpoint: 'api_version' }, api_root)
app.route('/', { subdomain: 'api', endpoint: 'api_root' }, api_root)

app.errorHandler(404, function missing() {
  return makeResponse(
    jsonify({
      error: 404,
      lang: g.get('lang_code') ?? null,
      tenant: g.get('tenant') ?? null,
      endpoint: request.endpoint ?? null,
      bp: request.blueprint ?? null,
    }),
    404,
  )
})
app.registerBlueprint(shop)
app.registerBlueprint(tenant)
app.config.PROPAGATE_EXCEPTIONS = false

app.route('/outside', function outside() {
  const inner = app.testRequestContext(
    '/de/shop/?x=1',
    { baseUrl: 'https://shop.test:8000/' },
    () => [request.endpoint, urlFor('root'), request.viewArgs],
  )
  return jsonify({ inner, still: urlFor('root') })
})
