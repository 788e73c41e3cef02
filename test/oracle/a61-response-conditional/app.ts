import { App, makeResponse, Response, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
const WHEN = new Date(Date.UTC(2024, 0, 2, 3, 4, 5))
const ANY = ['GET', 'POST']

app.route('/etag', { methods: ANY }, function etag() {
  const response = makeResponse('etag from the content')
  response.addEtag()
  return response.makeConditional(request)
})

app.route('/own-etag', { methods: ANY }, function own_etag() {
  const response = makeResponse('own etag')
  response.setEtag('v1')
  response.headers.set('X-Kept', 'yes')
  response.headers.set('Content-Language', 'en')
  response.headers.set('Expires', 'Wed, 02 Jan 2030 03:04:05 GMT')
  return response.makeConditional(request)
})

app.route('/weak-etag', function weak_etag() {
  const response = makeResponse('weak etag')
  response.setEtag('v1', { weak: true })
  return response.makeConditional(request)
})

app.route('/modified', function modified() {
  const response = makeResponse('modified')
  response.lastModified = WHEN
  return response.makeConditional(request)
})

app.route('/both', function both() {
  const response = makeResponse('both')
  response.lastModified = WHEN
  response.setEtag('v1')
  return response.makeConditional(request)
})

app.route('/nothing', function nothing() {
  return makeResponse('no validators').makeConditional(request)
})

app.route('/not-made-conditional', function not_made_conditional() {
  const response = makeResponse('not made conditional')
  response.setEtag('v1')
  return response
})

app.route('/status', function status() {
  const response = makeResponse('created', 201)
  response.setEtag('v1')
  return response.makeConditional(request)
})

app.route('/freeze', function freeze() {
  const response = new Response(['a', 'b'].values())
  response.freeze()
  return response
})

app.route('/read-etag', function read_etag() {
  const response = makeResponse('x')
  response.setEtag('a b', { weak: true })
  const [value, weak] = response.getEtag()
  response.setData(`${value} ${weak ? 'weak' : 'strong'}`)
  return response
})
