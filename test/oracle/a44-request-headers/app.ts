import { App, int, KeyError, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

app.route('/get', { methods: ['GET', 'POST'] }, function get() {
  const headers = request.headers
  return {
    exact: headers.get('X-Custom'),
    lower: headers.get('x-custom'),
    upper: headers.get('X-CUSTOM'),
    missing: headers.get('X-Missing'),
    'missing or default': headers.get('X-Missing', 'default'),
    int: headers.get('X-Custom', { type: int }),
    present: headers.has('x-CUSTOM'),
    list: headers.getList('x-custom'),
  }
})

app.get('/need', function need() {
  const needed = request.headers.get('X-Needed')
  if (needed === null) throw new KeyError('X-Needed')
  return needed
})

const headerNames = () => [...request.headers.keys()].filter((name) => name !== 'Connection').sort()

app.get('/names', function names() {
  return { names: headerNames() }
})

app.post('/post-names', function post_names() {
  return {
    names: headerNames(),
    type: request.headers.get('Content-Type'),
    length: request.headers.get('Content-Length', { type: int }),
  }
})

app.route('/method', { methods: ['GET', 'POST', 'DELETE'] }, function method() {
  return { method: request.method }
})

app.get('/common', function common() {
  return {
    user_agent: request.userAgent.string,
    referrer: request.referrer ?? null,
    content_encoding: request.contentEncoding ?? null,
    date: request.date?.toISOString().replace('.000Z', '+00:00') ?? null,
    max_forwards: request.maxForwards ?? null,
    pragma: [...request.pragma],
    origin: request.origin ?? null,
    cors_method: request.accessControlRequestMethod ?? null,
    cors_headers: [...(request.accessControlRequestHeaders ?? [])].sort(),
    remote_addr: request.remoteAddr ?? null,
    access_route: request.accessRoute,
    is_secure: request.isSecure,
    scheme: request.scheme,
    xhr: request.headers.get('X-Requested-With'),
  }
})
