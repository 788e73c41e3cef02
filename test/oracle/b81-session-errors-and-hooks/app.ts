import {
  App,
  abort,
  afterThisRequest,
  flash,
  getFlashedMessages,
  type InternalServerError,
  makeResponse,
  redirect,
  request,
  session,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'errors'
const log: string[] = []

class Special extends Error {}

app.beforeRequest(function before() {
  if (request.args.get('abort') === 'before') {
    session['before'] = 'aborted'
    abort(403)
  }
  if (request.args.get('answer') === 'before') {
    session['before'] = 'answered'
    return 'from before'
  }
  if (request.args.get('raise') === 'before') {
    session['before'] = 'raised'
    throw new Special()
  }
  session['count'] = session.get('count', 0) + 1
  return undefined
})

app.afterRequest(function after(response) {
  if (request.args.get('after')) session['after'] = request.args['after']
  if (request.args.get('raise') === 'after') {
    session['after'] = 'raised'
    throw new Special()
  }
  response.headers.set('X-Keys', [...session.keys()].sort().join(','))
  return response
})

app.teardownRequest(function teardown(error) {
  const name = error ? (error as Error).constructor.name : 'None'
  log.push(`${request.path} ${session.get('count') ?? 'None'} ${name}`)
  session['late'] = 'lost'
})

app.errorHandler(404, function missing() {
  session['missing'] = session.get('missing', 0) + 1
  return makeResponse(`missing ${session['missing']}`, 404)
})

app.errorHandler(403, function forbidden() {
  flash('forbidden')
  return makeResponse('forbidden', 403)
})

app.errorHandler(Special, function special() {
  session['special'] = true
  session.pop('count', null)
  return makeResponse('special', 418)
})

app.errorHandler(500, function broken(e) {
  const original = (e as InternalServerError).originalException
  session['broken'] = original ? (original as Error).constructor.name : 'none'
  return makeResponse('broken', 500)
})

app.get('/', function index() {
  return {
    session: Object.fromEntries([...session].filter(([k]) => k !== '_flashes')),
    flashes: session.get('_flashes', []).length,
  }
})

app.get('/special', function raise_special() {
  session['doomed'] = 'kept'
  throw new Special()
})

class ZeroDivisionError extends Error {}

app.get('/zero', function zero() {
  session['zero'] = 'kept'
  throw new ZeroDivisionError('division by zero')
})

app.get('/key', function key_error() {
  return session['nothing here'] as string
})

app.get('/abort/<int:code>', function aborting({ code }) {
  session['aborted'] = code
  abort(code)
})

app.get('/abort-response', function abort_response() {
  session['aborted'] = 'response'
  abort(makeResponse('own', 409))
})

app.get('/raise-redirect', function raise_redirect() {
  session['aborted'] = 'redirect'
  abort(redirect('/'))
})

app.get('/after-this', function after_this() {
  afterThisRequest((response) => {
    session['after_this'] = session.get('after_this', 0) + 1
    return response
  })
  return 'ok'
})

app.get('/clear-then-raise', function clear_then_raise() {
  session.clear()
  throw new Special()
})

app.get('/flashes', function flashes() {
  return { messages: getFlashedMessages() }
})

app.get('/clear', function clear() {
  session.clear()
  return 'cleared'
})

app.get('/slash/', function slash() {
  return 'slash'
})

app.get('/log', function show_log() {
  return { log: log.splice(0) }
})
