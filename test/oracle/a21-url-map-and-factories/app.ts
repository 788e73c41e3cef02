import {
  App,
  BuildError,
  EndpointPrefix,
  type HTTPException,
  jsonify,
  KeyError,
  type MapAdapter,
  MethodNotAllowed,
  NotFound,
  RequestRedirect,
  Rule,
  RuleTemplate,
  request,
  Subdomain,
  Submount,
  UrlMap,
  urlFor,
  ValueError,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { staticFolder: null })
flaskDefaults(app)

const show = (values: Record<string, unknown>) =>
  jsonify({ endpoint: request.endpoint, rule: request.urlRule!.rule, values })

app.urlMap.add(new Rule('/plain', { endpoint: 'plain' }))
app.urlMap.add(new Rule('/get/<int:n>', { endpoint: 'get', methods: ['GET'] }))
app.urlMap.add(
  new Submount('/blog', [
    new Rule('/', { endpoint: 'blog.index' }),
    new Rule('/entry/<slug>', { endpoint: 'blog.entry', methods: ['GET', 'POST'] }),
    new Submount('/admin/', [new Rule('/x/', { endpoint: 'blog.admin' })]),
  ]),
)
app.urlMap.add(
  new EndpointPrefix('shop/', [
    new Rule('/shop', { endpoint: 'index' }),
    new Submount('/shop', [
      new Rule('/cart/<int:n>', { endpoint: 'cart', defaults: { kind: 'c' } }),
    ]),
  ]),
)
const resource = new RuleTemplate([
  new Rule('/$name/', { endpoint: '$name.list' }),
  new Rule('/$name/<int:id>', { endpoint: '$name.show', defaults: { kind: '$name' } }),
])
app.urlMap.add(resource({ name: 'user' }))
app.urlMap.add(new Submount('/api', [resource({ name: 'page' })]))

for (const e of [
  'plain',
  'get',
  'blog.index',
  'blog.entry',
  'blog.admin',
  'shop/index',
  'shop/cart',
  'user.list',
  'user.show',
  'page.list',
  'page.show',
])
  app.viewFunctions[e] = show

app.endpoint('late', function late({ n }: { n: string }) {
  return `late ${n}`
})
app.urlMap.add(new Rule('/late/<n>', { endpoint: 'late' }))
app.urlMap.add(new Rule('/noview', { endpoint: 'noview' }))

const ownMap = () =>
  new UrlMap([
    new Rule('/', { endpoint: 'index' }),
    new Rule('/downloads/', { endpoint: 'downloads/index' }),
    new Rule('/downloads/<int:id>', { endpoint: 'downloads/show' }),
    new Rule('/dl/<int:id>', { endpoint: 'downloads/show', alias: true }),
    new Rule('/m', { endpoint: 'm', methods: ['PUT'] }),
    new Rule('/page/', { endpoint: 'page', defaults: { n: 1 } }),
    new Rule('/page/<int:n>', { endpoint: 'page' }),
    new Rule('/k/<x>', { endpoint: 'k', subdomain: 'kb' }),
    new Subdomain('<lang>', [new Rule('/w', { endpoint: 'w' })]),
  ])
function attemptMatch(fn: () => [string | Rule, Record<string, unknown>]) {
  try {
    const r = fn()
    return [r[0] instanceof Rule ? `Rule ${r[0].rule}` : r[0], r[1]]
  } catch (e) {
    if (e instanceof RequestRedirect) return ['redirect', e.newUrl, e.code]
    if (e instanceof MethodNotAllowed) return [405, [...e.validMethods!].sort()]
    if (e instanceof NotFound) return [404]
    throw e
  }
}
function attemptBuild(fn: () => string) {
  try {
    return fn()
  } catch (e) {
    if (e instanceof BuildError) return `BuildError ${e.suggested ? e.suggested.endpoint : 'None'}`
    throw e
  }
}
app.get('/adapter/<part>', function adapter({ part }) {
  const m = ownMap()
  const a = m.bind('example.com', '/', { urlScheme: 'https' })
  const b = m.bind('example.com', '/base', { subdomain: 'kb', queryArgs: { q: 'a b', r: 1 } })
  const c = m.bind('example.com', {
    pathInfo: '/downloads/42',
    defaultMethod: 'POST',
    queryArgs: 'z=9',
  })
  const match = (x: MapAdapter, path?: string, method?: string) =>
    attemptMatch(() => x.match(path, method))
  const all: Record<string, unknown> = {
    match: [
      match(a, '/'),
      match(a, '/downloads'),
      match(a, '/downloads/'),
      match(a, '/downloads/42'),
      match(a, '/nope'),
      match(a, '/m'),
      match(a, '/m', 'PUT'),
      attemptMatch(() => a.match('/m', { method: 'PUT' })),
      attemptMatch(() => a.match('/downloads/42', { returnRule: true })),
      match(a, '/page/1'),
      match(a, '/dl/3'),
      match(a, '/k/1'),
      match(a, '/w'),
    ],
    sub: [
      match(b, '/k/1'),
      match(b, '/'),
      match(b, '/w'),
      match(b, '/downloads'),
      attemptMatch(() => b.match('/page/1', { queryArgs: 'own=1' })),
    ],
    own: [
      match(c),
      attemptMatch(() => c.match(undefined, { method: 'GET' })),
      match(c, '/downloads'),
      match(c, '/page/1'),
      attemptMatch(() => c.match('/dl/3', { queryArgs: { x: 'y z' } })),
    ],
    build: [
      () => a.build('index'),
      () => a.build('downloads/show', { id: 42 }),
      () => a.build('downloads/show', { id: 42, x: [1, 2] }),
      () => a.build('downloads/show', { id: 1 }, { forceExternal: true }),
      () => a.build('nope'),
      () => a.build('m', {}, { method: 'PUT' }),
      () => a.build('m', {}, 'GET'),
      () => a.build('m', null, null, true),
      () => a.build('k', { x: '1' }),
      () => a.build('w', { lang: 'de' }),
      () => a.build('index', { q: 1 }, { appendUnknown: false }),
      () => a.build('index', {}, { forceExternal: true, urlScheme: 'http' }),
      () => a.build('index', {}, { urlScheme: 'wss', forceExternal: true }),
      () => a.build('page', { n: 1 }),
      () => a.build('page'),
    ].map(attemptBuild),
    subbuild: [
      () => b.build('index'),
      () => b.build('k', { x: '1' }),
      () => b.build('w', { lang: 'kb' }),
    ].map(attemptBuild),
    test: [a.test('/'), a.test('/nope'), a.test('/m'), a.test('/m', 'PUT'), a.test('/downloads')],
    allowed: [[...a.allowedMethods('/m')].sort(), a.allowedMethods('/nope')],
    host: [a.getHost(null), a.getHost('x'), a.getHost(''), b.getHost(null)],
    redirect: [
      a.makeRedirectUrl('/foo/bar'),
      b.makeRedirectUrl('foo'),
      a.makeRedirectUrl('/x', { a: 'b' }),
      a.makeRedirectUrl('x', null, 'd'),
    ],
    dispatch: [
      a.dispatch((e, v) => [e, v], '/downloads/7'),
      a.dispatch(() => 1, '/downloads').constructor.name,
      (a.dispatch(() => 1, '/nope', null, { catchHttpExceptions: true }) as HTTPException).code,
    ],
    attributes: [
      a.serverName,
      a.scriptName,
      a.subdomain,
      a.urlScheme,
      a.pathInfo,
      a.defaultMethod,
      b.scriptName,
      b.subdomain,
      c.pathInfo,
      c.defaultMethod,
      c.queryArgs,
    ],
  }
  return jsonify(all[part])
})
app.get('/map', function the_map() {
  const m = app.urlMap
  return jsonify({
    rules: [...m.iterRules()]
      .map((r) => [
        r.rule,
        r.endpoint,
        r.methods ? [...r.methods].sort() : null,
        [...r.arguments].sort(),
        r.defaults ?? null,
        r.isLeaf,
        r.buildOnly,
        r.alias,
      ])
      .sort((x, y) => (`${x[0]}` < `${y[0]}` ? -1 : 1)),
    'user.show': [...m.iterRules('user.show')].map(String),
    expecting: [
      m.isEndpointExpecting('get', 'n'),
      m.isEndpointExpecting('get', 'x'),
      m.isEndpointExpecting('shop/cart', 'n', 'kind'),
    ],
    flags: [
      m.strictSlashes,
      m.mergeSlashes,
      m.redirectDefaults,
      m.sortParameters,
      m.defaultSubdomain,
      m.hostMatching,
    ],
  })
})
app.get('/links', function links() {
  return jsonify([
    urlFor('blog.entry', { slug: 'a b' }),
    urlFor('blog.admin'),
    urlFor('shop/cart', { n: 1 }),
    urlFor('shop/cart', { n: 1, kind: 'c' }),
    urlFor('user.show', { id: 2 }),
    urlFor('page.show', { id: 3 }),
    urlFor('page.list'),
  ])
})
app.get('/rule', function rule() {
  const r = new Rule('/x/<int:a>', {
    endpoint: 'e',
    methods: ['post'],
    defaults: { b: 1 },
    subdomain: 's',
    strictSlashes: false,
    redirectTo: 'y',
  })
  const c = r.empty()
  const out: unknown[] = [
    r.rule,
    r.endpoint,
    [...r.methods!].sort(),
    r.defaults,
    r.subdomain,
    r.redirectTo,
    r.isLeaf,
    [...r.arguments].sort(),
  ]
  out.push(c.rule, c.endpoint, [...c.methods!].sort(), c.defaults, c.subdomain)
  try {
    new Rule('x')
  } catch (e) {
    if (e instanceof ValueError) out.push('ValueError')
  }
  try {
    new Rule('/x', { methods: 'GET' })
  } catch (e) {
    if (e instanceof TypeError) out.push('TypeError')
  }
  try {
    new Rule('/x', { metods: ['GET'] } as object)
  } catch (e) {
    if (e instanceof TypeError) out.push('TypeError')
  }
  try {
    app.urlMap.isEndpointExpecting('nope', 'a')
  } catch (e) {
    if (e instanceof KeyError) out.push('KeyError')
  }
  return jsonify(out)
})
