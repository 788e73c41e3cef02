import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, SecureCookieSessionInterface, session } from 'hipflask'
import { EncryptedCookieSessionInterface } from 'hipflask/sessions'

function setUp() {
  const app = new App()
  const clock = { now: 1_700_000_000 }
  app.now = () => clock.now
  app.secretKey = 'a key for the tests of encryption'
  app.sessionInterface = new EncryptedCookieSessionInterface()
  app.get('/set/<value>', ({ value }) => {
    session.value = value
    session.list = []
    return 'set'
  })
  app.get('/permanent', () => {
    session.permanent = true
    return 'permanent'
  })
  app.get('/push', () => {
    session.list.push('x')
    return 'pushed'
  })
  app.get('/get', () => `${session.get('value')} ${session.get('list')}`)
  app.get('/untouched', () => 'untouched')
  return { app, clock }
}

const ask = async (app: App, cookie: string) =>
  (await app.testClient().get('/get', { headers: { Cookie: `session=${cookie}` } })).text

describe('EncryptedCookieSessionInterface', () => {
  it('keeps the session in a cookie that does not show it', async () => {
    const { app } = setUp()
    const client = app.testClient()
    await client.get('/set/visible')
    const cookie = client.getCookie('session')?.value ?? ''
    const [payload] = cookie.split('.')
    assert.ok(!Buffer.from(payload, 'base64url').includes('visible'))
    assert.match((await client.get('/get')).text, /^visible/)
    await client.get('/set/visible')
    assert.notEqual(client.getCookie('session')?.value, cookie)
  })

  it('notices a change inside a value, and refreshes a permanent session', async () => {
    const { app, clock } = setUp()
    const client = app.testClient()
    await client.get('/set/a')
    await client.get('/push')
    assert.equal((await client.get('/get')).text, 'a x')
    await client.get('/permanent')
    clock.now += 20 * 86_400
    await client.get('/untouched')
    clock.now += 20 * 86_400
    assert.equal((await client.get('/get')).text, 'a x')
    clock.now += 32 * 86_400
    assert.equal((await client.get('/get')).text, 'undefined undefined')
  })

  it('reads what a fallback encrypted, and encrypts with the present key', async () => {
    const { app } = setUp()
    const client = app.testClient()
    await client.get('/set/a')
    const old = client.getCookie('session')?.value ?? ''
    app.config.SECRET_KEY_FALLBACKS = [app.secretKey as string]
    app.secretKey = 'another key for the tests of encryption'
    assert.equal(await ask(app, old), 'a ')
    await client.get('/set/b')
    app.config.SECRET_KEY_FALLBACKS = null
    assert.equal(await ask(app, old), 'undefined undefined')
    assert.equal(await ask(app, client.getCookie('session')?.value ?? ''), 'b ')
  })

  it('never takes a signed cookie, nor one of another name, nor a changed one', async () => {
    const { app } = setUp()
    const plain = setUp().app
    plain.sessionInterface = new SecureCookieSessionInterface()
    const signed = plain.testClient()
    await signed.get('/set/a')
    const readable = signed.getCookie('session')?.value ?? ''
    assert.equal(await ask(app, readable), 'undefined undefined')
    const client = app.testClient()
    await client.get('/set/a')
    const cookie = client.getCookie('session')?.value ?? ''
    assert.equal(await ask(plain, cookie), 'undefined undefined')
    const other = setUp().app
    other.config.SESSION_COOKIE_NAME = 'other'
    const answer = await other.testClient().get('/get', { headers: { Cookie: `other=${cookie}` } })
    assert.equal(answer.text, 'undefined undefined')
    for (let index = 0; index < cookie.length; index++) {
      const changed = cookie[index] === 'A' ? 'B' : 'A'
      const text = await ask(app, cookie.slice(0, index) + changed + cookie.slice(index + 1))
      assert.equal(text, 'undefined undefined')
    }
  })

  it('follows SESSION_ABSOLUTE_LIFETIME', async () => {
    const { app, clock } = setUp()
    app.config.SESSION_ABSOLUTE_LIFETIME = 100
    const client = app.testClient()
    await client.get('/set/a')
    clock.now += 60
    await client.get('/push')
    clock.now += 60
    assert.equal((await client.get('/get')).text, 'undefined undefined')
  })
})
