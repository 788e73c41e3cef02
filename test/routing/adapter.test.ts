import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  App,
  BuildError,
  type HTTPException,
  MethodNotAllowed,
  MultiDict,
  NotFound,
  RequestRedirect,
  Response,
  Rule,
  UnicodeConverter,
  UrlMap,
  ValueError,
  WebsocketMismatch,
} from 'hipflask'

const page = (): Rule => new Rule('/page/<int:id>', { endpoint: 'page' })
const urlOf = (match: () => unknown): string => {
  try {
    match()
  } catch (error) {
    if (error instanceof RequestRedirect) return error.newUrl
    throw error
  }
  return 'no redirect'
}

describe('UrlMap', () => {
  it('takes its parameters in the order of Werkzeug, or by name', () => {
    const byPlace = new UrlMap([page()], 'www', false)
    assert.equal(byPlace.defaultSubdomain, 'www')
    assert.equal(byPlace.strictSlashes, false)
    const byName = new UrlMap({ rules: [page()], hostMatching: true })
    assert.equal([...byName.iterRules()].length, 1)
    assert.equal(byName.hostMatching, true)
    assert.throws(() => new UrlMap([], { strictSlash: true } as object), /Did you mean "strictSl/)
  })

  it('takes converters of its own, and leaves those of every map alone', () => {
    class Upper extends UnicodeConverter {
      override toPython(value: string) {
        return value.toUpperCase()
      }
    }
    const map = new UrlMap([new Rule('/<upper:x>')], { converters: { upper: Upper } })
    assert.equal(map.bind('localhost').match('/a')[1].x, 'A')
    assert.equal('upper' in UrlMap.defaultConverters, false)
    assert.throws(() => Object.assign(UrlMap.defaultConverters, { upper: Upper }), TypeError)
  })

  it('sorts a query by name and value, or by what sortKey says', () => {
    const values = { b: [3, 1], a: 2 }
    const url = (options: object): string =>
      new UrlMap([new Rule('/', { endpoint: 'x' })], { sortParameters: true, ...options })
        .bind('localhost')
        .build('x', values)
    assert.equal(url({}), '/?a=2&b=1&b=3')
    assert.equal(url({ sortKey: ([, value]: [string, number]) => -value }), '/?b=3&a=2&b=1')
  })

  it('shows its rules as text', () => {
    const map = new UrlMap([page(), new Rule('/', { endpoint: 'home', subdomain: '<who>' })])
    assert.equal(`${map}`, "UrlMap([<Rule '/page/<id>' -> page>, <Rule '<who>|/' -> home>])")
    map.add(new Rule('/another/address', { endpoint: 'another', methods: ['GET'] }))
    assert.match(String(map), /home>,\n <Rule '\/another\/address' \(GET, HEAD\) -> another>\]\)$/)
  })

  it('is seen from a host in the form that the DNS has', () => {
    const map = new UrlMap([page()])
    const { serverName } = map.bind('Bücher.example:8080')
    assert.equal(serverName, 'xn--bcher-kva.example:8080')
    assert.equal(
      map.bind('☃.test').build('page', { id: 1 }, { forceExternal: true }),
      'http://xn--n3h.test/page/1',
    )
  })

  it('is seen from a place that is given by place or by name', () => {
    const map = new UrlMap([page()])
    const adapter = map.bind('x.test', null, 'api', 'https', 'POST', '/page/1', 'q=1')
    const { subdomain, urlScheme, defaultMethod, pathInfo, queryArgs } = adapter
    assert.deepEqual(
      { subdomain, urlScheme, defaultMethod, pathInfo, queryArgs },
      {
        subdomain: 'api',
        urlScheme: 'https',
        defaultMethod: 'POST',
        pathInfo: '/page/1',
        queryArgs: 'q=1',
      },
    )
    assert.throws(() => map.bind('x.test', { scheme: 'https' } as object), TypeError)
  })
})

describe('MapAdapter.match', () => {
  const map = new UrlMap([new Rule('/a/', { endpoint: 'a' })])
  const adapter = map.bind('x.test', { pathInfo: '/a/' })

  it('takes path, method and query by place or by name', () => {
    assert.equal(adapter.match()[0], 'a')
    assert.equal(adapter.match({ method: 'POST' })[0], 'a')
    assert.throws(() => adapter.match({ pathInfo: '/b' }), NotFound)
    assert.equal(
      urlOf(() => adapter.match('/a', null, false, { q: 1 })),
      'http://x.test/a/?q=1',
    )
    assert.equal(
      urlOf(() => adapter.match('/a', { queryArgs: 'q=2' })),
      'http://x.test/a/?q=2',
    )
    assert.throws(() => adapter.match('/a/', { methods: 'GET' } as object), TypeError)
    assert.equal(adapter.test({ method: 'GET' }), true)
  })

  it('gives the rule where it is asked for', () => {
    const [rule] = adapter.match({ returnRule: true })
    assert.equal(rule.rule, '/a/')
  })

  it('redirects by http where no scheme is known', () => {
    assert.equal(
      urlOf(() => map.bind('x.test', { urlScheme: '' }).match('/a')),
      'http://x.test/a/',
    )
  })
})

describe('MapAdapter.dispatch', () => {
  it('gives what the function gives, a redirect, or the error that it is asked to catch', () => {
    const adapter = new UrlMap([new Rule('/a/', { endpoint: 'a' })]).bind('x.test')
    const answer = (path: string): Response | HTTPException =>
      adapter.dispatch((endpoint) => new Response(endpoint), path, { catchHttpExceptions: true })
    assert.equal(Response.forceType(answer('/a/')).data.toString(), 'a')
    assert.equal(Response.forceType(answer('/a')).statusCode, 308)
    assert.equal(Response.forceType(answer('/b')).statusCode, 404)
    assert.throws(() => adapter.dispatch(() => '', '/b'), NotFound)
  })
})

describe('MapAdapter.build', () => {
  const map = new UrlMap([page(), new Rule('/all', { endpoint: 'all' })])
  const adapter = map.bind('x.test')

  it('takes its options by place or by name, and no others', () => {
    assert.equal(
      adapter.build('all', { q: 1 }, 'GET', true, true, 'https'),
      'https://x.test/all?q=1',
    )
    assert.equal(adapter.build('all', { q: 1 }, { appendUnknown: false }), '/all')
    assert.throws(() => adapter.build('all', {}, { external: true } as object), TypeError)
  })

  it('repeats what a dict has several values of', () => {
    assert.equal(adapter.build('all', new MultiDict<unknown>({ v: [1, 2] })), '/all?v=1&v=2')
    assert.equal(adapter.build('page', new MultiDict<unknown>({ id: [7] })), '/page/7')
    assert.throws(() => adapter.build('page', new MultiDict<unknown>({ id: [] })), BuildError)
  })

  it('tells a value of another type from a text that reads wrongly', () => {
    assert.throws(() => adapter.build('page', { id: [1] }), TypeError)
    assert.throws(() => adapter.build('page', { id: 'x' }), ValueError)
  })

  it('says what is missing where it was given no values at all', () => {
    const error = new BuildError('pages', null, null, adapter)
    assert.match(error.message, /Did you mean 'page' instead/)
  })
})

describe('Rules of WebSockets', () => {
  const map = new UrlMap([
    new Rule('/', { endpoint: 'home' }),
    new Rule('/', { endpoint: 'socket', websocket: true }),
    new Rule('/news/', { endpoint: 'news', websocket: true, methods: ['GET'] }),
    new Rule('/page', { endpoint: 'page' }),
  ])
  const http = map.bind('x.test')
  const socket = map.bind('x.test', { urlScheme: 'wss' })

  it('are met by WebSockets alone, and meet nothing else', () => {
    assert.equal(http.match('/')[0], 'home')
    assert.equal(socket.match('/')[0], 'socket')
    assert.equal(http.match('/', { websocket: true })[0], 'socket')
    assert.throws(() => http.match('/news/'), WebsocketMismatch)
    assert.throws(() => socket.match('/page'), WebsocketMismatch)
    assert.throws(() => socket.match('/page', { websocket: false, pathInfo: '/none' }), NotFound)
    assert.throws(() => http.match('/news/', 'POST'), MethodNotAllowed)
    assert.equal(
      urlOf(() => socket.match('/news')),
      'wss://x.test/news/',
    )
    assert.throws(() => new UrlMap([page()]).bind('x', { urlScheme: 'ws' }).match('/page/1'), {
      code: 400,
    })
  })

  it('are built as whole URLs of their own scheme', () => {
    assert.equal(http.build('news'), 'ws://x.test/news/')
    assert.equal(http.build('news', {}, { urlScheme: 'https' }), 'wss://x.test/news/')
    assert.equal(socket.build('news'), 'wss://x.test/news/')
    assert.equal(socket.build('home'), '/')
  })

  it('take no method that a WebSocket does not begin with', () => {
    const make = (methods: string[]) => new Rule('/', { websocket: true, methods })
    assert.throws(() => make(['GET', 'POST']), ValueError)
    assert.equal(make(['GET', 'OPTIONS']).websocket, true)
  })

  it('are rules of an app as well', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.route('/', { endpoint: 'home' }, () => 'page')
    app.route('/', { endpoint: 'socket', websocket: true }, () => 'socket')
    app.route('/news', { endpoint: 'news', websocket: true }, () => 'news')
    const client = app.testClient()
    const headers = { Connection: 'keep-alive, Upgrade', Upgrade: 'WebSocket' }
    assert.equal((await client.get('/')).text, 'page')
    assert.equal((await client.get('/', { headers })).text, 'socket')
    assert.equal((await client.get('/news')).statusCode, 400)
    assert.equal((await client.get('/none', { headers })).statusCode, 404)
  })
})
