import {
  App,
  abort,
  BadRequest,
  Conflict,
  defaultExceptions,
  Forbidden,
  Gone,
  HTTPException,
  ImATeapot,
  InternalServerError,
  jsonify,
  MethodNotAllowed,
  makeResponse,
  NotFound,
  PreconditionRequired,
  RequestedRangeNotSatisfiable,
  Response,
  type ResponseReturnValue,
  redirect,
  TooManyRequests,
  Unauthorized,
  UnavailableForLegalReasons,
  UnprocessableEntity,
  WWWAuthenticate,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
class PaymentRequired extends HTTPException {
  static override code = 402
  static override description = 'Pay up.'
}
class Plain extends HTTPException {
  static override code = 420
  static override description = 'calm'
  override getBody() {
    return `plain ${this.code} ${this.description}`
  }
  override getHeaders(): [string, string][] {
    return [
      ['Content-Type', 'text/plain'],
      ['X-Custom', '1'],
    ]
  }
}
class Missing extends NotFound {
  static override description = 'special missing'
}
const raise = (error: Error): never => {
  throw error
}
const CASES: Record<string, () => ResponseReturnValue> = {
  response: () => abort(new Response('own', 402, { 'X-Own': '1' })),
  'response-made': () => abort(makeResponse(jsonify({ error: 'x' }), 422)),
  'redirect-': () => abort(redirect('/there')),
  'description-keyword': () => abort(409, { description: 'version conflict' }),
  'keyword-response': () => abort(404, { response: makeResponse('replaced', 410) }),
  'method-not-allowed': () => abort(405, { validMethods: ['GET', 'PUT'] }),
  'raise-method-not-allowed': () => raise(new MethodNotAllowed(['POST'], 'only post')),
  'range-': () => raise(new RequestedRangeNotSatisfiable(100, 'items', 'too far')),
  'range-plain': () => abort(416),
  unauthorized: () =>
    raise(
      new Unauthorized('who are you', {
        wwwAuthenticate: new WWWAuthenticate('basic', { realm: 'r' }),
      }),
    ),
  'unauthorized-list': () =>
    raise(
      new Unauthorized({
        wwwAuthenticate: [
          new WWWAuthenticate('basic', { realm: 'r' }),
          new WWWAuthenticate('bearer'),
        ],
      }),
    ),
  'abort-unauthorized': () =>
    abort(401, { wwwAuthenticate: new WWWAuthenticate('digest', { realm: 'd', nonce: 'n' }) }),
  'too-many': () => raise(new TooManyRequests('slow down', { retryAfter: 30 })),
  'too-many-date': () =>
    raise(new TooManyRequests({ retryAfter: new Date('2030-01-02T03:04:05Z') })),
  unavailable: () => abort(503, { retryAfter: 120 }),
  'with-response': () =>
    raise(new NotFound('ignored', { response: new Response('from response', 404) })),
  multiline: () => raise(new BadRequest('line one\nline <two>')),
  'none-description': () => raise(new NotFound(null)),
  'empty-description': () => raise(new NotFound('')),
  'html-description': () => raise(new Forbidden('<script>alert(1)</script>')),
  'long-description': () => raise(new Gone('x'.repeat(2000))),
  teapot: () => raise(new ImATeapot()),
  legal: () => raise(new UnavailableForLegalReasons('court')),
  'custom-class': () => raise(new PaymentRequired()),
  'custom-class-text': () => raise(new PaymentRequired('now')),
  'custom-body': () => raise(new Plain()),
  'no-code': () => raise(new HTTPException('no code at all')),
  subclass: () => raise(new Missing()),
  returned: () => new Conflict('returned not raised'),
  'returned-tuple': () => makeResponse(new Conflict('with status'), 499, { 'X-T': '1' }),
  'get-response'() {
    const r = new NotFound('made').getResponse()
    r.headers.set('X-Made', '1')
    return r
  },
  'text-of'() {
    const e = new NotFound('d')
    return `${e.message} | ${e.code} ${e.name} ${e.description}`
  },
  'text-of-internal'() {
    const e = new InternalServerError('d', { originalException: new Error('v') })
    return `${e.code} ${e.name} ${(e.originalException as Error).message}`
  },
  'unknown-code': () => abort(299),
  'unknown-code-zero': () => abort(0),
  'abort-200': () => abort(200),
  names: () =>
    Object.entries(defaultExceptions)
      .map(([c, k]) => `${c} ${k.name} ${new k().name}`)
      .join('\n'),
}
app.route('/case/<name>', ({ name }) => CASES[name]!())
app.route('/code/<int:code>', ({ code }) => abort(code))
app.route('/text/<int:code>', ({ code }) => abort(code, 'because <b>&'))
app.errorHandler(412, (error) =>
  makeResponse({ handled: error.code, name: error.name, description: error.description }, 412),
)
app.errorHandler(UnprocessableEntity, (error) => {
  const response = error.getResponse()
  response.data = `custom ${error.code}`
  response.contentType = 'text/plain'
  return response
})
app.errorHandler(PreconditionRequired, (error) => error)
app.afterRequest((response) => {
  response.headers.set('X-After', response.status)
  return response
})
