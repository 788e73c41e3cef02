import {
  App,
  ContentRange,
  HeaderSet,
  Headers,
  int,
  makeResponse,
  type Response,
  ResponseCacheControl,
  WWWAuthenticate,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
const WHEN = new Date(Date.UTC(2030, 0, 2, 3, 4, 5))
const py = (value: unknown): string =>
  value === true
    ? 'True'
    : value === false
      ? 'False'
      : value === undefined || value === null
        ? 'None'
        : String(value)
const iso = (date: Date | undefined) => date!.toISOString().replace('.000Z', '+00:00')

const CASES: Record<string, (r: Response) => unknown> = {
  'headers-init'() {
    const h = new Headers({ A: '1', B: ['2', '3'] })
    h.add('a', '4')
    return [...h].map(([k, v]) => `${k}=${v}`).join(';')
  },
  'headers-pairs'() {
    const h = new Headers([
      ['A', '1'],
      ['A', '2'],
    ])
    h.remove('a')
    h.add('C', 'x', { filename: 'y z.txt', size: 5 })
    return `${[...h].map(([k, v]) => `${k}=${v}`).join(';')} ${py(h.has('c'))} ${py(h.has('a'))} ${h.size}`
  },
  'headers-get-typed'() {
    const h = new Headers({ N: '5', X: 'five' })
    return `${h.get('n', { type: int })} ${h.get('x', 7, { type: int })} ${h.get('y', 'd')} [${h.getList('n', { type: int })}]`
  },
  'headers-pop'(r) {
    r.headers.set('X-A', '1')
    r.headers.add('X-A', '2')
    const value = r.headers.pop('x-a')
    const other = r.headers.pop('x-b', 'none')
    return `${value} ${other} ${py(r.headers.has('X-A'))}`
  },
  'headers-update'(r) {
    r.headers.add('X-A', '1')
    r.headers.add('X-A', '2')
    r.headers.update({ 'X-A': '3', 'X-B': ['4', '5'] })
  },
  'headers-update-pairs'(r) {
    r.headers.update([
      ['X-A', '1'],
      ['X-A', '2'],
    ])
  },
  'headers-extend-pairs'(r) {
    r.headers.extend([
      ['X-A', '1'],
      ['X-A', '2'],
      ['X-B', '3'],
    ])
  },
  'headers-setlistdefault'(r) {
    r.headers.setlistdefault('X-A', ['1', '2'])
    r.headers.setlistdefault('X-A', ['3'])
  },
  'headers-clear'(r) {
    r.headers.clear()
    r.headers.set('X-Only', '1')
  },
  'headers-keys'(r) {
    r.headers.add('X-A', '1')
    return `${[...r.headers.keys()].join(' ')} | ${[...r.headers.values()].join(' ')}`
  },
  'headers-to-wsgi'(r) {
    r.headers.add('X-A', '1')
    return String(r.headers)
  },
  'headers-copy'(r) {
    const h = r.headers.copy()
    h.set('X-Copied', '1')
    return py(r.headers.has('X-Copied'))
  },
  'headers-number'(r) {
    r.headers.set('X-N', 5)
    return `${r.headers.get('X-N')}!`
  },
  'header-set'() {
    const s = new HeaderSet(['A', 'b'])
    s.add('B')
    s.add('C d')
    s.discard('missing')
    return `${s.toHeader()} ${s.size} ${py(s.has('a'))} ${py(s.has('x'))}`
  },
  'vary-star'(r) {
    r.vary = '*'
    return r.vary.toHeader()
  },
  'vary-list'(r) {
    r.vary = ['Accept', 'Cookie']
    r.vary.remove('accept')
  },
  'vary-cleared'(r) {
    r.vary.add('A')
    r.vary.clear()
  },
  'vary-none'(r) {
    r.headers.set('Vary', 'X')
    r.vary = null
  },
  'vary-update'(r) {
    r.headers.set('Vary', 'Accept')
    r.vary.update(['accept', 'Cookie', 'Origin'])
  },
  'allow-text'(r) {
    r.allow = 'GET, HEAD'
    r.allow.add('POST')
    return `[${[...r.allow.asSet()]
      .sort()
      .map((x) => `'${x}'`)
      .join(', ')}]`
  },
  'content-language'(r) {
    r.contentLanguage = ['de', 'en-US']
    return `${py(r.contentLanguage.has('DE'))} ${r.contentLanguage.size}`
  },
  'cache-all'(r) {
    const c = r.cacheControl
    c.noCache = true
    c.noStore = true
    c.maxAge = 5
    c.sMaxage = 6
    c.private = true
    c.mustRevalidate = true
    c.proxyRevalidate = true
    c.noTransform = true
    c.immutable = true
    c.public = true
    c.mustUnderstand = true
    c.staleWhileRevalidate = 30
    c.staleIfError = 60
  },
  'cache-read'(r) {
    r.headers.set(
      'Cache-Control',
      'max-age=60, private="x-a", no-cache, s-maxage=5, must-revalidate, ext=1',
    )
    const c = r.cacheControl
    return [c.maxAge, c.private, c.sMaxage, c.mustRevalidate, c.public, c.noStore, c.immutable]
      .map(py)
      .join(' ')
  },
  'cache-bad-number'(r) {
    r.headers.set('Cache-Control', 'max-age=x, s-maxage')
    return `${py(r.cacheControl.maxAge)} ${py(r.cacheControl.sMaxage)}`
  },
  'cache-zero'(r) {
    r.cacheControl.maxAge = 0
  },
  'cache-none'(r) {
    r.cacheControl.maxAge = 5
    r.cacheControl.maxAge = null
  },
  'cache-fields'(r) {
    r.cacheControl.noCache = 'Set-Cookie, X-Secret'
    r.cacheControl.private = 'X-User'
  },
  'cache-object'() {
    const c = new ResponseCacheControl()
    c.public = true
    c.maxAge = 10
    return `${c} | ${c.toHeader()}`
  },
  'cache-deleted'(r) {
    r.headers.set('Cache-Control', 'public, max-age=5')
    r.cacheControl.maxAge = null
  },
  'etag-set'(r) {
    r.setEtag('abc', { weak: true })
    return `${r.getEtag()[0]} ${py(r.getEtag()[1])}`
  },
  'etag-none': (r) => r.getEtag().map(py).join(' '),
  'etag-add'(r) {
    r.setEtag('first')
    r.addEtag()
  },
  'etag-add-overwrite'(r) {
    r.setEtag('first')
    r.addEtag({ overwrite: true })
  },
  'etag-add-weak'(r) {
    r.addEtag({ weak: true })
  },
  'etag-quote'(r) {
    r.setEtag('a"b')
  },
  'etag-raw'(r) {
    r.headers.set('ETag', 'unquoted')
    return r.getEtag()[0]
  },
  dates(r) {
    r.date = WHEN
    r.lastModified = WHEN
    r.expires = 1700000000
    return `${iso(r.lastModified)} ${iso(r.expires)} ${iso(r.date)}`
  },
  'dates-fraction'(r) {
    r.lastModified = 1700000000.9
  },
  'dates-naive'(r) {
    r.lastModified = WHEN
  },
  'dates-text'(r) {
    r.headers.set('Last-Modified', 'Wednesday, 02-Jan-30 03:04:05 GMT')
    return iso(r.lastModified)
  },
  'dates-bad'(r) {
    r.headers.set('Last-Modified', 'soon')
    return r.lastModified
  },
  age(r) {
    r.age = 65
    return r.age!.toFixed(1)
  },
  'age-delta'(r) {
    r.age = { hours: 1 }
  },
  'age-bad'(r) {
    r.headers.set('Age', '-5')
    return r.age
  },
  'retry-seconds'(r) {
    r.retryAfter = 90
    return iso(r.retryAfter)
  },
  'retry-date'(r) {
    r.retryAfter = WHEN
    return iso(r.retryAfter)
  },
  'retry-text'(r) {
    r.retryAfter = '120'
  },
  'retry-none'(r) {
    r.retryAfter = 5
    r.retryAfter = null
    return r.retryAfter
  },
  'www-basic'(r) {
    r.wwwAuthenticate = new WWWAuthenticate('basic', { realm: 'a b' })
    return `${r.wwwAuthenticate.type} ${r.wwwAuthenticate.realm}`
  },
  'www-digest'(r) {
    r.wwwAuthenticate = new WWWAuthenticate('digest', {
      realm: 'r',
      nonce: 'n',
      qop: 'auth',
      algorithm: 'MD5',
      stale: 'FALSE',
      opaque: 'o',
    })
  },
  'www-token'(r) {
    r.wwwAuthenticate = new WWWAuthenticate('bearer', null, 'abc==')
    return `${r.wwwAuthenticate.type} ${r.wwwAuthenticate.token}`
  },
  'www-list'(r) {
    r.wwwAuthenticate = [
      new WWWAuthenticate('basic', { realm: 'a' }),
      new WWWAuthenticate('bearer', { scope: 'x y', error: 'invalid_token' }),
    ]
  },
  'www-none'(r) {
    r.wwwAuthenticate = new WWWAuthenticate('basic', { realm: 'a' })
    r.wwwAuthenticate = null
  },
  'www-fresh'(r) {
    r.wwwAuthenticate.realm = 'fresh'
    return r.wwwAuthenticate.toHeader()
  },
  'range-set'(r) {
    r.contentRange = new ContentRange('bytes', 0, 10, 100)
    const { start, stop, length, units } = r.contentRange
    return `${start} ${stop} ${length} ${units}`
  },
  'range-unknown'(r) {
    r.contentRange = new ContentRange('bytes', 0, 10)
  },
  'range-unsatisfied'(r) {
    r.contentRange = new ContentRange('bytes', null, null, 100)
  },
  'range-text'(r) {
    r.contentRange = 'bytes 1-2/3'
    return r.contentRange.stop
  },
  'range-edit'(r) {
    r.contentRange.set(5, 10, 20)
    return r.contentRange.toHeader()
  },
  'range-unset'(r) {
    r.contentRange = new ContentRange('bytes', 0, 10, 100)
    r.contentRange.unset()
  },
  'range-none'(r) {
    r.headers.set('Content-Range', 'bytes 0-1/2')
    r.contentRange = null
  },
  'range-empty-read': (r) =>
    `${py(r.contentRange.units)} ${py(r.contentRange.units !== undefined)}`,
  'simple-headers'(r) {
    r.contentEncoding = 'identity'
    r.contentMd5 = 'Q2hlY2s='
    r.contentLocation = '/canonical'
    r.acceptRanges = 'none'
    r.location = '/somewhere'
  },
  'content-type-params'(r) {
    r.contentType = 'multipart/mixed; boundary="a b"; charset=utf-8'
    return `${r.mimetype} ${r.mimetypeParams.boundary} ${r.mimetypeParams.charset}`
  },
  'mimetype-params-edit'(r) {
    r.mimetypeParams.charset = 'latin-1'
    r.mimetypeParams.format = 'flowed'
  },
  'mimetype-set'(r) {
    r.mimetype = 'application/xml'
    return r.contentType
  },
  'mimetype-binary'(r) {
    r.mimetype = 'image/png'
    return r.contentType
  },
  'content-length-bad'(r) {
    r.headers.set('Content-Length', '2')
    return r.contentLength
  },
  'status-forms'(r) {
    const out: string[] = []
    for (const s of [200, 404, '201', '299 Own', '418', 599, '200 OK']) {
      if (typeof s === 'number') r.statusCode = s
      else r.status = s
      out.push(`${r.statusCode}:${r.status}`)
    }
    return out.join(' | ')
  },
}
app.get('/case/<name>', ({ name }) => {
  const response = makeResponse('ok')
  const extra = CASES[name]!(response)
  if (extra !== undefined && extra !== null) response.setData(String(extra))
  return response
})
