import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, makeResponse, Response, redirect, request } from 'hipflask'
import { serve } from './raw.ts'

function makeApp(): App {
  const app = new App(import.meta, { staticFolder: null })
  app.logger.error = () => undefined
  return app
}

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

  it('is a 500 with its own words when the headers cannot be sent', async () => {
    const app = makeApp()
    app.get('/', () => makeResponse('x', '200 Fine', { 'X-Name': '日' }))
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

describe('makeResponse', () => {
  it('keeps the length of a text, whatever the headers say', async () => {
    const app = makeApp()
    app.get('/', () => makeResponse('four', 200, { 'Content-Length': '10', 'X-A': '1' }))
    const head = await app.testClient().head('/')
    assert.equal(head.headers.get('Content-Length'), '4')
    assert.equal(head.headers.get('X-A'), '1')
  })
})
