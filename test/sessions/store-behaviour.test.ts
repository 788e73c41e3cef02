import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { App, Blueprint, session } from 'hipflask'
import {
  FileStore,
  login,
  MemoryStore,
  RedisStore,
  revokeAll,
  ServerSideSessionInterface,
  type SessionStore,
  sessionsOf,
  transact,
} from 'hipflask/sessions'
import { Redis } from 'ioredis'
import { inTime } from '../fixtures/patience.ts'
import { type RedisServer, startRedis, withoutRedis } from './redis-server.ts'
import { WatchedStore } from './watched-store.ts'

function setUp(store: SessionStore = new MemoryStore(), timeout = 1.5) {
  const app = new App()
  const clock = { now: 1_700_000_000 }
  app.now = () => clock.now
  app.logger.error = () => {}
  app.sessionInterface = new ServerSideSessionInterface(store, { timeout })
  app.get('/set/<key>/<value>', ({ key, value }) => {
    session[key] = value
    return 'set'
  })
  app.get('/permanent', () => {
    session.permanent = true
    return 'permanent'
  })
  app.get('/get/<key>', ({ key }) => String(session.get(key)))
  app.get('/untouched', () => 'untouched')
  app.get('/login/<user>', async ({ user }) => {
    await login(session, user)
    return 'in'
  })
  app.get('/count', () =>
    transact(session, (fresh) => String((fresh.count = fresh.get('count', 0) + 1))),
  )
  return { app, clock }
}

async function countToFifty(store: SessionStore): Promise<void> {
  const { app } = setUp(store, 60)
  const client = app.testClient()
  await client.get('/set/a/1')
  const answers = await Promise.all(Array.from({ length: 50 }, () => client.get('/count')))
  const counts = answers.map(({ text }) => Number(text)).sort((left, right) => left - right)
  assert.deepEqual(
    counts,
    Array.from({ length: 50 }, (_, index) => index + 1),
  )
  const keys = Array.from({ length: 50 }, (_, index) => `k${index}`)
  const written = await Promise.all(keys.map((key) => client.get(`/set/${key}/1`)))
  assert.ok(written.every(({ statusCode }) => statusCode === 200))
  await client.sessionTransaction((fresh) => assert.equal(fresh.size, 52))
}

describe('50 parallel requests lose nothing', () => {
  it('on a MemoryStore', () => countToFifty(new MemoryStore()))

  it('on a FileStore', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hipflask-test-'))
    await countToFifty(new FileStore(folder))
    rmSync(folder, { recursive: true })
  })

  it('on a RedisStore', { skip: withoutRedis }, async () => {
    const redis = await startRedis()
    const client = new Redis(redis.port, '127.0.0.1')
    await countToFifty(new RedisStore(client))
    client.disconnect()
    await redis.stop()
  })
})

describe('the lifetime of a store session', () => {
  it('is moved by use once a tenth has passed, with the cookie of a permanent one', async () => {
    const store = new WatchedStore()
    const { app, clock } = setUp(store)
    app.permanentSessionLifetime = 1000
    const client = app.testClient()
    await client.get('/permanent')
    store.calls.length = 0
    clock.now += 99
    assert.equal((await client.get('/untouched')).headers.get('Set-Cookie'), null)
    clock.now += 1
    const touched = await client.get('/untouched')
    assert.match(touched.headers.get('Set-Cookie') ?? '', /Expires=Tue, 14 Nov 2023 22:31:40 GMT/)
    assert.equal(touched.headers.get('Vary'), 'Cookie')
    assert.equal(touched.headers.get('Cache-Control'), 'private, no-store')
    assert.deepEqual(store.calls, ['get', 'get', 'touch'])
  })

  it('follows SESSION_REFRESH_AFTER, and use does not move it when cookies are not refreshed', async () => {
    const store = new WatchedStore()
    const { app, clock } = setUp(store)
    app.config.SESSION_REFRESH_AFTER = 0
    const client = app.testClient()
    await client.get('/set/a/1')
    store.calls.length = 0
    await client.get('/untouched')
    assert.deepEqual(store.calls.splice(0), ['get', 'touch'])
    app.config.SESSION_REFRESH_EACH_REQUEST = false
    clock.now += 1_000_000
    await client.get('/untouched')
    assert.deepEqual(store.calls, ['get'])
  })

  it('never reaches beyond the absolute one, which a login begins anew', async () => {
    const { app, clock } = setUp()
    app.config.SESSION_ABSOLUTE_LIFETIME = 100
    app.get('/ends', async () => {
      const [{ createdAt, expiresAt }] = await sessionsOf('ann')
      return [createdAt, expiresAt].map((date) => date.getTime() / 1000 - 1_700_000_000).join()
    })
    const client = app.testClient()
    await client.get('/set/a/1')
    clock.now += 90
    await client.get('/login/ann')
    assert.equal((await client.get('/ends')).text, '90,190')
    clock.now += 90
    assert.equal((await client.get('/get/a')).text, '1')
    clock.now += 10
    assert.equal((await client.get('/get/a')).text, 'undefined')
  })
})

describe('routes without a session', () => {
  it('are the static ones and those with { session: false }, not others that are called static', async () => {
    const store = new WatchedStore()
    const root = mkdtempSync(join(tmpdir(), 'hipflask-test-'))
    writeFileSync(join(root, 'a.txt'), 'a')
    const { app } = setUp(store)
    const files = new Blueprint('files', import.meta, {
      staticFolder: root,
      staticUrlPath: '/static',
      urlPrefix: '/files',
    })
    const own = new Blueprint('own', import.meta, { urlPrefix: '/own' })
    own.get('/static', { endpoint: 'static' }, () => String(session.get('a')))
    app.registerBlueprint(files)
    app.registerBlueprint(own)
    const client = app.testClient()
    await client.get('/set/a/1')
    store.calls.length = 0
    assert.equal((await client.get('/files/static/a.txt')).text, 'a')
    assert.equal((await client.get('/static/missing.txt')).statusCode, 404)
    assert.deepEqual(store.calls, [])
    assert.equal((await client.get('/own/static')).text, '1')
    rmSync(root, { recursive: true })
  })
})

describe('a store that fails, and handlers', () => {
  it('is a 503 although the handler of the 503 or a hook wants the session', async () => {
    const store = new WatchedStore()
    const { app } = setUp(store)
    app.errorHandler(503, () => `Sorry, ${session.get('name')}`)
    app.get('/handled', () => 'handled')
    const client = app.testClient()
    await client.get('/set/a/1')
    store.wait = () => Promise.reject(new Error('down'))
    assert.equal((await client.get('/handled')).statusCode, 503)
    app.testing = true
    assert.equal((await client.get('/handled')).statusCode, 503)
  })

  it('is what the handler says it is', async () => {
    const store = new WatchedStore()
    const { app } = setUp(store)
    app.errorHandler(503, () => 'Later.')
    const client = app.testClient()
    await client.get('/set/a/1')
    store.wait = () => Promise.reject(new Error('down'))
    assert.equal((await client.get('/untouched')).text, 'Later.')
    store.wait = (call) => (call === 'update' ? Promise.reject(new Error('down')) : undefined)
    assert.equal((await client.get('/set/a/2')).text, 'Later.')
  })

  it('is asked once: what fails late is not asked again by the same request', async () => {
    const store = new WatchedStore()
    const { app } = setUp(store)
    app.get('/twice', async () => {
      session.b = 1
      await transact(session, (fresh) => (fresh.c = 1)).catch(() => {})
      return 'twice'
    })
    const client = app.testClient()
    await client.get('/set/a/1')
    store.calls.length = 0
    store.wait = (call) => (call === 'update' ? new Promise(() => {}) : undefined)
    assert.equal((await inTime(client.get('/twice'))).statusCode, 503)
    assert.deepEqual(store.calls, ['get', 'update'])
  })

  it('is a 503 in time when each answer is slow', async () => {
    const store = new WatchedStore()
    const { app } = setUp(store)
    const client = app.testClient()
    await client.get('/set/a/1')
    store.wait = () => new Promise((resolve) => setTimeout(resolve, 1000))
    assert.equal((await inTime(client.get('/set/a/2'))).statusCode, 503)
  })

  it('is a 503 in time for all that wait for their turn to write one session', async () => {
    const store = new WatchedStore()
    const { app } = setUp(store)
    const client = app.testClient()
    await client.get('/set/a/1')
    store.wait = (call) => (call === 'update' ? new Promise(() => {}) : undefined)
    const counting = Array.from({ length: 10 }, () => client.get('/count'))
    const writing = Array.from({ length: 10 }, (_, index) => client.get(`/set/k${index}/1`))
    const answers = await inTime(Promise.all([...counting, ...writing]))
    assert.ok(answers.every(({ statusCode }) => statusCode === 503))
  })

  it('may throw at once, from methods that are not async', async () => {
    class Broken extends MemoryStore {
      broken = ''
      override get(key: string) {
        if (this.broken === 'get') throw new Error('down')
        return super.get(key)
      }
      override update(...args: Parameters<MemoryStore['update']>) {
        if (this.broken === 'update') throw new Error('down')
        return super.update(...args)
      }
    }
    const store = new Broken()
    const client = setUp(store).app.testClient()
    await client.get('/set/a/1')
    store.broken = 'get'
    assert.equal((await client.get('/get/a')).statusCode, 503)
    store.broken = 'update'
    assert.equal((await client.get('/set/a/2')).statusCode, 503)
    store.broken = ''
    assert.equal((await client.get('/get/a')).text, '1')
  })
})

describe('a session in the store that cannot be read', () => {
  it('counts as ended, and is logged', async () => {
    const store = new MemoryStore()
    const { app } = setUp(store)
    const logged: unknown[] = []
    app.logger.error = (...words: unknown[]) => void logged.push(words[0])
    class Garbled extends MemoryStore {
      override get(key: string) {
        const found = store.get(key)
        return found && { ...found, text: '{"a":' }
      }
    }
    const client = app.testClient()
    await client.get('/set/a/1')
    app.sessionInterface = new ServerSideSessionInterface(new Garbled())
    assert.equal((await client.get('/get/a')).text, 'undefined')
    assert.match(String(logged[0]), /cannot be read/)
  })

  it('is told of in debug when the store does not know its id', async () => {
    const { app } = setUp()
    const warnings: unknown[] = []
    app.logger.warn = (...words: unknown[]) => void warnings.push(words[0])
    app.debug = true
    const headers = { Cookie: `session=${'A'.repeat(43)}` }
    await app.testClient().get('/untouched', { headers })
    assert.match(String(warnings[0]), /no session of this id/)
  })

  it('is looked for under every cookie of the name', async () => {
    const { app } = setUp()
    const client = app.testClient()
    await client.get('/set/a/1')
    const id = client.getCookie('session')?.value
    const headers = { Cookie: `session=x; session=${'A'.repeat(43)}; session=${id}` }
    assert.equal((await app.testClient().get('/get/a', { headers })).text, '1')
  })
})

describe('capabilities', () => {
  it('make what a store cannot promise an error', async () => {
    class Simple extends MemoryStore {
      readonly capabilities = { atomic: false, owners: false, expiry: false }
    }
    const { app } = setUp(new Simple())
    app.get('/revoke', async () => String(await revokeAll('ann')))
    app.errorHandler(Error, (error) => error.message)
    const client = app.testClient()
    assert.match((await client.get('/count')).text, /transact needs more than a Simple can promise/)
    assert.match((await client.get('/revoke')).text, /revokeAll needs more than a Simple/)
  })
})

describe('sessionTransaction and client.session', () => {
  it('work with a store', async () => {
    const { app } = setUp(new WatchedStore())
    const client = app.testClient()
    await client.sessionTransaction((fresh) => {
      fresh.a = 'seeded'
    })
    assert.equal((await client.get('/get/a')).text, 'seeded')
    assert.equal(client.session.a, 'seeded')
    await client.sessionTransaction(async (fresh) => {
      fresh.a += '!'
    })
    assert.equal((await client.get('/get/a')).text, 'seeded!')
  })
})

describe('FileStore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hipflask-test-'))
  after(() => rmSync(folder, { recursive: true }))
  const times = { createdAt: 0, seenAt: 0, expiresAt: 10 }
  const row = { text: '{}', version: 1, ...times, owner: undefined, movedTo: undefined }

  it('counts a file that broke with the machine as no session', async () => {
    const store = new FileStore(folder)
    writeFileSync(join(folder, 'broken.json'), '')
    assert.equal(await store.get('broken'), undefined)
    assert.equal(await store.create('broken', row), true)
    await store.delete('broken')
  })

  it('cleans up what is left of owners and of processes that died, and what is broken', async () => {
    const store = new FileStore(folder)
    const [key, dead, broken] = ['k', 'd', 'b'].map((letter) => letter.repeat(43))
    await store.create(key, { ...row, owner: 'ann' })
    writeFileSync(join(folder, `${broken}.json`), '')
    for (const name of [`${key}.json.0a0b0c0d0e0f`, `${dead}.json.lock`]) {
      writeFileSync(join(folder, name), '')
      utimesSync(join(folder, name), 0, 0)
    }
    const [owner] = readdirSync(folder).filter((name) => name.startsWith('owner-'))
    utimesSync(join(folder, owner, key), 0, 0)
    assert.equal(await store.cleanup(11), 2)
    await store.cleanup(11)
    assert.deepEqual(
      readdirSync(folder).filter((name) => name !== 'swept'),
      [],
    )
  })

  it('leaves files alone that are none of its own', async () => {
    const shared = mkdtempSync(join(folder, 'shared-'))
    const names = ['config.json', 'database.sqlite', 'owner-list', 'words']
    for (const name of names) {
      writeFileSync(join(shared, name), '{}')
      utimesSync(join(shared, name), 0, 0)
    }
    assert.equal(await new FileStore(shared).cleanup(11), 0)
    assert.deepEqual(readdirSync(shared).sort(), names)
    rmSync(shared, { recursive: true })
  })

  it('cleans up by itself once an hour, whichever process is first', async () => {
    const start = Math.floor(Date.now() / 1000)
    const at = (now: number, expiresAt: number) => ({ ...row, seenAt: now, expiresAt })
    const [old, soon, late] = ['o', 's', 'l'].map((letter) => letter.repeat(43))
    const isThere = (key: string) => readdirSync(folder).includes(`${key}.json`)
    await new FileStore(folder).create(old, at(start, start + 10))
    await new FileStore(folder).create(soon, at(start + 60, start + 99))
    assert.ok(isThere(old))
    await new FileStore(folder).create(late, at(start + 4000, start + 9999))
    for (let count = 0; isThere(soon); count++) {
      assert.ok(count < 10_000, 'nothing was cleaned up')
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    assert.ok(!isThere(old))
    assert.ok(isThere(late))
  })
})

describe('RedisStore', { skip: withoutRedis }, () => {
  let server: RedisServer
  let client: Redis
  before(async () => {
    server = await startRedis()
    client = new Redis(server.port, '127.0.0.1')
  })
  after(async () => {
    client.disconnect()
    await server.stop()
  })

  it('refuses an answer that belongs to another key', async () => {
    const { app } = setUp(new RedisStore(client, { prefix: 'mixed:' }))
    const [ann, bob] = [app.testClient(), app.testClient()]
    await ann.get('/set/name/ann')
    const [key] = await client.keys('mixed:*')
    await bob.get('/set/name/bob')
    const [other] = (await client.keys('mixed:*')).filter((each) => each !== key)
    await client.set(key, (await client.get(other)) ?? '')
    assert.equal((await ann.get('/get/name')).statusCode, 503)
    assert.equal((await bob.get('/get/name')).text, 'bob')
  })

  it('waits once for a write, whoever the session belongs to', async () => {
    let waiting = 0
    let rounds = 0
    const call = async (command: string, ...args: string[]) => {
      if (waiting++ === 0) rounds++
      try {
        return await client.call(command, ...args)
      } finally {
        waiting--
      }
    }
    const { app } = setUp(new RedisStore({ call }, { prefix: 'rounds:' }))
    const browser = app.testClient()
    await browser.get('/login/ann')
    assert.equal(rounds, 1)
    await browser.get('/untouched')
    assert.equal(rounds, 2)
    await browser.get('/set/a/1')
    assert.equal(rounds, 4)
  })

  it('lets the index of an owner expire with the last session', async () => {
    const { app } = setUp(new RedisStore(client, { prefix: 'index:' }))
    app.permanentSessionLifetime = 1000
    await app.testClient().get('/login/ann')
    app.permanentSessionLifetime = 10
    await app.testClient().get('/login/ann')
    const [index] = await client.keys('index:owner:*')
    const left = await client.pttl(index)
    assert.ok(left > 990_000 && left <= 1_000_000, String(left))
  })
})
