import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { App, session } from 'hipflask'
import {
  ExpressSessionStore,
  KeyvStore,
  ServerSideSessionInterface,
  type SessionStore,
  transact,
} from 'hipflask/sessions'
import { checkSessionStore, sessionStoreChecks } from 'hipflask/testing'

/** Behaves as Keyv does: errors are swallowed unless told otherwise, and a failed `set` is false. */
class FakeKeyv {
  throwOnErrors = false
  store = { throwOnErrors: false }
  readonly values = new Map<string, unknown>()
  lifetimes: unknown[] = []
  broken = false
  async get(key: string) {
    if (!this.broken) return this.values.get(key)
    if (this.throwOnErrors && this.store.throwOnErrors) throw new Error('down')
    return undefined
  }
  async set(key: string, value: unknown, ttl?: number) {
    if (this.broken) return false
    this.lifetimes.push(ttl)
    this.values.set(key, value)
    return true
  }
  async delete(key: string) {
    return this.values.delete(key)
  }
}

/** Behaves as a store of express-session does: callbacks, and JSON in between. */
class FakeExpressStore {
  readonly texts = new Map<string, string>()
  error: Error | undefined
  get(id: string, done: (error: unknown, session?: unknown) => void) {
    const text = this.texts.get(id)
    setImmediate(() => done(this.error, text === undefined ? undefined : JSON.parse(text)))
  }
  set(id: string, value: object, done?: (error?: unknown) => void) {
    if (this.error === undefined) this.texts.set(id, JSON.stringify(value))
    setImmediate(() => done?.(this.error))
  }
  destroy(id: string, done?: (error?: unknown) => void) {
    this.texts.delete(id)
    setImmediate(() => done?.(this.error))
  }
}

function setUp(store: SessionStore) {
  const app = new App()
  app.logger.error = () => {}
  app.sessionInterface = new ServerSideSessionInterface(store)
  app.get('/set/<value>', ({ value }) => {
    session.value = value
    return 'set'
  })
  app.get('/get', () => String(session.get('value')))
  app.get('/count', () => transact(session, () => 'counted'))
  return app.testClient()
}

const stores: Record<string, () => SessionStore> = {
  KeyvStore: () => new KeyvStore(new FakeKeyv()),
  ExpressSessionStore: () => new ExpressSessionStore(new FakeExpressStore()),
}

for (const [name, open] of Object.entries(stores)) {
  describe(name, () => {
    for (const [what, check] of Object.entries(sessionStoreChecks)) {
      it(what, () => check(open(), randomBytes(31).toString('base64url'), Date.now() / 1000))
    }

    it('says what it cannot promise', async () => {
      const store = open()
      await checkSessionStore(store)
      assert.deepEqual(store.capabilities, { atomic: false, owners: false, expiry: true })
      const client = setUp(store)
      client.application.errorHandler(Error, (error) => error.message)
      await client.get('/set/a')
      assert.equal((await client.get('/get')).text, 'a')
      assert.match((await client.get('/count')).text, /transact needs more than a \w+ can promise/)
    })

    it('refuses what is not one', () => {
      assert.throws(() => new KeyvStore({} as FakeKeyv), /needs a Keyv/)
      assert.throws(() => new ExpressSessionStore({} as FakeExpressStore), /needs a store of expr/)
    })
  })
}

describe('KeyvStore', () => {
  it('makes the errors of Keyv and of its adapter be thrown: a failure is no logout', async () => {
    const keyv = new FakeKeyv()
    const client = setUp(new KeyvStore(keyv))
    await client.get('/set/a')
    keyv.broken = true
    assert.equal((await client.get('/get')).statusCode, 503)
    keyv.broken = false
    assert.equal((await client.get('/get')).text, 'a')
    assert.deepEqual(keyv.lifetimes, [31 * 86_400_000])
  })

  it('takes a refused write for a failure', async () => {
    const keyv = new FakeKeyv()
    const client = setUp(new KeyvStore(keyv))
    keyv.broken = true
    assert.equal((await client.get('/set/a')).statusCode, 503)
  })
})

describe('ExpressSessionStore', () => {
  it('gives the lifetime in the cookie that such stores look at, and a 503 when it fails', async () => {
    const store = new FakeExpressStore()
    const client = setUp(new ExpressSessionStore(store))
    await client.get('/set/a')
    const [text] = store.texts.values()
    const { cookie } = JSON.parse(text)
    assert.equal(cookie.originalMaxAge, 31 * 86_400_000)
    assert.ok(Math.abs(Date.parse(cookie.expires) - Date.now() - 31 * 86_400_000) < 60_000)
    store.error = new Error('down')
    assert.equal((await client.get('/get')).statusCode, 503)
    store.error = Object.assign(new Error('no file'), { code: 'ENOENT' })
    assert.equal((await client.get('/get')).text, 'undefined')
  })
})
