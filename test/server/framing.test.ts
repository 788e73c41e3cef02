import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { App, makeResponse } from 'hipflask'
import { serve } from '../fixtures/raw.ts'

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n`

describe('a response whose view set Transfer-Encoding', () => {
  for (const value of ['chunked', 'CHUNKED', 'gzip']) {
    it(`is framed by the transport alone (${value})`, async () => {
      const app = new App(import.meta, { staticFolder: null })
      app.get('/text', () => makeResponse('text', { 'Transfer-Encoding': value }))
      app.get('/parts', () => makeResponse(['a'].values(), { 'transfer-encoding': value }))
      app.get('/empty', () => makeResponse('', 204, { 'Transfer-Encoding': value }))
      await using running = await serve(app)
      const text = await running.say(get('/text'))
      assert.doesNotMatch(text, /transfer-encoding/i)
      assert.match(text, /\r\nContent-Length: 4\r\n(?:.+\r\n)*\r\ntext$/)
      const parts = await running.say(get('/parts'))
      assert.equal(parts.match(/transfer-encoding: chunked\r\n/gi)?.length, 1)
      assert.match(parts, /\r\n\r\n1\r\na\r\n0\r\n\r\n$/)
      assert.doesNotMatch(await running.say(get('/empty')), /transfer-encoding/i)
    })
  }
})

describe('a view that returns what fetch gave', () => {
  it('sends it as it was unpacked', async () => {
    const text = 'packed '.repeat(100)
    const upstream = new App(import.meta, { staticFolder: null })
    upstream.get('/', () => makeResponse(gzipSync(text), { 'Content-Encoding': 'gzip' }))
    await using behind = await serve(upstream)
    const app = new App(import.meta, { staticFolder: null })
    app.get('/', () => fetch(`http://127.0.0.1:${behind.port}/`))
    await using running = await serve(app)
    const answer = await fetch(`http://127.0.0.1:${running.port}/`)
    assert.equal(answer.headers.get('content-encoding'), null)
    assert.equal(await answer.text(), text)
  })

  it('leaves the headers of a response of your own alone', async () => {
    const app = new App(import.meta, { staticFolder: null })
    const headers = { 'Content-Encoding': 'gzip' }
    app.get('/', () => new globalThis.Response(gzipSync('own'), { headers }))
    const answer = await app.testClient().get('/')
    assert.equal(answer.headers.get('content-encoding'), 'gzip')
  })
})
