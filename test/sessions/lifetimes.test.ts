import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, session, streamWithContext } from 'hipflask'

function setUp(): { app: App; clock: { now: number } } {
  const app = new App()
  const clock = { now: 1_700_000_000 }
  app.secretKey = 'a key for the tests'
  app.now = () => clock.now
  app.get('/set', () => {
    session.permanent = true
    session.a = 1
    return 'set'
  })
  app.get('/untouched', () => 'untouched')
  app.get('/get', () => String(session.get('a')))
  return { app, clock }
}

const isSent = (response: { headers: Headers }) => response.headers.get('Set-Cookie') !== null

describe('SESSION_REFRESH_EACH_REQUEST', () => {
  it('sends the cookie of a permanent session again, touched or not', async () => {
    const { app } = setUp()
    const client = app.testClient()
    await client.get('/set')
    assert.ok(isSent(await client.get('/untouched')))
    assert.ok(isSent(await client.get('/get')))
    app.config.SESSION_REFRESH_EACH_REQUEST = false
    assert.ok(!isSent(await client.get('/untouched')))
    assert.ok(!isSent(await client.get('/get')))
  })

  it('is noticed in a compressed cookie as well', async () => {
    const { app } = setUp()
    app.get('/long', () => {
      session.permanent = true
      session.text = 'x'.repeat(2000)
      return 'long'
    })
    const client = app.testClient()
    const response = await client.get('/long')
    assert.match(response.headers.get('Set-Cookie') ?? '', /session=\./)
    assert.ok(isSent(await client.get('/untouched')))
  })
})

describe('SESSION_REFRESH_AFTER', () => {
  it('sends the cookie again only after its share of the lifetime', async () => {
    const { app, clock } = setUp()
    app.permanentSessionLifetime = 1000
    app.config.SESSION_REFRESH_AFTER = 0.5
    const client = app.testClient()
    await client.get('/set')
    clock.now += 400
    assert.ok(!isSent(await client.get('/get')))
    clock.now += 200
    assert.ok(isSent(await client.get('/get')))
    clock.now += 900
    assert.equal((await client.get('/get')).text, '1')
  })
})

describe('SESSION_ABSOLUTE_LIFETIME', () => {
  it('ends a cookie session however much it is used', async () => {
    const { app, clock } = setUp()
    app.config.SESSION_ABSOLUTE_LIFETIME = { hours: 1 }
    const client = app.testClient()
    await client.get('/set')
    clock.now += 1800
    assert.equal((await client.get('/get')).text, '1')
    clock.now += 1801
    assert.equal((await client.get('/get')).text, 'undefined')
  })
})

describe('SESSION_LATE_WRITES', () => {
  function withStream(app: App, caught: unknown[]): void {
    app.get('/stream', () =>
      streamWithContext(
        (function* () {
          yield String(session.get('a'))
          try {
            session.late = 1
          } catch (error) {
            caught.push(error)
          }
          yield '.'
        })(),
      ),
    )
  }

  it('makes a change in a stream an error that says where the response was made', async () => {
    const { app } = setUp()
    const caught: Error[] = []
    withStream(app, caught)
    app.debug = true
    const client = app.testClient()
    await client.get('/set')
    assert.equal((await client.get('/stream')).text, '1.')
    assert.match(caught[0].message, /after it had been saved/)
    assert.match(String((caught[0].cause as Error).stack), /saveSession|closeSession/)
  })

  it('is an error as well when the stream is the first to use the session', async () => {
    const { app } = setUp()
    const caught: unknown[] = []
    const late = function* () {
      try {
        session.late = 1
      } catch (error) {
        caught.push(error)
      }
      yield session.get('a', 'nothing')
    }
    app.get('/late', () => streamWithContext(late()))
    app.debug = true
    const response = await app.testClient().get('/late')
    assert.equal(response.text, 'nothing')
    assert.match(String(caught[0]), /after it had been saved/)
    assert.match(String((caught[0] as Error & { cause: Error }).cause.stack), /made here/)
  })

  it('loses it silently when told so', async () => {
    const { app } = setUp()
    const caught: Error[] = []
    withStream(app, caught)
    app.config.SESSION_LATE_WRITES = 'ignore'
    const client = app.testClient()
    await client.get('/set')
    await client.get('/stream')
    assert.deepEqual(caught, [])
  })
})

describe('SECRET_KEY_FALLBACKS', () => {
  it('are read and never signed with', async () => {
    const { app } = setUp()
    const client = app.testClient()
    await client.get('/set')
    app.config.SECRET_KEY_FALLBACKS = [app.secretKey as string]
    app.secretKey = 'another key for the tests'
    assert.equal((await client.get('/get')).text, '1')
    app.config.SECRET_KEY_FALLBACKS = null
    assert.equal((await client.get('/get')).text, '1')
  })
})
