import { App, Blueprint, makeResponse, redirect, request, urlFor } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
const TARGETS = [
  '/plain',
  'relative',
  '../up',
  '?q=1',
  '#frag',
  '',
  '/',
  '//other.example/x',
  'http://other.example',
  'https://user:pw@other.example:8443/p?q#f',
  '/é',
  '/日本語?名=値#片',
  '/a b',
  '/a%20b',
  '/100%',
  '/%zz',
  '/quote"d',
  '/<tag>',
  '/back\\slash',
  '/[brackets]',
  '/{braces}',
  '/pipe|',
  '/semi;colon=1,2',
  '/plus+',
  '/tilde~',
  '/star*',
  'http://bücher.example/ü?ü=ü#ü',
  '/emoji-😀',
  'mailto:a@b.example',
  'HTTP://UPPER.example/Path',
  '/a//b/../c/./d',
  '/q?a=1&b=%26&c=d e',
  '/amp?a=1&b=2',
  "/apostrophe'",
  '/x?next=/y?z=1',
  '/caret^',
  '/back`tick',
  '/trailing ',
  'http://[::1]:5000/',
  'ftp://files.example/x',
]
app.get('/to/<int:number>', ({ number }) => redirect(TARGETS[number]!))
app.get('/code/<int:code>', ({ code }) => redirect('/there', code))
app.get('/keyword', () => redirect('/there', { code: 303 }))
app.get('/edited', () => {
  const response = redirect('/there')
  response.setCookie('seen', '1')
  response.headers.set('Location', '/elsewhere')
  return response
})
app.get('/location-property', () => {
  const response = makeResponse('created', 201)
  response.location = '/items/é 1'
  response.headers.set('X-Location', 'set')
  return response
})
app.get('/location-header/<path:where>', ({ where }) =>
  makeResponse('created', 201, { Location: where }),
)
app.get('/content-location', () => makeResponse('x', { 'Content-Location': '/items/é?a=b c' }))
app.get('/url-for', () => redirect(urlFor('target', { name: 'a b/é', q: 'x&y', _anchor: 'z' })))
app.get('/external', () =>
  redirect(urlFor('target', { name: 'n', _external: true, _scheme: 'https' })),
)
app.route('/target/<path:name>', function target({ name }) {
  return `${name} ${request.args.get('q') ?? 'None'}`
})
app.route('/post', { methods: ['POST'] }, function post() {
  return redirect(urlFor('target', { name: 'done' }), 303)
})
app.get('/back', () => redirect(request.referrer || urlFor('target', { name: 'home' })))
app.get('/slash/', () => 'slash')
app.get('/location-gone', () => {
  const response = redirect('/x')
  response.headers.delete('Location')
  return response
})
app.get('/read/<int:number>', ({ number }) => {
  const response = redirect(TARGETS[number]!)
  return {
    location: response.location,
    header: response.headers.get('Location'),
    status: response.status,
  }
})
const bp = new Blueprint('bp', import.meta, { urlPrefix: '/bp' })
bp.get('/go', function go() {
  return redirect(urlFor('.there'))
})
bp.get('/there', function there() {
  return 'there'
})
app.registerBlueprint(bp)
app.get('/app-redirect', () => app.redirect('/there', 307))
