import { join } from 'node:path'
import {
  App,
  abort,
  g,
  makeResponse,
  redirect,
  renderTemplateString,
  request,
  sendFromDirectory,
  session,
  urlFor,
} from 'hipflask'
import { secureFilename } from 'hipflask/security'
import { addFailures } from './fixture-failures.ts'

export interface Watch {
  active: number
  dispatched: string[]
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const pairs = (values: Iterable<[string, unknown]>) => [...values].map(([k, v]) => [k, v])

function addEcho(app: App) {
  app.route('/echo', { methods: METHODS }, function echo() {
    const data = request.getData()
    return {
      m: request.method,
      path: request.path,
      full: request.fullPath,
      url: request.url,
      host: request.host,
      args: pairs(request.args),
      form: pairs(request.form),
      cookies: pairs(request.cookies),
      headers: pairs(request.headers),
      data: data.length > 4096 ? '' : data.toString(),
      n: data.length,
    }
  })
  app.get('/headers', function headers() {
    return { headers: pairs(request.headers), proto: request.headers.get('__proto__') }
  })
  app.get('/accept', function accept() {
    const types = request.acceptMimetypes.bestMatch(['text/html', 'application/json'])
    return { types: types ?? null, language: request.acceptLanguages.best ?? null }
  })
  app.get('/auth', function auth() {
    return { user: request.authorization?.username ?? null }
  })
  app.get('/ip', function ip() {
    return { ip: request.remoteAddr ?? null, scheme: request.scheme }
  })
}

function addRouting(app: App) {
  app.get('/s/<string:value>', function text({ value }) {
    return { value }
  })
  app.get('/p/<path:value>', function path({ value }) {
    return { value }
  })
  app.get('/int/<int:value>', function whole({ value }) {
    return { value }
  })
  app.get('/float/<float:value>', function fraction({ value }) {
    return { value }
  })
  app.get('/uuid/<uuid:value>', function unique({ value }) {
    return { value: String(value) }
  })
  app.get('/any/<any(a,bb,ccc):value>', function choice({ value }) {
    return { value }
  })
  app.get('/re/<a>-<b>-<c>-<d>.x', function split(values) {
    return values
  })
  app.get('/pp/<path:a>/x/<path:b>/y', function twoPaths(values) {
    return values
  })
  app.get('/slash/', function slash() {
    return 'slash'
  })
  app.route('/both/', { methods: ['GET', 'POST'] }, function both() {
    return 'both'
  })
  app.get('/url', function url() {
    return urlFor('health', { _external: true })
  })
  app.get('/admin/<x>', function admin() {
    return 'ADMIN-SECRET'
  })
}

function addAnswers(app: App) {
  app.get('/redir', function redir() {
    return redirect(request.args['to']!)
  })
  app.get('/back', function back() {
    const referrer = request.referrer ?? '/'
    return redirect(/^\/(?![/\\])/.test(referrer) ? referrer : '/')
  })
  app.get('/setheader', function setHeader() {
    const response = makeResponse('set')
    response.headers.set(request.args['name']!, request.args['value']!)
    return response
  })
  app.get('/setcookie', function setCookie() {
    const response = makeResponse('set')
    const { name, value, samesite, ...options } = request.args.toDict()
    response.setCookie(name!, value!, samesite ? { ...options, sameSite: samesite } : options)
    return response
  })
  app.get('/tpl', function template() {
    return renderTemplateString('<p title="{{ x }}">{{ x }}</p>', { x: request.args['x'] })
  })
  app.get('/log', function logMessage() {
    app.logger.info(request.args.get('msg', ''))
    return 'logged'
  })
  app.get('/file/<path:name>', function file({ name }) {
    return sendFromDirectory('static', name)
  })
}

function addSession(app: App) {
  app.get('/sess', function sess() {
    return Object.fromEntries(session)
  })
  app.get('/sess/set', function sessSet() {
    session['user'] = request.args.get('user', 'ann')
    return 'set'
  })
  app.get('/sess/in', function sessIn() {
    return { in: 'user' in session }
  })
  app.get('/sess/clear', function sessClear() {
    session.clear()
    return 'cleared'
  })
}

function addBodies(app: App) {
  app.post('/json', function json() {
    const value = request.getJson()
    if (request.args.get('merge')) return { merged: Object.assign({}, value) }
    return { value }
  })
  app.post('/upload', async function upload() {
    const uploaded = [...request.files.items({ multi: true })]
    if (request.args.has('save'))
      for (const [, file] of uploaded)
        await file.save(join(app.rootPath, 'saved', secureFilename(file.filename ?? '') || 'file'))
    const files = uploaded.map(([name, file]) => {
      const data = file.read()
      return {
        name,
        filename: file.filename ?? null,
        size: data.length,
        text: data.toString('latin1').slice(0, 100),
      }
    })
    return { form: pairs(request.form), files }
  })
}

export interface FixtureOptions {
  /** Whether there is a route below all others that ends in a slash, so that every path has a redirect. */
  catchAll?: boolean
}

/** The application that the cases are tried on; `watch` counts what goes on inside it. */
export function makeFixture(root: string, watch: Watch, options: FixtureOptions = {}): App {
  const app = new App(root, { name: 'attacked' })
  app.secretKey = 'dev-secret-key-for-tests'
  let id = 0
  app.beforeRequest(
    () => {
      watch.active += 1
      watch.dispatched.push(request.path)
      g.id = id += 1
      if (request.path.startsWith('/admin/')) abort(403)
    },
    { body: false },
  )
  app.teardownRequest(() => {
    watch.active -= 1
  })
  app.get('/health', function health() {
    return 'ok'
  })
  for (const add of [addEcho, addRouting, addAnswers, addSession, addBodies, addFailures]) add(app)
  if (options.catchAll) {
    app.get('/<path:any>/', function catchAll({ any }) {
      return { any }
    })
  }
  return app
}
