import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, session } from 'hipflask'
import { destroy, login, OverflowSessionInterface, revokeAll, transact } from 'hipflask/sessions'
import { WatchedStore } from './watched-store.ts'

function setUp() {
  const app = new App()
  const store = new WatchedStore()
  app.secretKey = 'a key for the tests'
  app.logger.error = () => {}
  app.sessionInterface = new OverflowSessionInterface(store)
  app.get('/set/<key>/<int:size>', ({ key, size }) => {
    session[key] = Buffer.alloc(size, key).toString()
    return 'set'
  })
  app.get('/sizes', () => [...session].map(([key, value]) => `${key} ${String(value).length}`))
  app.get('/untouched', () => 'untouched')
  app.get('/login', async () => {
    await login(session, 'ann')
    return 'in'
  })
  app.get('/logout', async () => {
    await destroy(session)
    return 'out'
  })
  app.get('/count', () =>
    transact(session, (fresh) => String((fresh.count = fresh.get('count', 0) + 1))),
  )
  app.get('/revoke', async () => String(await revokeAll('ann')))
  return { app, store, client: app.testClient() }
}

describe('OverflowSessionInterface', () => {
  it('keeps what fits in the cookie, and asks no store', async () => {
    const { store, client } = setUp()
    await client.get('/set/a/100')
    assert.match(client.getCookie('session')?.value ?? '', /\./)
    assert.deepEqual((await client.get('/sizes')).json, ['a 100'])
    assert.deepEqual(store.calls, [])
  })

  it('moves what does not fit into the store, with all that was there', async () => {
    const { app, store, client } = setUp()
    app.debug = true
    await client.get('/set/a/100')
    await client.sessionTransaction((fresh) => {
      for (let index = 0; index < 1500; index++) fresh[`k${index}`] = index
    })
    assert.match(client.getCookie('session')?.value ?? '', /^[\w-]{43}$/)
    const sizes = (await client.get('/sizes')).json as string[]
    assert.equal(sizes.length, 1501)
    assert.equal(store.size, 1)
    store.calls.length = 0
    await client.get('/untouched')
    assert.deepEqual(store.calls, ['get'])
  })

  it('makes a session no younger that moves into the store', async () => {
    const { app, store, client } = setUp()
    let now = 1_700_000_000
    app.now = () => now
    app.config.SESSION_ABSOLUTE_LIFETIME = 100
    await client.get('/set/a/100')
    now += 60
    await client.sessionTransaction((fresh) => {
      for (let index = 0; index < 1500; index++) fresh[`k${index}`] = index
    })
    assert.equal(store.size, 1)
    now += 39
    assert.equal(((await client.get('/sizes')).json as string[]).includes('a 100'), true)
    now += 1
    assert.deepEqual((await client.get('/sizes')).json, [])
  })

  it('does there what a store does, and ends it there', async () => {
    const { store, client } = setUp()
    await client.sessionTransaction((fresh) => {
      for (let index = 0; index < 1500; index++) fresh[`k${index}`] = index
    })
    await Promise.all(Array.from({ length: 10 }, () => client.get('/count')))
    assert.equal((await client.get('/count')).text, '11')
    store.wait = () => Promise.reject(new Error('down'))
    assert.equal((await client.get('/sizes')).statusCode, 503)
    store.wait = undefined
    await client.get('/logout')
    assert.equal(store.size, 0)
    assert.equal(client.getCookie('session'), undefined)
    await client.get('/set/a/1')
    assert.match(client.getCookie('session')?.value ?? '', /\./)
  })

  it('ends the sessions of an owner in both places', async () => {
    const { app, client } = setUp()
    const epochs = new Map<string, number>()
    app.config.SESSION_EPOCH = {
      current: (owner) => epochs.get(owner) ?? 0,
      next: (owner) => epochs.set(owner, (epochs.get(owner) ?? 0) + 1),
    }
    const big = app.testClient()
    await client.get('/login')
    await big.get('/login')
    await big.sessionTransaction((fresh) => {
      for (let index = 0; index < 1500; index++) fresh[`k${index}`] = index
    })
    await app.testClient().get('/revoke')
    assert.deepEqual((await client.get('/sizes')).json, [])
    assert.deepEqual((await big.get('/sizes')).json, [])
  })

  it('needs an epoch for that: a cookie cannot be taken back', async () => {
    const { app } = setUp()
    app.testing = true
    await assert.rejects(app.testClient().get('/revoke'), /SESSION_EPOCH/)
  })
})
