import {
  App,
  HeaderSet,
  RequestCacheControl,
  Response,
  ResponseCacheControl,
  request,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

app.get('/cc', function cc() {
  const c = request.cacheControl
  return {
    no_cache: c.noCache,
    no_store: c.noStore,
    max_age: c.maxAge ?? null,
    max_stale: c.maxStale ?? null,
    min_fresh: c.minFresh ?? null,
    only: c.onlyIfCached,
    no_transform: c.noTransform,
    stale: c.staleIfError ?? null,
    provided: c.provided,
    header: c.toHeader(),
    len: c.size,
    has: c.has('no-cache'),
    get: c.get('x-own') ?? null,
    keys: [...c.keys()],
  }
})

app.get('/sets', function sets() {
  const p = request.pragma
  const a = request.accessControlRequestHeaders
  return {
    pragma: [...p],
    len: p.size,
    true: p.size > 0,
    has: p.has('no-cache'),
    header: p.toHeader(),
    find: [p.find('NO-CACHE'), p.find('zz')],
    acrh: a === undefined ? null : [[...a], a.has('x-one'), a.toHeader(), [...a.asSet()].sort()],
    acrm: request.accessControlRequestMethod ?? null,
  }
})

app.get('/misc', function misc() {
  const ua = request.userAgent
  return {
    ua: [
      ua.string,
      String(ua),
      ua.toHeader(),
      ua.browser ?? null,
      ua.platform ?? null,
      ua.version ?? null,
      ua.language ?? null,
    ],
    referrer: request.referrer ?? null,
    origin: request.origin ?? null,
    md5: request.contentMd5 ?? null,
    encoding: request.contentEncoding ?? null,
    forwards: request.maxForwards ?? null,
    route: request.accessRoute,
    remote: request.remoteAddr ?? null,
    mime: request.mimetype,
    params: request.mimetypeParams,
    type: request.contentType ?? null,
    length: request.contentLength ?? null,
    is_json: request.isJson,
    want: request.wantFormDataParsed,
    scheme: request.scheme,
    secure: request.isSecure,
    method: request.method,
  }
})

app.get('/hand', function hand() {
  const h = new HeaderSet(['foo', 'Bar', 'foo'])
  const out: Record<string, unknown> = {
    a: [[...h], h.size, h.has('FOO'), h.toHeader(), String(h)],
  }
  h.add('baz')
  h.add('BAR')
  h.update(['x', 'y z'])
  out.b = [[...h], h.toHeader(), h.find('baz'), h.find('no')]
  h.remove('foo')
  h.discard('nope')
  out.c = [h.toHeader(), [...h.asSet()].sort(), [...h.asSet({ preserveCasing: true })].sort()]
  h.clear()
  out.d = [h.size, h.size > 0]
  const r = new ResponseCacheControl()
  r.maxAge = 60
  r.public = true
  r.noCache = 'Set-Cookie'
  r.private = null
  r.sMaxage = 10
  r.immutable = true
  r.staleWhileRevalidate = 5
  r.mustRevalidate = true
  out.r = [
    r.toHeader(),
    r.maxAge,
    r.public,
    r.noCache,
    r.private ?? null,
    r.noStore,
    r.mustUnderstand,
    r.size,
  ]
  const q = new RequestCacheControl([
    ['max-age', '3'],
    ['no-cache', null],
  ])
  out.q = [q.maxAge, q.noCache, q.noStore, q.toHeader(), q.provided]
  return out
})

app.get('/remove-missing', function remove_missing() {
  new HeaderSet(['a']).remove('b')
  return 'removed'
})

app.get('/vary', function vary() {
  const r = new Response('x')
  r.vary = ['Cookie', 'accept']
  r.vary.add('COOKIE')
  r.vary.add('Origin')
  r.vary.discard('accept')
  r.allow = 'GET, POST'
  r.allow.add('PUT')
  r.contentLanguage = ['en', 'de']
  r.cacheControl.maxAge = 5
  r.cacheControl.noStore = true
  r.cacheControl.noStore = false
  return r
})
