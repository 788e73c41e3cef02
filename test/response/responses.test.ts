import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  App,
  abort,
  defaultExceptions,
  HTTPException,
  makeResponse,
  Response,
  type RetryOptions,
  RuntimeError,
  redirect,
  request,
  ServiceUnavailable,
  Unauthorized,
  ValueError,
  WWWAuthenticate,
} from 'hipflask'
import { serve } from '../fixtures/raw.ts'

function makeApp(): App {
  const app = new App(import.meta, { staticFolder: null })
  app.logger.error = () => undefined
  return app
}

describe('Response', () => {
  it('takes its type by name behind the status, and anything else there as headers', () => {
    const csv = new Response('a,b', 206, { mimetype: 'text/csv' })
    assert.deepEqual([...csv.headers].slice(0, 1), [['Content-Type', 'text/csv; charset=utf-8']])
    assert.equal(csv.headers.get('mimetype'), null)
    assert.equal(csv.statusCode, 206)
    const typed = new Response('x', null, { contentType: 'text/x', headers: { 'X-A': '1' } })
    assert.deepEqual([typed.contentType, typed.headers.get('X-A')], ['text/x', '1'])
    const plain = new Response('x', 200, { 'Content-Type': 'a/b', Status: '1' })
    assert.deepEqual([plain.contentType, plain.headers.get('Status')], ['a/b', '1'])
  })
})

describe('Response.status', () => {
  it('may be any text without a line break, and a wrong one never ends the server', async () => {
    const app = makeApp()
    app.get('/words', () => makeResponse('x', '200 Größe 日\u0001!'))
    app.get('/break', () => makeResponse('x', '200 a\r\nSet-Cookie: b=1'))
    const running = await serve(app)
    const words = await running.say('GET /words HTTP/1.1\r\nHost: a.test\r\n\r\n')
    const broken = await running.say('GET /break HTTP/1.1\r\nHost: a.test\r\n\r\n')
    await running.stop()
    assert.match(Buffer.from(words, 'latin1').toString(), /^HTTP\/1\.1 200 Größe 日 !\r\n/)
    assert.match(broken, /^HTTP\/1\.1 500 INTERNAL SERVER ERROR\r\n/i)
    assert.doesNotMatch(broken, /b=1/)
  })

  it('is read without the spaces around it', () => {
    assert.equal(new Response('', '  201 ').status, '201 CREATED')
    assert.equal(new Response('', ' 404 Not Here ').status, '404 Not Here')
    assert.throws(() => new Response('', ' '), ValueError)
  })

  it('is a 500 with its own words when the headers cannot be sent', async () => {
    const app = makeApp()
    app.get('/', () => {
      const response = makeResponse('x', '200 Fine')
      response.headers.flat.push('X-Name', '日')
      return response
    })
    const running = await serve(app)
    const answer = await running.say('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
    await running.stop()
    assert.match(answer, /^HTTP\/1\.1 500 Internal Server Error\r\n/)
  })
})

describe('Response.location', () => {
  it('reads as it was set and is sent in ASCII, as Content-Location is', async () => {
    const app = makeApp()
    app.get('/', () => {
      const response = redirect('http://bücher.example/ü b?ü')
      response.contentLocation = '/日'
      response.headers.set('X-Read', encodeURIComponent(response.location ?? ''))
      return response
    })
    const { headers } = await app.testClient().get('/')
    assert.equal(headers.get('Location'), 'http://xn--bcher-kva.example/%C3%BC%20b?%C3%BC')
    assert.equal(headers.get('Content-Location'), '/%E6%97%A5')
    assert.equal(headers.get('X-Read'), encodeURIComponent('http://bücher.example/ü b?ü'))
  })

  it('never makes a host of a path', async () => {
    const app = makeApp()
    app.get('/', () => redirect(request.args.get('next') ?? '/'))
    const sent = async (next: string) =>
      (await app.testClient().get('/', { queryString: { next } })).headers.get('Location')
    assert.equal(await sent('///evil.example'), '/evil.example')
    assert.equal(await sent('/////evil.example/é'), '/evil.example/%C3%A9')
    assert.equal(await sent('/x?'), '/x')
    assert.equal(await sent('/é?#'), '/%C3%A9')
    assert.equal(await sent('//other.example/x'), '//other.example/x')
  })
})

describe('Response.makeConditional', () => {
  it('weighs If-Range and the other conditions as Werkzeug does', async () => {
    const app = makeApp()
    app.get('/', () => {
      const response = makeResponse('0123456789')
      response.setEtag('v1')
      response.lastModified = 1_600_000_000
      return response.makeConditional(request, { acceptRanges: true, completeLength: 10 })
    })
    const status = async (headers: Record<string, string>) =>
      (await app.testClient().get('/', { headers: { Range: 'bytes=0-1', ...headers } })).statusCode
    const date = 'Sun, 13 Sep 2020 12:26:40 GMT'
    const before = 'Sun, 13 Sep 2020 12:26:39 GMT'
    assert.equal(await status({ 'If-Range': date }), 206)
    assert.equal(await status({ 'If-Range': before }), 200)
    assert.equal(await status({ 'If-Range': date, 'If-None-Match': '"other"' }), 200)
    assert.equal(await status({ 'If-Range': before, 'If-None-Match': '"v1"' }), 206)
    assert.equal(await status({ 'If-Range': '"v1"', 'If-None-Match': '"other"' }), 206)
  })

  it('takes an empty tag for a tag', async () => {
    const app = makeApp()
    app.get('/', () => {
      const response = makeResponse('x')
      response.setEtag('')
      return response.makeConditional(request)
    })
    const { statusCode } = await app.testClient().get('/', { headers: { 'If-None-Match': '*' } })
    assert.equal(statusCode, 304)
  })

  it('tells the length of what a generator gives, and leaves async streams alone', async () => {
    const app = makeApp()
    app.get('/sync', () => new Response(['a', 'é'].values()).makeConditional(request))
    app.get('/async', () => {
      const parts = (async function* () {
        yield 'a'
      })()
      return new Response(parts).makeConditional(request)
    })
    const client = app.testClient()
    assert.equal((await client.get('/sync')).headers.get('Content-Length'), '3')
    const streamed = await client.get('/async')
    assert.equal(streamed.headers.get('Content-Length'), null)
    assert.equal(streamed.text, 'a')
  })
})

describe('Response.makeConditional with a range', () => {
  it('leaves a body that is in memory to be read', () => {
    makeApp().testRequestContext('/', { headers: { Range: 'bytes=2-6' } }, ({ request }) => {
      for (const body of [['abc', 'dé', 'fgh'], ['abc', 'dé', 'fgh'].values()]) {
        const response = new Response(body)
        response.makeConditional(request, { acceptRanges: true, completeLength: 9 })
        assert.equal(response.statusCode, 206)
        assert.equal(response.getData({ asText: true }), 'cdéf')
      }
    })
  })
})

describe('makeResponse', () => {
  it('keeps the length of a text, whatever the headers say', async () => {
    const app = makeApp()
    app.get('/', () => makeResponse('four', 200, { 'Content-Length': '10', 'X-A': '1' }))
    const head = await app.testClient().head('/')
    assert.equal(head.headers.get('Content-Length'), '4')
    assert.equal(head.headers.get('X-A'), '1')
  })

  it('adds a list of headers to a text, and lets the last of one name replace those of other bodies', () => {
    const pairs: [string, string][] = [
      ['X-A', '1'],
      ['X-A', '2'],
    ]
    const app = makeApp()
    app.appContext(() => {
      assert.deepEqual(makeResponse('x', pairs).headers.getList('X-A'), ['1', '2'])
      assert.deepEqual(makeResponse({}, 201, pairs).headers.getList('X-A'), ['2'])
      assert.deepEqual(makeResponse({}, { 'X-A': ['1', '2'] }).headers.getList('X-A'), ['1', '2'])
    })
  })
})

describe('Response.makeSequence', () => {
  it('tells an iterator of the end of the response, as sending it does', async () => {
    const app = makeApp()
    const closed: string[] = []
    const words = (name: string) => ({
      pieces: ['a', 'b'],
      next() {
        const value = this.pieces.shift()
        return value === undefined ? { done: true as const, value } : { done: false, value }
      },
      return: () => ({ done: true as const, value: closed.push(name) }),
    })
    app.get('/<name>', ({ name }) => {
      const response = new Response(words(name))
      if (name === 'sequence') response.makeSequence()
      if (name === 'data') response.headers.set('X-Data', response.getData({ asText: true }))
      assert.deepEqual(closed, [])
      return response
    })
    for (const name of ['sequence', 'data', 'sent']) {
      assert.equal((await app.testClient().get(`/${name}`)).text, 'ab')
      assert.deepEqual(closed.splice(0), [name])
      assert.equal(await (await app.fetch(new Request(`http://a.test/${name}`))).text(), 'ab')
      assert.deepEqual(closed.splice(0), [name])
    }
    await app.testClient().head('/sent')
    assert.deepEqual(closed, ['sent'])
  })
})

describe('Response.response', () => {
  it('reads pieces, takes others, and appends', () => {
    const response = new Response(['a', 'é'].values())
    assert.equal(String(response), '<Response streamed [200 OK]>')
    response.makeSequence()
    assert.equal(String(response), '<Response 3 bytes [200 OK]>')
    response.stream.writelines(['b', Buffer.from('c')])
    assert.deepEqual([...response.iterEncoded()].map(String), ['a', 'é', 'b', 'c'])
    response.response = ['x', 'y'].values()
    assert.equal(response.getData({ asText: true }), 'xy')
  })

  it('is a list for text and bytes as well, and stays one when it is frozen', () => {
    const response = new Response('é')
    assert.deepEqual(response.response, [Buffer.from('é')])
    response.response = ['a', 'bc'].values()
    response.freeze()
    assert.deepEqual(response.response, [Buffer.from('a'), Buffer.from('bc')])
    assert.equal(response.contentLength, 3)
  })

  it('is not read where implicitSequenceConversion is false, and still sent', async () => {
    class Strict extends Response {
      static override implicitSequenceConversion = false
    }
    assert.throws(() => new Strict(['a'].values()).getData(), /implicitSequenceConversion is false/)
    const app = makeApp()
    app.get('/', () => new Strict(['a', 'b'].values()))
    assert.equal((await app.testClient().get('/')).text, 'ab')
    const one = new Response(['a'].values())
    one.implicitSequenceConversion = false
    assert.throws(() => one.getData(), RuntimeError)
    assert.equal(new Response().implicitSequenceConversion, true)
  })
})

describe('Response.autocorrectLocationHeader', () => {
  it('makes a relative Location absolute', async () => {
    class Absolute extends Response {
      static override autocorrectLocationHeader = true
    }
    const app = makeApp()
    app.get('/a/b', () => new Absolute('', 302, { Location: '../c?é' }))
    const { headers } = await app.testClient().get('/a/b', { baseUrl: 'https://x.test/' })
    assert.equal(headers.get('Location'), 'https://x.test/c?%C3%A9')
  })

  it('may be set for one response', async () => {
    const app = makeApp()
    app.get('/a', () => {
      const response = redirect('b')
      response.autocorrectLocationHeader = true
      return response
    })
    const { headers } = await app.testClient().get('/a')
    assert.equal(headers.get('Location'), 'http://localhost/b')
  })
})

describe('Response.headers', () => {
  it('may be cleared: the length of a text is sent all the same', async () => {
    const app = makeApp()
    app.get('/', () => {
      const response = makeResponse('four')
      response.headers.clear()
      return response
    })
    const running = await serve(app)
    const get = await running.say('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
    const head = await running.say('HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n')
    await running.stop()
    for (const answer of [get, head]) assert.match(answer, /^Content-Length: 4\r$/m)
    assert.match(get, /\r\n\r\nfour$/)
  })

  it('may name a download in latin1', async () => {
    const app = makeApp()
    app.get('/', () => {
      const response = makeResponse('four')
      response.headers.add('Content-Disposition', 'attachment', { filename: 'é.txt' })
      return response
    })
    const running = await serve(app)
    const answer = await running.say('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
    await running.stop()
    assert.match(answer, /^HTTP\/1\.1 200 /)
    assert.match(answer, /^Content-Disposition: attachment; filename="é\.txt"\r$/m)
  })

  it('sets several values of a name that is missing, by setlistdefault', () => {
    const { headers } = new Response('x')
    assert.deepEqual(headers.setlistdefault('X-A', ['1', '2']), ['1', '2'])
    assert.deepEqual(headers.setlistdefault('x-a', ['3']), ['1', '2'])
  })
})

describe('Response.setCookie', () => {
  it('logs a cookie over MAX_COOKIE_SIZE, and sets it all the same', () => {
    const app = makeApp()
    const lines: string[] = []
    app.logger.warn = (line: string) => lines.push(line)
    app.config.MAX_COOKIE_SIZE = 40
    const set = (size: number) => {
      const response = new Response()
      response.setCookie('seen', 'x'.repeat(size))
      return response.headers.get('Set-Cookie')
    }
    app.appContext(() => {
      set(27)
      assert.deepEqual(lines, [])
      assert.match(String(set(28)), /^seen=x{28}; Path/)
      assert.match(lines.join(), /"seen" is 41 bytes.*over 40/)
      app.config.MAX_COOKIE_SIZE = 0
      set(28)
    })
    app.config.MAX_COOKIE_SIZE = 40
    set(28)
    assert.equal(lines.length, 1)
  })
})

describe('Response.wwwAuthenticate', () => {
  it('has its parameters as properties', () => {
    const response = new Response('x')
    response.wwwAuthenticate.realm = 'a b'
    assert.equal(response.headers.get('WWW-Authenticate'), 'Basic realm="a b"')
    assert.equal(response.wwwAuthenticate.realm, 'a b')
    response.wwwAuthenticate.realm = null
    assert.equal(response.headers.get('WWW-Authenticate'), 'Basic')
    const challenge = new WWWAuthenticate('basic', { realm: 'r', charset: 'UTF-8' })
    challenge.delete('charset')
    challenge.delete('nonce')
    assert.equal(challenge.toHeader(), 'Basic realm=r')
  })
})

describe('Response.retryAfter', () => {
  it('counts from the clock of the app', async () => {
    const app = makeApp()
    app.now = () => 1_700_000_000
    app.get('/', () => {
      const response = new Response('x')
      response.retryAfter = 90
      return String(response.retryAfter?.getTime())
    })
    assert.equal((await app.testClient().get('/')).text, '1700000090000')
  })
})

describe('RetryException', () => {
  it('takes a moment, a duration, or text', () => {
    const sent = (retryAfter: RetryOptions['retryAfter']) =>
      new ServiceUnavailable({ retryAfter }).getResponse().headers.get('Retry-After')
    // What Temporal.Instant is, where Node has it.
    const instant = { epochMilliseconds: 1_700_000_000_500 }
    assert.equal(sent(instant), 'Tue, 14 Nov 2023 22:13:20 GMT')
    assert.equal(sent(new Date(instant.epochMilliseconds)), 'Tue, 14 Nov 2023 22:13:20 GMT')
    assert.equal(sent({ minutes: 2 }), '120')
    assert.equal(sent('Tue, 14 Nov 2023 22:13:20 GMT'), 'Tue, 14 Nov 2023 22:13:20 GMT')
    assert.equal(sent(null), null)
  })
})

describe('defaultExceptions', () => {
  it('gives the class of each code, so that all can be handled alike', async () => {
    const app = makeApp()
    for (const code of Object.keys(defaultExceptions))
      app.registerErrorHandler(Number(code), (error) => makeResponse(`handled ${code}`, error.code))
    app.get('/', () => abort(409))
    const answer = await app.testClient().get('/')
    assert.equal(`${answer.statusCode} ${answer.text}`, '409 handled 409')
    assert.equal(defaultExceptions[404]?.name, 'NotFound')
    const gone = new (defaultExceptions[410] ?? HTTPException)('Sold out.')
    assert.deepEqual([gone.code, gone.description], [410, 'Sold out.'])
  })
})

describe('Response.callOnClose', () => {
  it('calls every function, and what fails is logged and ends nothing', async () => {
    const app = makeApp()
    const seen: string[] = []
    app.logger.error = (message: string) => seen.push(message)
    const fails = () => {
      throw new Error('in close')
    }
    const answers: Record<string, () => Response> = {
      text: () => new Response('text'),
      list: () => new Response(['li', 'st']),
      stream: () => new Response(['stream'].values()),
      none: () => new Response('', 204),
    }
    app.get('/<kind>', ({ kind }) => {
      const response = answers[kind]?.() ?? abort(404)
      response.callOnClose(fails)
      response.callOnClose(async () => fails())
      response.callOnClose(() => seen.push(`last of ${kind}`))
      return response
    })
    const running = await serve(app)
    for (const kind of Object.keys(answers)) {
      assert.match(await running.say(`GET /${kind} HTTP/1.1\r\nHost: a.test\r\n\r\n`), / 20[04] /)
      assert.deepEqual(seen.splice(0), [`last of ${kind}`, 'A function of callOnClose failed'])
    }
    await running.stop()
  })

  it('throws to whoever closes by hand', () => {
    const response = new Response('x')
    response.callOnClose(() => {
      throw new Error('in close')
    })
    assert.throws(() => response.close(), /in close/)
  })
})

describe('a streamed body', () => {
  const pipelined =
    'GET / HTTP/1.1\r\nHost: a.test\r\n\r\nGET /next HTTP/1.1\r\nHost: a.test\r\n\r\n'

  it('never runs into the next answer when its Content-Length is wrong', async () => {
    for (const length of ['3', '10']) {
      const app = makeApp()
      app.get(
        '/',
        () => new Response(['stream'].values(), { headers: { 'Content-Length': length } }),
      )
      app.get('/next', () => 'next')
      const running = await serve(app)
      const answer = await running.say(pipelined)
      await running.stop()
      assert.doesNotMatch(answer, /next/)
    }
  })

  it('is sent as far as it came when it fails, without its end', async () => {
    const app = makeApp()
    app.get('/', function* () {
      yield 'one'
      yield 'two'
      throw new Error('no more')
    })
    const running = await serve(app)
    const answer = await running.say('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
    const old = await running.say('GET / HTTP/1.0\r\n\r\n')
    await running.stop()
    // The newest Node makes one chunk of what came in one turn.
    assert.match(answer, /\r\n\r\n(?:3\r\none\r\n3\r\ntwo|6\r\nonetwo)\r\n$/)
    assert.match(old, /\r\n\r\nonetwo$/)
  })

  it('is a 500 when it cannot begin', async () => {
    const app = makeApp()
    const broken = {
      [Symbol.iterator](): Iterator<string> {
        throw new Error('no iterator')
      },
    }
    app.get('/broken', () => new Response(broken))
    app.get('/header', () => new Response(['x'].values(), { headers: { 'X-Name': '日' } }))
    const running = await serve(app)
    for (const path of ['/broken', '/header'])
      assert.match(await running.say(`GET ${path} HTTP/1.1\r\nHost: a.test\r\n\r\n`), / 500 /)
    await running.stop()
  })

  it('has the length of its pieces when they are in memory', async () => {
    const app = makeApp()
    app.get('/', () => new Response(['a', 'b'], { headers: { 'Content-Length': '10' } }))
    const running = await serve(app)
    const answer = await running.say('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
    await running.stop()
    assert.match(answer, /Content-Length: 2\r\n[\s\S]*ab$/)
  })

  it('has that length for HEAD, by Fetch and in the test client too', async () => {
    const app = makeApp()
    app.get('/', () => new Response(['a', 'é']))
    app.get('/none', () => new Response(['a'], 204))
    const running = await serve(app)
    const answer = await running.say('HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n')
    await running.stop()
    assert.match(answer, /Content-Length: 3\r\n/)
    const client = app.testClient()
    assert.equal((await client.get('/')).headers.get('Content-Length'), '3')
    assert.equal((await client.get('/none')).headers.get('Content-Length'), null)
    const fetched = await app.fetch(new globalThis.Request('http://a.test/'))
    assert.equal(fetched.headers.get('Content-Length'), '3')
  })
})

describe('Unauthorized', () => {
  it('takes its challenges as objects and as text', () => {
    const { headers } = new Unauthorized({
      wwwAuthenticate: [new WWWAuthenticate('basic', { realm: 'r' }), 'Bearer realm="a b"'],
    }).getResponse()
    assert.deepEqual(headers.getList('WWW-Authenticate'), ['Basic realm=r', 'Bearer realm="a b"'])
    const error = new Unauthorized({ wwwAuthenticate: 'Bearer' })
    assert.equal(error.getResponse().headers.get('WWW-Authenticate'), 'Bearer')
    assert.equal(error.wwwAuthenticate[0]?.type, 'bearer')
  })
})
