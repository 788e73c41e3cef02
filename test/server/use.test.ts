import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { App, Response as FlaskResponse, g, request } from 'hipflask'
import { DispatcherMiddleware, ProxyFix } from 'hipflask/middleware'
import { quiet } from '../fixtures/quiet.ts'

function makeApp(): App {
  const app = new App(import.meta, { staticFolder: null })
  app.config.PROPAGATE_EXCEPTIONS = false
  app.get('/', function index() {
    g.seen = request.path
    return `at ${g.seen}`
  })
  app.post('/form', function form() {
    return {
      form: Object.fromEntries(request.form),
      files: [...request.files.keys()],
      data: request.getData({ asText: true }),
    }
  })
  return app
}

describe('App.use', () => {
  it('runs middleware before the view, in order', async () => {
    const app = makeApp()
    const seen: string[] = []
    app.use((_req, res, next) => {
      seen.push('first')
      res.setHeader('X-One', '1')
      next()
    })
    app.use((_req, _res, next) => {
      seen.push('second')
      setImmediate(next)
    })
    const response = await app.testClient().get('/')
    assert.equal(response.text, 'at /')
    assert.equal(response.headers.get('X-One'), '1')
    assert.deepEqual(seen, ['first', 'second'])
  })

  it('joins Vary and keeps every Set-Cookie', async () => {
    const app = makeApp()
    app.config.SECRET_KEY = 'a secret that is long enough'
    app.use((_req, res, next) => {
      res.setHeader('Vary', 'Origin')
      res.setHeader('Set-Cookie', 'a=1')
      next()
    })
    app.afterRequest((response) => {
      response.vary.add('Cookie')
      response.setCookie('b', '2')
      return response
    })
    const response = await app.testClient().get('/')
    assert.equal(response.headers.get('Vary'), 'Origin, Cookie')
    assert.deepEqual(response.headers.getList('Set-Cookie'), ['a=1', 'b=2; Path=/'])
  })

  it('shows middleware below a path the URL without it', async () => {
    const app = makeApp()
    app.use('/docs', (req, res) => res.end(`${req.originalUrl} ${req.baseUrl} ${req.url}`))
    const client = app.testClient()
    assert.equal((await client.get('/docs/a?b=1')).text, '/docs/a?b=1 /docs /a?b=1')
    assert.equal((await client.get('/docs')).text, '/docs /docs /')
    assert.equal((await client.get('/docsx')).statusCode, 404)
    assert.equal((await client.get('/')).text, 'at /')
  })

  it('hands errors to middleware that takes four arguments, then to the error handlers', async () => {
    const app = makeApp()
    const failure = Object.assign(new Error('no token'), { status: 403, expose: true })
    app.use((req, _res, next) => next(req.url === '/' ? failure : undefined))
    app.use(
      (
        _error: unknown,
        _req: unknown,
        res: { setHeader(name: string, value: string): void },
        next: (error: unknown) => void,
      ) => {
        res.setHeader('X-Seen', 'error')
        next(_error)
      },
    )
    app.errorHandler(403, (error) => `refused: ${error.description}`)
    const response = await app.testClient().get('/')
    assert.equal(response.text, 'refused: no token')
    assert.equal(response.headers.get('X-Seen'), 'error')
  })

  it('answers 500 for an error without a status, thrown or rejected', async () => {
    const app = makeApp()
    app.logger = quiet
    app.use('/throw', () => {
      throw new Error('thrown')
    })
    app.use('/reject', async () => {
      throw new Error('rejected')
    })
    const client = app.testClient()
    assert.equal((await client.get('/throw')).statusCode, 500)
    assert.equal((await client.get('/reject')).statusCode, 500)
  })

  it('gives what middleware has read, and never waits for it', async () => {
    const app = makeApp()
    app.use((req, _res, next) => {
      let text = ''
      req.on('data', (chunk: Buffer) => {
        text += chunk
      })
      req.on('end', () => {
        req.body = Object.fromEntries(new URLSearchParams(text))
        req.files = [{ fieldname: 'doc', originalname: 'a.txt', buffer: Buffer.from('x') }]
        next()
      })
    })
    const response = await app.testClient().post('/form', { data: { a: '1', b: '2' } })
    assert.deepEqual(response.json, { form: { a: '1', b: '2' }, files: ['doc'], data: '' })
  })

  it('reads the body itself when middleware has only set an empty one', async () => {
    const app = makeApp()
    app.use((req, _res, next) => {
      req.body = {}
      next()
    })
    const response = await app.testClient().post('/form', { data: { a: '1' } })
    assert.deepEqual((response.json as { form: unknown }).form, { a: '1' })
  })

  it('answers when middleware gives up while the view runs', async () => {
    const app = makeApp()
    app.get('/slow', async () => {
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
      return 'late'
    })
    app.use((_req, _res, next) => {
      setImmediate(() => next(Object.assign(new Error('timeout'), { status: 503 })))
      next()
    })
    assert.equal((await app.testClient().get('/slow')).statusCode, 503)
  })

  it('offers the members of Express that common middleware needs', async () => {
    const app = makeApp()
    app.use('/express', (req, res) => {
      res
        .status(201)
        .json([
          req.ip,
          req.protocol,
          req.hostname,
          req.path,
          req.query.a,
          req.get('x-a'),
          req.app.get('env') ?? null,
        ])
    })
    const response = await app.testClient().get('/express/p?a=1', { headers: { 'X-A': 'b' } })
    assert.equal(response.statusCode, 201)
    assert.deepEqual(response.json, ['127.0.0.1', 'http', 'localhost', '/p', '1', 'b', null])
  })

  it('refuses what is no middleware, and fetch', async () => {
    const app = makeApp()
    assert.throws(() => app.use(5 as never), /use\(\) takes middleware/)
    app.use((_req, _res, next) => next())
    await assert.rejects(app.fetch(new Request('http://localhost/')), /cannot answer fetch/)
  })
})

describe('app.fetch', () => {
  it('answers a standard request with a standard response', async () => {
    const app = makeApp()
    const response = await app.fetch(new Request('http://localhost/?a=1'))
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
    assert.equal(await response.text(), 'at /')
  })

  it('reads bodies and streams answers', async () => {
    const app = makeApp()
    app.get('/stream', function* () {
      yield 'a'
      yield 'b'
    })
    const form = await app.fetch(
      new Request('http://localhost/form', {
        method: 'POST',
        body: new URLSearchParams({ a: '1' }),
      }),
    )
    assert.deepEqual(((await form.json()) as { form: unknown }).form, { a: '1' })
    assert.equal(await (await app.fetch(new Request('http://localhost/stream'))).text(), 'ab')
  })
})

describe('the stream of app.fetch', () => {
  it('ends with a client that leaves a body which waits for what never comes', async () => {
    const app = makeApp()
    let closed = false
    app.get('/waiting', () => {
      const response = new FlaskResponse(waiting())
      response.callOnClose(() => {
        closed = true
      })
      return response
    })
    const { body } = await app.fetch(new Request('http://localhost/waiting'))
    const reader = (body as ReadableStream).getReader()
    await reader.read()
    void reader.read()
    await reader.cancel()
    assert.equal(closed, true)
  })

  it('is let go of where the answer has no body', async () => {
    const app = makeApp()
    const source = Readable.from(['a'])
    app.get('/readable', () => new FlaskResponse(source))
    const { body } = await app.fetch(new Request('http://localhost/readable', { method: 'HEAD' }))
    assert.equal(body, null)
    assert.equal(source.destroyed, true)
  })

  it('is a logged 500 where the standard does not know the status', async () => {
    const app = makeApp()
    const logged: unknown[] = []
    app.logger.error = (text) => logged.push(text)
    const source = Readable.from(['a'])
    app.get('/odd', () => new FlaskResponse(source, 999))
    app.get('/words', () => new FlaskResponse('a', '200 Schön 😀'))
    const odd = await app.fetch(new Request('http://localhost/odd'))
    assert.deepEqual([odd.status, source.destroyed], [500, true])
    assert.match(await odd.text(), /Internal Server Error/)
    assert.deepEqual(logged, ['Exception on /odd [GET]'])
    assert.equal((await app.fetch(new Request('http://localhost/words'))).status, 200)
  })

  it('logs what a body threw', async () => {
    const app = makeApp()
    const logged: unknown[] = []
    const log = (...entry: unknown[]) => logged.push(entry)
    app.logger = { debug: log, info: log, warn: log, error: log }
    const failure = new Error('no more')
    app.get('/failing', function* () {
      yield 'a'
      throw failure
    })
    const response = await app.fetch(new Request('http://localhost/failing'))
    await assert.rejects(response.text())
    assert.deepEqual(logged, [['The body of a response failed while it was being sent', failure]])
  })
})

async function* waiting(): AsyncGenerator<string> {
  yield 'a'
  await new Promise(() => undefined)
}

describe('ProxyFix', () => {
  it('counts the values of each header from the right', async () => {
    const app = makeApp()
    app.get('/who', () => [request.remoteAddr, request.scheme, request.host, request.scriptRoot])
    app.listener = new ProxyFix(app.listener, { xFor: 2, xHost: 1, xPort: 1, xPrefix: 1 })
    const headers = {
      'X-Forwarded-For': 'liar, 1.2.3.4, 10.0.0.1',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'shop.test',
      'X-Forwarded-Port': '8443',
      'X-Forwarded-Prefix': '//evil.test/app/',
    }
    const response = await app.testClient().get('/who', { headers })
    assert.deepEqual(response.json, ['1.2.3.4', 'https', 'shop.test:8443', '/evil.test/app'])
  })

  it('reads the bytes of a prefix as UTF-8', async () => {
    const app = makeApp()
    app.get('/who', () => [request.scriptRoot, request.url])
    app.listener = new ProxyFix(app.listener, { xPrefix: 1 })
    const headers = { 'X-Forwarded-Prefix': Buffer.from('/é').toString('latin1') }
    assert.deepEqual((await app.testClient().get('/who', { headers })).json, [
      '/é',
      'http://localhost/é/who',
    ])
  })

  it('takes an undefined count for one that is not given', async () => {
    const app = makeApp()
    app.get('/who', () => [request.remoteAddr])
    app.listener = new ProxyFix(app.listener, { xFor: undefined })
    const headers = { 'X-Forwarded-For': '1.2.3.4' }
    assert.deepEqual((await app.testClient().get('/who', { headers })).json, ['1.2.3.4'])
  })

  it('takes the counts by place as well', async () => {
    const app = makeApp()
    app.get('/who', () => [request.remoteAddr, request.scheme, request.host])
    app.listener = new ProxyFix(app.listener, 2, 0, { xHost: 1 })
    const headers = {
      'X-Forwarded-For': '1.2.3.4, 10.0.0.1',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'shop.test',
    }
    const { json } = await app.testClient().get('/who', { headers })
    assert.deepEqual(json, ['1.2.3.4', 'http', 'shop.test'])
  })

  it('names a misspelt option and a wrong count', () => {
    const app = makeApp()
    assert.throws(
      () => new ProxyFix(app.listener, { xfor: 1 } as never),
      /no option "xfor"\. Did you mean "xFor"/,
    )
    assert.throws(() => new ProxyFix(app.listener, 1, -1), /"-1" for xProto/)
    assert.throws(() => new ProxyFix(app.listener, { xFor: -1 }), /"-1" for xFor/)
  })
})

describe('DispatcherMiddleware', () => {
  it('sends a request to the longest mount that its path is below', async () => {
    const app = makeApp()
    const api = makeApp()
    const deep = new App(import.meta, { staticFolder: null })
    deep.get('/', () => `deep at ${request.scriptRoot}`)
    app.listener = new DispatcherMiddleware(app.listener, { '/api': api, '/api/deep': deep })
    const client = app.testClient()
    assert.equal((await client.get('/')).text, 'at /')
    assert.equal((await client.get('/api/')).text, 'at /')
    assert.equal((await client.get('/api/deep/')).text, 'deep at /api/deep')
    assert.equal((await client.get('/api%2Fdeep/')).text, 'deep at /api/deep')
    assert.equal((await client.get('/apix')).statusCode, 404)
    const bare = await client.get('/api')
    assert.equal(bare.statusCode, 308)
    assert.match(bare.location ?? '', /\/api\/$/)
  })

  it('refuses a mount that is no path', () => {
    const app = makeApp()
    assert.throws(
      () => new DispatcherMiddleware(app.listener, { 'api/': app }),
      /cannot be mounted at "api\/"/,
    )
    assert.throws(() => new DispatcherMiddleware(5 as never), /in front of an app or a listener/)
  })
})
