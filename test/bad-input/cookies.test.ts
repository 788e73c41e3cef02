import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { deflateSync } from 'node:zlib'
import { App, session } from 'hipflask'
import { exchange } from '../runners/wire.ts'
import { type Served, serve } from './served.ts'

const KEY = 'a key for hostile cookies'
const NOW = 1_700_000_000

/** Signs any payload text the way Flask does, without the code under test. */
function sign(
  payload: string | Buffer,
  { key = KEY, at = NOW, salt = 'cookie-session' } = {},
): string {
  const derived = createHmac('sha1', key).update(salt).digest()
  const stamp = Buffer.alloc(4)
  stamp.writeUInt32BE(at)
  const text = typeof payload === 'string' ? Buffer.from(payload).toString('base64url') : payload
  const value = `${text}.${stamp.toString('base64url')}`
  return `${value}.${createHmac('sha1', derived).update(value).digest('base64url')}`
}

const compressed = (text: string) => Buffer.from(`.${deflateSync(text).toString('base64url')}`)
const GOOD = sign('{"user":"ann"}')

const HOSTILE: Record<string, string> = {
  empty: '',
  dots: '...',
  'no signature': GOOD.slice(0, GOOD.lastIndexOf('.')),
  'cut short': GOOD.slice(0, -1),
  'one more character': `${GOOD}A`,
  foreign: sign('{"user":"ann"}', { key: 'another key' }),
  'another salt': sign('{"user":"ann"}', { salt: 'itsdangerous' }),
  expired: sign('{"user":"ann"}', { at: NOW - 32 * 86_400 }),
  'from the future': sign('{"user":"ann"}', { at: NOW + 7200 }),
  'not JSON': sign('{'),
  'a list': sign('[1]'),
  null: sign('null'),
  'bad UTF-8': sign(Buffer.from(Buffer.from('{"a":"\xff"}', 'latin1').toString('base64url'))),
  'bad zlib': sign(Buffer.from('.eJxxxx')),
  'zlib bomb': sign(compressed(`{"user":"${'x'.repeat(5_000_000)}"}`)),
  'nested 10,000 deep': sign(compressed(`{"user":${'['.repeat(10_000)}${']'.repeat(10_000)}}`)),
  'tags nested 3,000 deep': sign(compressed(`${'{" t":['.repeat(3000)}${']}'.repeat(3000)}`)),
  'a bad tag': sign('{"user":{" u":"no uuid"}}'),
  'other alphabet': `${GOOD.slice(0, -2)}+/`,
  bytes: '\x80\xff\xfe.\x81.\x82',
}

let served: Served
async function read(cookie: string, path = '/read') {
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nCookie: session=${cookie}\r\nConnection: close\r\n\r\n`
  return exchange({ port: served.port }, Buffer.from(request, 'latin1'), 'GET')
}

describe('a hostile session cookie', () => {
  before(async () => {
    const app = new App(import.meta)
    app.secretKey = KEY
    app.now = () => NOW
    app.get('/read', function read() {
      return Object.fromEntries(session)
    })
    app.get('/odd', function odd() {
      const changed = ({} as Record<string, unknown>)['admin']
      return { changed: changed ?? null, keys: [...session.keys()] }
    })
    served = await serve(app)
  })
  after(() => served.close())

  it('is told from a good one', async () => {
    assert.deepEqual(JSON.parse((await read(GOOD)).body.toString()), { user: 'ann' })
  })

  for (const [name, cookie] of Object.entries(HOSTILE)) {
    it(`gives an empty session in bounded time: ${name}`, async () => {
      const start = process.cpuUsage()
      const answer = await read(cookie)
      assert.equal(answer.status, 200)
      assert.equal(answer.body.toString().trim(), '{}')
      const { user, system } = process.cpuUsage(start)
      assert.ok(user + system < 2_000_000, 'this took too long')
    })
  }

  it('is an empty session after any change of one bit', async () => {
    for (let place = 0; place < GOOD.length; place += 1) {
      for (const bit of [1, 2, 4, 32]) {
        const changed = String.fromCharCode(GOOD.charCodeAt(place) ^ bit)
        if (/[\x00-\x20;",\\\x7f]/.test(changed)) continue
        const cookie = GOOD.slice(0, place) + changed + GOOD.slice(place + 1)
        const answer = await read(cookie)
        assert.equal(answer.body.toString().trim(), '{}', cookie)
      }
    }
  })

  it('keeps __proto__ as data', async () => {
    const cookie = sign('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}')
    const answer = JSON.parse((await read(cookie, '/odd')).body.toString())
    assert.equal(answer.changed, null)
    assert.deepEqual(answer.keys.sort(), ['__proto__', 'constructor'])
  })

  it('of 1 MB closes the connection or is refused', async () => {
    const answer = await read('x'.repeat(1_000_000)).catch(() => undefined)
    assert.ok(answer === undefined || answer.status === 431, String(answer?.status))
    assert.equal((await read(GOOD)).status, 200)
  })
})
