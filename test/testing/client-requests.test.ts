import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import {
  App,
  Authorization,
  FileStorage,
  g,
  MultiDict,
  Response,
  request,
  session,
  ValueError,
} from 'hipflask'
import { TestClient, type TestClientOptions, type TestRequestOptions } from 'hipflask/testing'

function makeApp(): App {
  const app = new App(import.meta, { staticFolder: null })
  app.testing = true
  app.secretKey = 'a key of the tests alone'
  app.route('/', { methods: ['GET', 'POST'] }, () => [
    request.contentType ?? null,
    request.getData({ asText: true }),
  ])
  app.get('/query', () => request.queryString)
  app.get('/url', () => request.url)
  app.post('/files', () =>
    request.files.getList('f').map((file) => [file.filename, file.mimetype, String(file.read())]),
  )
  return app
}

async function sent(options: TestRequestOptions): Promise<unknown> {
  return (await makeApp().testClient().post('/', options)).json
}

describe('testClient().open', () => {
  it('sends header values that no app could send, but no line breaks', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.get('/', () => String(request.headers.get('X-Odd')))
    const client = app.testClient()
    const headers = { 'X-Odd': '\u0011 ż' }
    assert.equal((await client.get('/', { headers })).text, '\u0011 ż')
    client.environBase['HTTP_X_ODD'] = 'ß \u0002'
    assert.equal((await client.get('/')).text, 'ß \u0002')
    await assert.rejects(client.get('/', { headers: { 'X-Odd': 'a\nb' } }), ValueError)
  })

  it('takes path, base and options by place or by name', async () => {
    const client = makeApp().testClient()
    const base = 'https://example.com/shop'
    for (const response of [
      await client.open('/url', base),
      await client.open('/url', { baseUrl: base }),
      await client.open({ path: '/url', baseUrl: base }),
      await client.get('/url', base, { headers: {} }),
    ]) {
      assert.equal(response.text, 'https://example.com/shop/url')
    }
    assert.equal((await client.open()).request.path, '/')
  })

  it('takes the query as text, as an object and as pairs of any kind', async () => {
    const client = makeApp().testClient()
    const pairs: [string, string][] = [
      ['a', '1'],
      ['a', '2'],
    ]
    for (const queryString of [
      'a=1&a=2',
      { a: [1, 2], none: null },
      pairs,
      new URLSearchParams('a=1&a=2'),
      new MultiDict(pairs),
    ]) {
      assert.equal((await client.get('/query', { queryString })).text, 'a=1&a=2')
    }
  })

  it('sends a query of any script as UTF-8', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.get('/', () => request.args['a'])
    const client = app.testClient()
    assert.equal((await client.get('/', { queryString: 'a=é b' })).text, 'é b')
    assert.equal((await client.get('/', { queryString: { a: 'é b' } })).text, 'é b')
    assert.equal((await client.get('/?a=é b')).text, 'é b')
  })

  it('takes fields as an object or pairs, and sends none of what is not there', async () => {
    const type = 'application/x-www-form-urlencoded'
    const data = { a: ['1', '2'], none: null, nothing: undefined }
    assert.deepEqual(await sent({ data }), [type, 'a=1&a=2'])
    assert.deepEqual(await sent({ data: new URLSearchParams('a=1&a=2') }), [type, 'a=1&a=2'])
    assert.deepEqual(await sent({ data: {} }), [null, ''])
    assert.deepEqual(await sent({ data: { a: 1 }, contentType: 'text/x' }), ['text/x', ''])
  })

  it('sends what a stream gives', async () => {
    assert.deepEqual(await sent({ data: Readable.from(['a', 'b']) }), [null, 'ab'])
    const blob = new Blob(['a'], { type: 'text/x' })
    assert.deepEqual(await sent({ data: blob }), ['text/x', 'a'])
  })

  it('takes files of every kind, and tells their type by their name', async () => {
    const client = makeApp().testClient()
    const form = new FormData()
    form.append('f', new File(['x'], 'a.txt', { type: 'text/plain' }))
    for (const options of [
      { data: { f: [Buffer.from('x'), 'a.txt'] } },
      { data: { f: new FileStorage('x', 'a.txt') } },
      { data: { f: [new File(['x'], 'a.txt')] } },
      { data: form },
      { files: { f: ['x', 'a.txt'] as const } },
      { files: { f: { content: 'x', filename: 'a.txt' } } },
    ]) {
      const { json } = await client.post('/files', options)
      assert.deepEqual(json, [['a.txt', 'text/plain', 'x']])
    }
  })

  it('lets contentType go before the header, and mimetype before both', async () => {
    const headers = { 'Content-Type': 'text/a' }
    const data = 'x'
    const types = [{ headers }, { headers, contentType: 'text/b' }, { headers, mimetype: 'text/c' }]
    const found = await Promise.all(types.map((options) => sent({ data, ...options })))
    assert.deepEqual(
      found.map((each) => (each as string[])[0]),
      ['text/a', 'text/b', 'text/c; charset=utf-8'],
    )
  })

  it('takes any Authorization', async () => {
    const app = makeApp()
    app.get('/auth', () => request.headers.get('Authorization') ?? '')
    const client = app.testClient()
    const auth = new Authorization('bearer', null, 't')
    assert.equal((await client.get('/auth', { auth })).text, 'Bearer t')
    assert.equal((await client.get('/auth', { auth: ['a', 'b'] })).text, 'Basic YTpi')
    await assert.rejects(client.get('/auth', { auth: { username: 'a' } as never }), /auth takes/)
  })

  it('refuses what does not go together', async () => {
    const client = makeApp().testClient()
    await assert.rejects(client.post('/', { data: 'x', json: 1 }), /give data or json, not both/)
    await assert.rejects(client.get('/?a=1', { queryString: 'b=2' }), /has a query/)
    await assert.rejects(client.get('/', { baseUrl: 'http://a/', subdomain: 'b' }), /leave out/)
    await assert.rejects(client.post('/', { data: [1, 2] }), /object of fields, or pairs/)
    await assert.rejects(client.get('/', { query: 'a' } as never), /has no option "query"/)
  })

  it('lets go of a body that it has read to the end, as a server does', async () => {
    const log: string[] = []
    const app = new App(import.meta, { staticFolder: null })
    app.get('/', () => {
      const body = {
        next: () => ({ done: true as const, value: undefined }),
        return() {
          log.push('body')
          return { done: true as const, value: undefined }
        },
      }
      const response = new Response(body)
      response.callOnClose(() => log.push('close'))
      return response
    })
    assert.equal((await app.testClient().get('/')).text, '')
    assert.deepEqual(log, ['body', 'close'])
  })

  it('leaves an unbuffered answer to be read piece by piece, and closes it when asked to', async () => {
    const app = makeApp()
    let ended = 'no'
    app.get('/endless', () =>
      (function* () {
        try {
          for (;;) yield 'x'
        } finally {
          ended = 'yes'
        }
      })(),
    )
    const response = await app.testClient().get('/endless', { buffered: false })
    for await (const piece of response) {
      assert.equal(String(piece), 'x')
      break
    }
    await response.close()
    assert.equal(ended, 'yes')
  })

  it('sends what environOverrides say of scheme, root and query', async () => {
    const environOverrides = {
      'wsgi.url_scheme': 'https',
      SCRIPT_NAME: '/shop',
      QUERY_STRING: 'a=1',
    }
    const response = await makeApp().testClient().get('/url', { environOverrides })
    assert.equal(response.text, 'https://localhost/shop/url?a=1')
  })
})

describe('testClient', () => {
  it('is of the class that the app names, which may change every request', async () => {
    class TokenClient extends TestClient {
      readonly token: string
      constructor(app: App, options: TestClientOptions & { token?: string }) {
        const { token = 'none', ...rest } = options
        super(app, rest)
        this.token = token
      }
      override open(path: string, options: TestRequestOptions = {}) {
        return super.open(path, { ...options, headers: { 'X-Token': this.token } })
      }
    }
    const app = makeApp()
    app.testClientClass = TokenClient
    app.get('/token', () => request.headers.get('X-Token') ?? '')
    const client = app.testClient({ token: 'abc' } as TestClientOptions)
    assert.equal((await client.get('/token')).text, 'abc')
  })

  it('refuses options that it does not have', () => {
    assert.throws(() => makeApp().testClient({ useCookie: false } as never), /"useCookies"/)
  })

  it('shows g of the last request, by name', async () => {
    const app = makeApp()
    app.get('/g', () => {
      g.user = 'ann'
      return ''
    })
    const client = app.testClient()
    await client.get('/g')
    assert.equal(client.g.user, 'ann')
    assert.equal(client.g.get('nobody'), undefined)
    assert.equal('user' in client.g, true)
    assert.throws(() => client.g.nobody, /"g" has no "nobody"/)
  })
})

describe('testClient().setCookie', () => {
  it('writes any value so that the app reads it, and keeps the attributes', async () => {
    const app = makeApp()
    app.get('/cookies', () => request.cookies.toDict())
    const client = app.testClient()
    client.setCookie('a', 'x; "é"', { httpOnly: true, maxAge: 9 })
    assert.deepEqual((await client.get('/cookies')).json, { a: 'x; "é"' })
    assert.equal(client.getCookie('a')?.httpOnly, true)
    client.deleteCookie('a')
    assert.deepEqual((await client.get('/cookies')).json, {})
  })

  it('sends it to subdomains only where originOnly is false', async () => {
    const app = makeApp()
    app.get('/cookies', () => request.cookies.toDict())
    const client = app.testClient()
    client.setCookie('one', '1', { domain: 'example.com' })
    client.setCookie('all', '1', { domain: 'example.com', originOnly: false })
    assert.deepEqual((await client.get('http://a.example.com/cookies')).json, { all: '1' })
    assert.equal(client.getCookie('one', { domain: 'example.com' })?.value, '1')
  })

  it('refuses unknown options, and clients without cookies', () => {
    const client = makeApp().testClient()
    assert.throws(() => client.setCookie('a', 'b', { dmain: 'x' } as never), /"domain"/)
    const without = makeApp().testClient({ useCookies: false })
    assert.throws(() => without.getCookie('a'), /keeps no cookies/)
  })
})

describe('testClient().sessionTransaction', () => {
  it('takes what a request takes before the function or behind it', async () => {
    const client = makeApp().testClient()
    const host = { baseUrl: 'http://example.com/' }
    await client.sessionTransaction(host, (data) => {
      data.a = 1
    })
    const read = await client.sessionTransaction((data) => data.get('a'), host)
    assert.equal(read, 1)
    assert.equal(await client.sessionTransaction('/path', () => request.path), '/path')
    assert.equal(await client.sessionTransaction(() => session.size), 0)
  })
})
