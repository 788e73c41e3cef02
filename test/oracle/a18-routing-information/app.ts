import { App, abort, Blueprint, g, type HTTPException, makeResponse, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
const bp = new Blueprint('bp', import.meta, { urlPrefix: '/bp' })

function info() {
  const rule = request.urlRule
  const problem = request.routingException
  return {
    endpoint: request.endpoint ?? null,
    rule: rule ? rule.rule : null,
    methods: rule ? [...rule.methods!].sort() : null,
    view_args: request.viewArgs ?? null,
    blueprint: request.blueprint ?? null,
    blueprints: request.blueprints,
    problem: problem ? problem.code : null,
  }
}

app.beforeRequest(() => {
  g.before = info()
  if ('early' in request.args) return g.before
})

app.get('/item/<int:n>', function item() {
  return g.before
})

app.route('/branch/', { methods: ['GET', 'POST'], defaults: { x: 1 } }, function branch() {
  return info()
})

bp.get('/<name>', function page() {
  return info()
})

bp.get('/abort/<int:n>', function not_here() {
  abort(404)
})

app.registerBlueprint(bp)

const problem = (error: HTTPException) => makeResponse(info(), error.code)
app.errorHandler(404, problem)
app.errorHandler(405, problem)

app.afterRequest((response) => {
  response.headers.set('X-Endpoint', request.endpoint ?? 'none')
  return response
})
