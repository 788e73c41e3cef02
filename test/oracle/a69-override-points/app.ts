import {
  Aborter,
  App,
  abort,
  BaseConverter,
  type BuildError,
  DefaultJSONProvider,
  Globals,
  g,
  HTTPException,
  jsonify,
  KeyError,
  makeResponse,
  NotFound,
  Request,
  Response,
  Rule,
  type RuleOptions,
  redirect,
  request,
  UrlMap,
  urlFor,
  ValueError,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

const log: string[] = []

class OwnRequest extends Request {
  override onJsonLoadingFailed(e: Error | undefined) {
    return { failed: e !== undefined }
  }
  get isOwn() {
    return true
  }
}
class OwnResponse extends Response {
  static override defaultMimetype = 'text/plain'
  constructor(...args: ConstructorParameters<typeof Response>) {
    super(...args)
    this.headers.set('X-Own', '1')
  }
}
class OwnGlobals extends Globals {
  shared = 'class attribute'
  hello() {
    return `hello ${this.get('name', 'nobody')}`
  }
}
class Upper extends BaseConverter {
  override toPython(v: string) {
    return v.toUpperCase()
  }
}
class OwnMap extends UrlMap {
  static override defaultConverters = { ...UrlMap.defaultConverters, upper: Upper }
}
class OwnRule extends Rule {
  roles: string[]
  constructor(string: string, { roles = [], ...options }: RuleOptions & { roles?: string[] } = {}) {
    super(string, options)
    this.roles = roles
  }
}
class OwnAborter extends Aborter {
  override abort(code: number | Response, ...args: unknown[]): never {
    if (code === 499) throw new NotFound('four nine nine')
    return super.abort(code, ...args)
  }
}
class OwnJson extends DefaultJSONProvider {
  override dumps(obj: unknown, options?: object) {
    if (typeof obj === 'object' && obj !== null && !Array.isArray(obj)) obj = { wrapped: obj }
    return super.dumps(obj, options)
  }
}
class ZeroDivisionError extends Error {}
class ClientGone extends HTTPException {
  static override code = 460
  static override description = 'client gone'
}
class OwnApp extends App {
  static override requestClass = OwnRequest
  static override responseClass = OwnResponse
  static override appCtxGlobalsClass = OwnGlobals
  static override urlMapClass = OwnMap
  static override urlRuleClass = OwnRule
  static override aborterClass = OwnAborter
  static override jsonProviderClass = OwnJson

  override makeAborter() {
    const aborter = super.makeAborter()
    aborter.mapping[460] = ClientGone
    return aborter
  }
  override dispatchRequest() {
    const roles = (request.urlRule as OwnRule | undefined)?.roles ?? []
    if (roles.length > 0 && !roles.includes(request.args.get('role')!)) abort(403, 'role')
    return super.dispatchRequest()
  }
  override async preprocessRequest() {
    if (request.args.get('stop') === 'early') return 'stopped early'
    const rv = await super.preprocessRequest()
    if (request.args.get('stop') === 'late') return 'stopped late'
    return rv
  }
  override async fullDispatchRequest() {
    const r = await super.fullDispatchRequest()
    r.headers.set('X-Full', '1')
    return r
  }
  override async finalizeRequest(rv: unknown, fromErrorHandler = false) {
    const r = await super.finalizeRequest(rv, fromErrorHandler)
    r.headers.set('X-Final', fromErrorHandler ? 'True' : 'False')
    return r
  }
  override makeResponse(rv: unknown, ...rest: unknown[]) {
    if (typeof rv === 'number') rv = String(rv)
    if (rv === null || rv === undefined) return super.makeResponse('', 204)
    return super.makeResponse(rv, ...rest)
  }
  override handleUserException(e: unknown) {
    if (e instanceof ZeroDivisionError) return makeResponse('division', 400)
    return super.handleUserException(e)
  }
  override handleException(e: unknown) {
    if (e instanceof KeyError) return this.makeResponse('key error handled', 508)
    return super.handleException(e)
  }
  override logException(e: unknown) {
    log.push(`logged ${(e as Error).constructor.name} ${request.path}`)
  }
  override handleUrlBuildError(
    error: BuildError,
    endpoint: string,
    values: Record<string, unknown>,
  ) {
    if (endpoint.startsWith('ext:'))
      return `https://ext.example/${endpoint.slice(4)}?${Object.keys(values)
        .filter((k) => !k.startsWith('_'))
        .sort()
        .join(',')}`
    return super.handleUrlBuildError(error, endpoint, values)
  }
  override injectUrlDefaults(endpoint: string, values: Record<string, unknown>) {
    super.injectUrlDefaults(endpoint, values)
    if (endpoint === 'vers') values.v ??= '9'
  }
  override raiseRoutingException(request: Request): never {
    if (request.path.startsWith('/lost')) throw new NotFound(`lost ${request.path}`)
    return super.raiseRoutingException(request)
  }
  override makeDefaultOptionsResponse() {
    const r = super.makeDefaultOptionsResponse()
    r.allow.add('MAGIC')
    return r
  }
  override doTeardownRequest(error: unknown) {
    log.push(`td ${request.path}`)
    return super.doTeardownRequest(error)
  }
  override doTeardownAppContext(error?: unknown) {
    log.push('tda')
    return super.doTeardownAppContext(error)
  }
  override trapHttpException(e: HTTPException) {
    return e instanceof NotFound && request.path === '/trap'
  }
  override urlFor(endpoint: string, values?: Record<string, unknown>) {
    if (endpoint === 'magic') return '/magic!'
    return super.urlFor(endpoint, values)
  }
  override redirect(location: string, code = 302) {
    const r = super.redirect(location, code)
    r.headers.set('X-Redirect', 'own')
    return r
  }
  override processResponse(response: Response) {
    response.headers.set(
      'X-Before',
      [...response.headers.keys()]
        .filter((h) => h.startsWith('X-'))
        .sort()
        .join(','),
    )
    return super.processResponse(response)
  }
}
export const app = new OwnApp(import.meta, { staticFolder: null })
flaskDefaults(app)

app.addUrlRule('/', 'index', () => 'index', { roles: [] } as object)
app.addUrlRule('/admin', 'admin', () => jsonify({ roles: (request.urlRule as OwnRule).roles }), {
  roles: ['admin', 'boss'],
} as object)
app.route('/upper/<upper:x>', function upper({ x }) {
  return x as string
})
app.route('/int', function int_view() {
  return 42 as unknown as string
})
app.route('/none', function none() {
  return null as unknown as string
})
app.route('/dict', function dict_view() {
  return { a: 1 }
})
app.route('/json', { methods: ['POST'] }, function json_view() {
  return jsonify({ got: request.getJson(), own: (request as OwnRequest).isOwn })
})
app.route('/zero', function zero() {
  throw new ZeroDivisionError()
})
app.route('/key', function key() {
  throw new KeyError('x')
})
app.route('/value', function value() {
  throw new ValueError('v')
})
app.route('/abort/<int:code>', function ab({ code }) {
  abort(code)
})
app.route('/g', function gg() {
  g.name = 'n'
  return jsonify([(g as unknown as OwnGlobals).hello(), g.shared, 'name' in g, false, 'OwnGlobals'])
})
app.route('/urls', function urls() {
  return jsonify([
    urlFor('ext:docs', { page: 1, x: 2 }),
    urlFor('magic'),
    urlFor('vers'),
    app.urlFor('vers', { v: '1' }),
  ])
})
app.route('/vers/<v>', function vers({ v }) {
  return v
})
app.route('/redirect', function red() {
  return redirect('/x', 303)
})
app.route('/trap', function trap() {
  abort(404)
})
app.route('/made', function made() {
  return makeResponse(7)
})
app.route('/log', function show_log() {
  const out = log.join('\n')
  log.length = 0
  return out
})
app.beforeRequest(() => {
  g.before = true
})
app.errorHandler(NotFound, (e) =>
  makeResponse(`nf ${/lost|nine/.test(e.description!) ? e.description : 'default'}`, 404),
)
