import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  App,
  Blueprint,
  currentApp,
  EndpointPrefix,
  g,
  jsonify,
  type Listener,
  makeResponse,
  NotFound,
  Rule,
  RuleTemplate,
  redirect,
  request,
  ServiceUnavailable,
  Submount,
  session,
  urlFor,
} from 'hipflask'
import { DispatcherMiddleware, ProxyFix } from 'hipflask/middleware'
import { flaskDefaults } from 'hipflask/testing'

function create(name: string, config: Record<string, unknown> = {}): App {
  const app = new App(import.meta, { staticFolder: null })
  flaskDefaults(app)
  if (name !== 'main') app.now = () => main.now()
  app.config.fromMapping({ SECRET_KEY: 'shared', NAME: name, ...config })
  app.get('/', function index() {
    return {
      app: currentApp.config.NAME,
      root: request.rootPath,
      script: request.scriptRoot,
      path: request.path,
      url: request.url,
      base: request.baseUrl,
      url_root: request.urlRoot,
      root_url: request.rootUrl,
      host: request.host,
      host_url: request.hostUrl,
      full: request.fullPath,
      external: urlFor('index', { _external: true }),
      login: urlFor('login'),
      remote: request.remoteAddr ?? null,
      route: [...request.accessRoute],
      secure: request.isSecure,
    }
  })
  app.route('/login/', { methods: ['GET', 'POST'] }, function login() {
    session.setDefault('apps', []).push(currentApp.config.NAME)
    session.modified = true
    const response = redirect(urlFor('index'))
    response.setCookie('local', '1', { path: request.scriptRoot || '/' })
    return response
  })
  app.get('/apps', function apps() {
    const { sessionInterface } = currentApp
    return jsonify(
      session.get('apps') ?? null,
      sessionInterface.getCookiePath(currentApp),
      sessionInterface.getCookieDomain(currentApp) ?? null,
    )
  })
  app.get('/boom', function boom() {
    throw new ServiceUnavailable(`${currentApp.config.NAME} is down`, { retryAfter: 3 })
  })
  app.errorHandler(404, () => makeResponse(`${currentApp.config.NAME}: no ${request.path}`, 404))
  return app
}

const main: App = create('main')
const shop = create('shop', { APPLICATION_ROOT: '/shop', SESSION_COOKIE_NAME: 'shop' })
const blog = create('blog', { SESSION_COOKIE_PATH: '/blog', PREFERRED_URL_SCHEME: 'https' })
const api = new Blueprint('api', import.meta)
api.get('/ping', function ping() {
  return jsonify(
    urlFor('.ping'),
    urlFor('api.ping', { _external: true, _scheme: 'https' }),
    urlFor('index', { _anchor: 'x', q: [1, 2] }),
  )
})
shop.registerBlueprint(api, { urlPrefix: '/api' })
blog.registerBlueprint(api, { urlPrefix: '/a/<int:version>', urlDefaults: { version: 1 } })

blog.urlValuePreprocessor((_endpoint, values) => {
  g.version = values?.version
  delete values?.version
})
blog.urlDefaults((endpoint, values) => {
  if (currentApp.urlMap.isEndpointExpecting(endpoint, 'version'))
    values.version ??= g.get('version') ?? 7
})

const resource = new RuleTemplate([
  new Rule('/$name/', { endpoint: '$name.list' }),
  new Rule('/$name/<int:id>', { endpoint: '$name.show', methods: ['GET'] }),
  new Rule('/$name/new', { endpoint: '$name.new', redirectTo: '$name/' }),
])
main.urlMap.add(
  new Submount('/r', [
    new EndpointPrefix('res.', [resource({ name: 'cat' }), resource({ name: 'dog' })]),
    new Rule('/up', { endpoint: 'res.cat.list', alias: true }),
    new Rule('/build', { endpoint: 'only', buildOnly: true }),
  ]),
)
for (const kind of ['cat', 'dog']) {
  main.viewFunctions[`res.${kind}.list`] = () =>
    jsonify(kind, request.endpoint, urlFor(`res.${kind}.show`, { id: 3 }), urlFor('only'))
  main.viewFunctions[`res.${kind}.show`] = ({ id }) => `${kind} ${id} ${request.urlRule!.rule}`
}

class Header {
  inner: Listener
  name: string
  constructor(inner: Listener, name: string) {
    this.inner = inner
    this.name = name
  }
  listener = (req: IncomingMessage, res: ServerResponse) => {
    if (req.headers['x-stop'] === this.name) {
      res.writeHead(503, 'Stopped', { 'Content-Type': 'text/plain', 'Content-Length': 7 })
      return void res.end('stopped')
    }
    const { writeHead } = res
    res.writeHead = ((...args: unknown[]) => {
      res.appendHeader('X-By', this.name)
      return Reflect.apply(writeHead, res, args)
    }) as typeof writeHead
    return this.inner(req, res)
  }
}

blog.listener = new Header(blog.listener, 'blog')
main.listener = new DispatcherMiddleware(main.listener, {
  '/shop': shop,
  '/blog': blog,
  '/blog/deep': new Header(shop.listener, 'deep').listener,
  '/gone': (_req, res) => {
    const page = new NotFound('gone').getResponse()
    res.writeHead(404, [...page.headers].flat())
    res.end(page.data)
  },
})
main.listener = new Header(
  new ProxyFix(main.listener, { xFor: 2, xProto: 1, xHost: 1, xPrefix: 1, xPort: 1 }).listener,
  'outer',
)
export const app = main
