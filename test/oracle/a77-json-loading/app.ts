import { App, abort, BadRequest, jsonify, KeyError, makeResponse, Request, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

class MyRequest extends Request {
  override onJsonLoadingFailed(e: Error | undefined): unknown {
    if (this.headers.get('X-How') === 'value') return { fallback: true, had_error: e !== undefined }
    if (this.headers.get('X-How') === 'abort') abort(422, 'no json')
    return super.onJsonLoadingFailed(e)
  }
}

class MyApp extends App {
  static override requestClass = MyRequest
}

export const app = new MyApp(import.meta)
flaskDefaults(app)

app.route('/json', { methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] }, function json_() {
  return jsonify({ json: request.json })
})

app.route('/get', { methods: ['GET', 'POST'] }, function get() {
  const force = 'force' in request.args
  const silent = 'silent' in request.args
  const cache = !('nocache' in request.args)
  const first = request.getJson({ force, silent, cache })
  const second = request.getJson({ force, silent, cache })
  return jsonify({
    json: first ?? null,
    second: second ?? null,
    same: first === second,
    data: request.getData({ asText: true }),
    is_json: request.isJson,
  })
})

app.post('/silent-then-loud', function silent_then_loud() {
  const first = request.getJson({ silent: true })
  let second: unknown
  try {
    second = request.getJson()
  } catch (e) {
    if (!(e instanceof BadRequest)) throw e
    second = e.code
  }
  return jsonify({ first: first ?? null, second })
})

app.post('/data-first', function data_first() {
  const data = request.getData({ asText: true })
  return jsonify({ data, json: request.getJson({ silent: true }) ?? null })
})

app.post('/nocache-first', function nocache_first() {
  const data = request.getData({ cache: false, asText: true })
  return jsonify({ data, json: request.getJson({ silent: true }) ?? null })
})

app.post('/form-first', function form_first() {
  return jsonify({
    form: request.form.toDict(),
    json: request.getJson({ silent: true }) ?? null,
    data: request.data.toString(),
  })
})

app.post('/keys', function keys() {
  const body = request.getJson<Record<string, unknown>>()
  if (!('name' in body)) throw new KeyError('name')
  return jsonify({ name: body.name, n: body.n ?? 0 })
})

app.errorHandler(400, function bad(e) {
  return makeResponse(jsonify({ error: e.name, code: e.code }), 400)
})

app.errorHandler(415, function unsupported(e) {
  return makeResponse(jsonify({ error: e.name, code: e.code }), 415)
})
