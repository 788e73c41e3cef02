import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, makeResponse, Response, request, session } from 'hipflask'

describe('testClient().getCookie', () => {
  it('gives a cookie with its attributes', async () => {
    const app = new App()
    app.get('/a/b', () => {
      const response = makeResponse('set')
      response.setCookie('plain', 'a b;c')
      response.setCookie('full', 'v', {
        maxAge: 60,
        expires: 1_900_000_000,
        path: '/a',
        domain: 'localhost',
        secure: true,
        httpOnly: true,
        sameSite: 'strict',
      })
      return response
    })
    const client = app.testClient()
    await client.get('/a/b')
    const full = client.getCookie('full', 'localhost', '/a')
    assert.equal(full?.httpOnly, true)
    assert.equal(full.secure, true)
    assert.equal(full.sameSite, 'Strict')
    assert.equal(full.maxAge, 60)
    assert.equal(full.expires?.getTime(), 1_900_000_000_000)
    assert.equal(full.originOnly, false)
    const plain = client.getCookie('plain')
    assert.equal(plain?.key, 'plain')
    assert.equal(plain.decodedValue, 'a b;c')
    assert.equal(plain.httpOnly, false)
    assert.equal(plain.sameSite, undefined)
    assert.equal(plain.maxAge, undefined)
    assert.equal(plain.originOnly, true)
    assert.equal(client.getCookie('plain', 'elsewhere'), undefined)
  })
})

describe('testClient', () => {
  it('keeps no cookies when false stands alone', async () => {
    const app = new App()
    app.get('/', () => {
      const response = makeResponse(request.headers.get('Cookie') ?? 'none')
      response.setCookie('a', '1')
      return response
    })
    for (const [client, second] of [
      [app.testClient(false), 'none'],
      [app.testClient({ useCookies: false }), 'none'],
      [app.testClient(true), 'a=1'],
    ] as const) {
      await client.get('/')
      assert.equal((await client.get('/')).text, second)
    }
  })
})

describe('testClient().get', () => {
  it('has the length of what is in memory, as a server sends it', async () => {
    const app = new App()
    const views = { text: 'é', pieces: ['a', 'b'], stream: ['a'].values() }
    for (const [endpoint, body] of Object.entries(views)) {
      app.get(`/${endpoint}`, { endpoint }, () => {
        const response = new Response(body)
        response.headers.clear()
        return response
      })
    }
    const client = app.testClient()
    for (const [path, length] of [
      ['/text', '2'],
      ['/pieces', '2'],
      ['/stream', null],
    ] as const)
      for (const method of ['GET', 'HEAD'])
        assert.deepEqual(
          [...(await client.open(path, { method })).headers],
          length === null ? [] : [['Content-Length', length]],
        )
  })

  it('asks for a path as it stands, backslashes and dots included', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.get('/<path:rest>', ({ rest }) => rest)
    const client = app.testClient()
    for (const path of ['\\', 'a\\b', 'a/../b', '\\/x'])
      assert.equal((await client.get(`/${path}`)).text, path)
  })

  it('gives an answer with all that a response has', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.get('/', () => {
      const response = makeResponse({ a: 1 }, 201)
      response.cacheControl.maxAge = 60
      response.vary.add('Cookie')
      response.setEtag('v')
      return response
    })
    const client = app.testClient()
    const response = await client.get('/')
    assert.ok(response instanceof Response)
    assert.equal(response.status, '201 CREATED')
    assert.deepEqual(response.getJson(), { a: 1 })
    assert.equal(response.isJson, true)
    assert.equal(response.cacheControl.maxAge, 60)
    assert.equal(response.vary.has('cookie'), true)
    assert.deepEqual(response.getEtag(), ['v', false])
    assert.equal(response.contentLength, response.data.length)
    const head = await client.head('/')
    assert.equal(head.contentLength, response.contentLength)
    assert.equal(head.text, '')
    assert.equal((await client.get('/none')).json, undefined)
  })

  it('has no Content-Type where the answer had none', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.get('/', () => {
      const response = makeResponse('x')
      response.contentType = null
      return response
    })
    const response = await app.testClient().get('/')
    assert.equal(response.contentType, undefined)
    assert.equal(response.mimetype, undefined)
  })

  it('sends what environBase and environOverrides say of the connection and of headers', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.get('/', () => `${request.remoteAddr} ${request.headers.get('X-Who')}`)
    const client = app.testClient()
    client.environBase['REMOTE_ADDR'] = '10.0.0.1'
    client.environBase['HTTP_X_WHO'] = 'client'
    assert.equal((await client.get('/')).text, '10.0.0.1 client')
    assert.equal(
      (await client.get('/', { headers: { 'X-Who': 'header' } })).text,
      '10.0.0.1 header',
    )
    const environOverrides = { REMOTE_ADDR: '10.0.0.2', HTTP_X_WHO: 'override' }
    const overridden = await client.get('/', { headers: { 'X-Who': 'header' }, environOverrides })
    assert.equal(overridden.text, '10.0.0.2 override')
  })
})

describe('testClient().trace', () => {
  it('sends TRACE', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.route('/', { methods: ['TRACE'] }, () => request.method)
    assert.equal((await app.testClient().trace('/')).text, 'TRACE')
  })
})

describe('testClient().session', () => {
  it('tells what the last request did with it, and looking is no access', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.secretKey = 'a key for the tests of clients'
    app.get('/nothing', () => '')
    app.get('/read', () => String(session.get('a')))
    app.post('/', () => {
      session.a = 1
      return ''
    })
    const client = app.testClient()
    const did = () => [client.session.accessed, client.session.modified, client.session.get('a')]
    await client.get('/nothing')
    assert.deepEqual(did(), [false, false, undefined])
    await client.post('/')
    assert.deepEqual(did(), [true, true, 1])
    await client.get('/read')
    assert.deepEqual(did(), [true, false, 1])
    await client.get('/nothing')
    assert.deepEqual(did(), [false, false, 1])
  })
})
