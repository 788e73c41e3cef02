import { App, abort, HTTPException, InternalServerError, makeResponse, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

class Known extends Error {}

class Unknown extends Error {}

app.errorHandler(HTTPException, (error) => {
  const response = error.getResponse()
  response.data = `http: ${error.code} ${error.name}: ${error.description}`
  response.contentType = 'text/plain'
  return response
})

app.errorHandler(Error, (error) => {
  if (error instanceof HTTPException) return makeResponse('never for http errors', 599)
  const name = error instanceof Unknown ? 'unknown' : 'other'
  return makeResponse(`exception: ${name}`, 561)
})

app.errorHandler(404, () => makeResponse('404 has its own handler', 404))

app.errorHandler(Known, () => makeResponse('known', 562))

app.get('/branch/', function branch() {
  return 'branch'
})

app.get('/abort/<int:code>', function abort_code({ code }) {
  abort(code)
})

app.get('/known', function raise_known() {
  throw new Known()
})

app.get('/unknown', function raise_unknown() {
  throw new Unknown()
})

app.get('/bad-return', function bad_return() {
  return null as never
})

app.get('/internal', function internal() {
  throw new InternalServerError('raised by hand')
})

app.get('/missing-field', function missing_field() {
  return request.args['field']!
})

app.get('/unknown-code', function unknown_code() {
  abort(499)
})
