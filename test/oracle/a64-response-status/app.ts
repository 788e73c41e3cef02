import { App, makeResponse, Response, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

app.route('/status/<int:code>', { methods: ['GET', 'POST'] }, function status({ code }) {
  return makeResponse('body', code, { 'X-Code': String(code) })
})

app.get('/stream/<int:code>', function stream({ code }) {
  return makeResponse(['some ', 'parts'].values(), code)
})

app.get('/length/<int:code>', function length({ code }) {
  return makeResponse('body', code, {
    'Content-Length': '4',
    'Content-Encoding': 'identity',
    'Content-Language': 'en',
    'Content-Location': '/x',
    Expires: '0',
    'Last-Modified': 'Tue, 02 Jan 2024 03:04:05 GMT',
    Allow: 'GET',
    ETag: '"a"',
    'X-Other': 'kept',
  })
})

app.get('/text/<path:text>', function text({ text: status }) {
  return makeResponse('body', status)
})

app.get('/empty/<int:code>', function empty({ code }) {
  return makeResponse('', code)
})

app.get('/json/<int:code>', function json_view({ code }) {
  return makeResponse({ code }, code)
})

app.get('/no-type', function no_type() {
  const response = new Response('raw')
  response.headers.delete('Content-Type')
  return response
})

app.get('/head', function head() {
  return makeResponse(`seen as ${request.method}`, { 'X-Method': request.method })
})
