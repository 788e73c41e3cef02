import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { App, request, session } from 'hipflask'
import { converse } from '../runners/attack-wire.ts'
import { type Served, serve } from './served.ts'

const TARGETS = [
  '*',
  '//',
  '///a//b',
  '/%',
  '/%zz',
  '/%c0%af',
  '/%ff%fe',
  '/\\..\\x',
  '/../../etc/passwd',
  '/a%00b',
  '/?%',
  '/??&&==',
  'http://[::1/x',
  'http://other.test/x',
  'nonsense',
  `/${'a'.repeat(7000)}`,
  `/${'a/'.repeat(3500)}`,
]
const HEADERS = [
  'Host: ',
  'Host: a b',
  'Cookie: \x80\xff=\x81; ==;;;',
  'Accept: ,,;q=;,',
  'Range: bytes=--',
  'If-Modified-Since: yesterday',
  'Authorization: Basic ====',
  'Content-Type: ;;;/,',
  'X-Forwarded-For: ,,,',
  '__proto__: x',
  'X: \xff\xfe',
]

let served: Served
const send = (head: string) =>
  converse(served.port, [Buffer.from(`${head}\r\n\r\n`, 'latin1')], false, 3000)

async function stillAnswers() {
  const answer = await fetch(`${served.base}/ok`)
  assert.equal(await answer.text(), 'ok')
}

describe('a hostile request', () => {
  before(async () => {
    const app = new App(import.meta)
    app.secretKey = 'a key for hostile requests'
    app.get('/ok', function ok() {
      return 'ok'
    })
    app.get('/<path:rest>', function all({ rest }) {
      return {
        rest,
        url: request.url,
        args: [...request.args],
        headers: [...request.headers],
        cookies: [...request.cookies],
        user: request.authorization?.username ?? null,
        best: request.acceptMimetypes.best ?? null,
        ranges: request.range?.ranges ?? null,
        since: request.ifModifiedSince ?? null,
        type: request.mimetype,
      }
    })
    served = await serve(app)
  })
  after(() => served.close())

  for (const target of TARGETS) {
    it(`gets an answer or a closed connection: ${target.slice(0, 30)}`, async () => {
      const talk = await send(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close`)
      assert.ok(talk.closed)
      assert.ok(
        talk.answers.every(({ status }) => status >= 200 && status < 500),
        talk.bytes,
      )
      await stillAnswers()
    })
  }

  for (const header of HEADERS) {
    it(`gets an answer or a closed connection: ${header}`, async () => {
      const host = header.startsWith('Host') ? '' : 'Host: localhost\r\n'
      const talk = await send(`GET /x HTTP/1.1\r\n${host}${header}\r\nConnection: close`)
      assert.ok(talk.closed)
      assert.ok(
        talk.answers.every(({ status }) => status >= 200 && status < 500),
        talk.bytes,
      )
      await stillAnswers()
    })
  }

  it('never breaks the server, whatever the bytes are', async () => {
    const bytes = fc
      .uint8Array({ maxLength: 60 })
      .map((part) => Buffer.from(part).toString('latin1'))
    await fc.assert(
      fc.asyncProperty(bytes, bytes, bytes, async (target, name, value) => {
        const talk = await send(
          `GET /${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${name}: ${value}`,
        )
        assert.ok(
          talk.answers.every(({ status }) => status < 500),
          talk.bytes,
        )
      }),
      { numRuns: 60, seed: 7 },
    )
    await stillAnswers()
  })
})

describe('several Cookie headers', () => {
  it('count as one, for the session and for request.cookies alike', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.secretKey = 'only for tests'
    app.get('/set', () => {
      session['user'] = 'ann'
      return ''
    })
    app.get('/', () => ({ names: [...request.cookies.keys()], user: session.get('user', null) }))
    const client = app.testClient()
    const [cookie] = (await client.get('/set')).headers.getSetCookie()
    const sealed = cookie?.split(';')[0]
    const served = await serve(app)
    const head = `GET / HTTP/1.1\r\nHost: a.test\r\nCookie: a=b\r\nCookie: ${sealed}\r\n\r\n`
    const { answers } = await converse(served.port, [Buffer.from(head)], false, 2000)
    await served.close()
    assert.deepEqual(JSON.parse(String(answers[0]?.body)), { names: ['a', 'session'], user: 'ann' })
  })
})
