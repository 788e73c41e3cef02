import { App, makeResponse, Response, redirect, request, session, urlFor } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'methods'
app.config.update({ touch: true })

app.beforeRequest(() => {
  if (request.args.get('touch') === '1') session['touched'] = session.get('touched', 0) + 1
})

app.route('/item', { methods: ['GET', 'POST', 'DELETE'] }, function item() {
  session['method'] = request.method
  return `item ${request.method}`
})

app.get('/redirect', function go() {
  session['redirected'] = true
  return redirect(urlFor('read'))
})

app.get('/redirect/<int:code>', function go_code({ code }) {
  session['redirected'] = code
  return redirect(urlFor('read'), code)
})

app.get('/no-content', function no_content() {
  session['empty'] = true
  return makeResponse('', 204)
})

app.get('/etag', function etag() {
  session['etag'] = true
  const response = makeResponse('etagged body')
  response.setEtag('v1')
  return response.makeConditional(request)
})

app.get('/folder/', function folder() {
  session['folder'] = true
  return 'folder'
})

app.get('/read', function read() {
  return { session: Object.fromEntries(session) }
})

app.get('/own-response', function own_response() {
  session['own'] = 1
  const response = new Response('own', { status: 201, mimetype: 'text/plain' })
  response.setCookie('other', 'value', { maxAge: 60, httpOnly: true })
  response.headers.set('X-Own', 'yes')
  return response
})

app.get('/delete-session-cookie', function delete_session_cookie() {
  const response = makeResponse('deleted by hand')
  response.deleteCookie('session')
  return response
})
