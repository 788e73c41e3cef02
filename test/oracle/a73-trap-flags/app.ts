import {
  App,
  abort,
  type HTTPException,
  type InternalServerError,
  makeResponse,
  request,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

app.beforeRequest(() => {
  const trap = request.args.get('trap')
  app.config['TRAP_HTTP_EXCEPTIONS'] = trap === 'http'
  app.config['TRAP_BAD_REQUEST_ERRORS'] = trap === 'bad'
})

app.errorHandler(404, () => makeResponse('handled 404', 404))

app.errorHandler(400, (error: HTTPException) =>
  makeResponse(`handled 400: ${error.description}`, 400),
)

app.errorHandler(500, (error: InternalServerError) => {
  const original = error.originalException as Error | undefined
  return makeResponse(`handled 500: ${original ? original.constructor.name : '-'}`, 500)
})

app.get('/abort/<int:code>', function abort_code({ code }) {
  abort(code)
})

app.get('/field', function field() {
  return request.args['field']!
})

app.post('/json', function json_view() {
  return { json: request.getJson() }
})

app.get('/branch/', function branch() {
  return 'branch'
})
