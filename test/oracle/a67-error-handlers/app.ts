import {
  App,
  abort,
  BadRequest,
  BadRequestKeyError,
  Conflict,
  Forbidden,
  HTTPException,
  jsonify,
  type MethodNotAllowed,
  makeResponse,
  NotFound,
  request,
  ValueError,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

class Base extends Error {}

class Middle extends Base {}

class Leaf extends Middle {}

class Other extends Error {}

class PlainLeaf extends Other {}

class OwnForbidden extends Forbidden {
  static override description = 'own forbidden'
}

class OwnConflict extends Conflict {}

class Payment extends HTTPException {
  static override code = 402
  static override description = 'pay up'
}

const CLASSES: Record<string, new () => Error> = {
  base: Base,
  middle: Middle,
  leaf: Leaf,
  other: Other,
  plainleaf: PlainLeaf,
  ownforbidden: OwnForbidden,
  ownconflict: OwnConflict,
  payment: Payment,
  badrequest: BadRequest,
  badrequestkeyerror: BadRequestKeyError,
  conflict: Conflict,
  forbidden: Forbidden,
  notfound: NotFound,
}

app.errorHandler(Base, (error) => makeResponse(`base got ${error.constructor.name}`, 460))

app.errorHandler(Leaf, (error) => makeResponse(`leaf got ${error.constructor.name}`, 461))

app.errorHandler(Other, (error) =>
  makeResponse({ other: error.constructor.name }, 462, { 'X-Other': 'yes' }),
)

app.errorHandler(404, (error: NotFound) =>
  makeResponse(`404 got ${error.code} ${error.name} ${error.description}`, 404),
)

app.errorHandler(
  Forbidden,
  (error) => `forbidden got ${error.constructor.name}: ${error.description}`,
)

app.errorHandler(OwnConflict, (error) => {
  const response = jsonify({ conflict: error.description })
  response.statusCode = 409
  return response
})

app.errorHandler(Payment, (error) => makeResponse(error, 499))

app.errorHandler(405, (error: MethodNotAllowed) =>
  makeResponse(`allowed: ${[...error.validMethods!].sort().join(',')}`, 405, {
    Allow: 'see body',
  }),
)

app.errorHandler(410, () => abort(404))

app.errorHandler(411, () => {
  throw new Leaf()
})

app.errorHandler(412, (() => undefined) as () => never)

app.errorHandler(413, (error: HTTPException) => error)

app.errorHandler(414, () => new NotFound('replaced by another error'))

app.route('/raise/<name>', function raise_class({ name }) {
  throw new CLASSES[name]!()
})

app.route('/abort/<int:code>', function abort_code({ code }) {
  abort(code)
})

app.route('/key', function key() {
  return request.args['missing']!
})

app.route('/handler-by-function', function by_function() {
  throw new ValueError()
})

app.registerErrorHandler(ValueError, () => makeResponse('value error handled', 463))
