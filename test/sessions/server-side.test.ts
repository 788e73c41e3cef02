import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, abort, flash, getFlashedMessages, session } from 'hipflask'
import {
  destroy,
  login,
  MemoryStore,
  revokeAll,
  rotate,
  ServerSideSessionInterface,
  type SessionStore,
  sessionsOf,
  transact,
} from 'hipflask/sessions'
import { inTime } from '../fixtures/patience.ts'
import { WatchedStore } from './watched-store.ts'

function setUp(store: SessionStore = new MemoryStore()): App {
  const app = new App()
  app.logger.error = () => {}
  app.secretKey = 'a key for the tests'
  app.sessionInterface = new ServerSideSessionInterface(store, { timeout: 0.3 })
  app.get('/set/<key>/<value>', ({ key, value }) => {
    session[key] = value
    return 'set'
  })
  app.get('/get/<key>', ({ key }) => String(session.get(key)))
  app.get('/all', () => Object.fromEntries(session))
  app.get('/untouched', () => 'untouched')
  app.get('/clear', () => {
    session.clear()
    return 'cleared'
  })
  return app
}

const cookieOf = (response: { headers: Headers }) =>
  /session=([^;]*)/.exec(response.headers.get('Set-Cookie') ?? '')?.[1]

describe('ServerSideSessionInterface', () => {
  it('keeps data across requests behind a random id', async () => {
    const client = setUp().testClient()
    const first = await client.get('/set/name/ann')
    assert.match(cookieOf(first) ?? '', /^[\w-]{43}$/)
    assert.equal((await client.get('/get/name')).text, 'ann')
  })

  it('asks the store once to read, once more to write, and never without an id', async () => {
    const store = new WatchedStore()
    const client = setUp(store).testClient()
    await client.get('/untouched')
    assert.deepEqual(store.calls.splice(0), [])
    await client.get('/set/a/1')
    assert.deepEqual(store.calls.splice(0), ['create'])
    await client.get('/get/a')
    assert.deepEqual(store.calls.splice(0), ['get'])
    await client.get('/set/a/2')
    assert.deepEqual(store.calls.splice(0), ['get', 'update'])
  })

  it('does not fetch on a route with { session: false }, and says so when it is used', async () => {
    const store = new WatchedStore()
    const app = setUp(store)
    app.route('/bare', { session: false }, () => 'bare')
    app.route('/wrong', { session: false }, () => String(session.get('a')))
    app.errorHandler(Error, (error) => error.message)
    const client = app.testClient()
    await client.get('/set/a/1')
    store.calls.length = 0
    assert.equal((await client.get('/bare')).text, 'bare')
    assert.match((await client.get('/wrong')).text, /session: false/)
    assert.deepEqual(store.calls, [])
  })

  it('never adopts an id that a client made up', async () => {
    const client = setUp().testClient()
    const own = 'A'.repeat(43)
    const response = await client.get('/set/a/1', { headers: { Cookie: `session=${own}` } })
    assert.notEqual(cookieOf(response), own)
  })

  it('does not tell the store what the cookie holds', async () => {
    const keys: string[] = []
    class Spy extends MemoryStore {
      override create(...args: Parameters<MemoryStore['create']>) {
        keys.push(args[0])
        return super.create(...args)
      }
    }
    const response = await setUp(new Spy()).testClient().get('/set/a/1')
    assert.notEqual(keys[0], cookieOf(response))
  })

  it('notices a change inside a value', async () => {
    const app = setUp()
    app.get('/add/<item>', ({ item }) => {
      session.setDefault('cart', [])
      session.cart.push(item)
      return session.cart.join()
    })
    const client = app.testClient()
    await client.get('/add/a')
    assert.equal((await client.get('/add/b')).text, 'a,b')
    assert.equal((await client.get('/add/c')).text, 'a,b,c')
  })

  it('ends the session when it is emptied, and removes the row', async () => {
    const store = new MemoryStore()
    const client = setUp(store).testClient()
    await client.get('/set/a/1')
    const response = await client.get('/clear')
    assert.match(response.headers.get('Set-Cookie') ?? '', /Max-Age=0/)
    assert.equal(store.size, 0)
  })

  it('expires when it was not used for its lifetime', async () => {
    const app = setUp()
    let now = 1_700_000_000
    app.now = () => now
    app.permanentSessionLifetime = 100
    const client = app.testClient()
    await client.get('/set/a/1')
    now += 60
    assert.equal((await client.get('/get/a')).text, '1')
    now += 60
    assert.equal((await client.get('/get/a')).text, '1')
    now += 101
    assert.equal((await client.get('/get/a')).text, 'undefined')
  })

  it('ends at its absolute lifetime, however much it is used', async () => {
    const app = setUp()
    let now = 1_700_000_000
    app.now = () => now
    app.config.SESSION_ABSOLUTE_LIFETIME = { minutes: 2 }
    const client = app.testClient()
    await client.get('/set/a/1')
    now += 100
    await client.get('/set/b/2')
    now += 30
    assert.deepEqual((await client.get('/all')).json, {})
  })
})

/** Lets requests that reached a place wait until all have reached it. */
function gate(count: number): () => Promise<void> {
  let arrived = 0
  let open = () => {}
  const all = new Promise<void>((resolve) => (open = resolve))
  return () => {
    if (++arrived >= count) open()
    return all
  }
}

describe('parallel requests', () => {
  it('keep the changes of different keys of each other', async () => {
    const app = setUp()
    const meet = gate(10)
    app.get('/slow/<key>', async ({ key }) => {
      session[key] = 1
      await meet()
      return 'done'
    })
    const client = app.testClient()
    await client.get('/set/start/1')
    await Promise.all(Array.from({ length: 10 }, (_, index) => client.get(`/slow/k${index}`)))
    const all = (await client.get('/all')).json as object
    assert.equal(Object.keys(all).length, 11)
  })

  it('count to 50 with transact', async () => {
    const app = setUp(new WatchedStore())
    app.sessionInterface = new ServerSideSessionInterface(new WatchedStore(), { timeout: 20 })
    app.get('/count', async () => {
      const count = await transact(session, (fresh) => {
        fresh.count = fresh.get('count', 0) + 1
        return fresh.count
      })
      return String(count)
    })
    const client = app.testClient()
    await client.get('/set/start/1')
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.get('/count')))
    const counts = answers.map((answer) => Number(answer.text)).sort((left, right) => left - right)
    assert.deepEqual(
      counts,
      Array.from({ length: 50 }, (_, index) => index + 1),
    )
    assert.equal((await client.get('/get/count')).text, '50')
  })

  it('do not undo a logout', async () => {
    const store = new MemoryStore()
    const app = setUp(store)
    let release = () => {}
    const released = new Promise<void>((resolve) => (release = resolve))
    let reached = () => {}
    const started = new Promise<void>((resolve) => (reached = resolve))
    app.get('/slow', async () => {
      session.slow = 1
      reached()
      await released
      return 'slow'
    })
    app.get('/logout', async () => {
      await destroy(session)
      return 'out'
    })
    const client = app.testClient()
    await client.get('/set/user/ann')
    const slow = client.get('/slow')
    await started
    await client.get('/logout')
    release()
    const late = await slow
    assert.equal(late.headers.get('Set-Cookie'), null)
    assert.equal(store.size, 0)
  })

  it('lose no flashed message', async () => {
    const app = setUp()
    const meet = gate(5)
    app.get('/flash/<text>', async ({ text }) => {
      flash(text)
      await meet()
      return 'flashed'
    })
    app.get('/shown', () => getFlashedMessages())
    const client = app.testClient()
    await client.get('/set/start/1')
    await Promise.all([0, 1, 2, 3, 4].map((index) => client.get(`/flash/m${index}`)))
    const shown = (await client.get('/shown')).json as string[]
    assert.deepEqual(shown.sort(), ['m0', 'm1', 'm2', 'm3', 'm4'])
    assert.deepEqual((await client.get('/shown')).json, [])
  })
})

describe('rotate', () => {
  it('gives a new id, keeps the data, and lets the old id work for a moment', async () => {
    const app = setUp()
    let now = 1_700_000_000
    app.now = () => now
    app.get('/rotate', async () => {
      await rotate(session)
      return 'rotated'
    })
    const client = app.testClient()
    const old = cookieOf(await client.get('/set/a/1'))
    const fresh = cookieOf(await client.get('/rotate'))
    assert.notEqual(fresh, old)
    assert.equal((await client.get('/get/a')).text, '1')
    const other = app.testClient()
    const headers = { Cookie: `session=${old}` }
    assert.equal((await other.get('/get/a', { headers })).text, '1')
    const written = await other.get('/set/b/2', { headers })
    assert.equal(cookieOf(written), undefined)
    assert.equal((await client.get('/get/b')).text, '2')
    now += 11
    assert.equal((await other.get('/get/a', { headers })).text, 'undefined')
    assert.equal((await client.get('/get/a')).text, '1')
  })
})

describe('rotate in parallel', () => {
  it('loses no data and leaves one session', async () => {
    const store = new MemoryStore()
    const app = setUp(store)
    const meet = gate(3)
    app.get('/rotate/<key>', async ({ key }) => {
      session[key] = 1
      await rotate(session)
      await meet()
      return 'rotated'
    })
    const client = app.testClient()
    await client.get('/set/a/1')
    await Promise.all(['x', 'y', 'z'].map((key) => client.get(`/rotate/${key}`)))
    assert.deepEqual(Object.keys((await client.get('/all')).json as object).sort(), [
      'a',
      'x',
      'y',
      'z',
    ])
    assert.equal(store.size, 2)
  })
})

describe('login, sessionsOf and revokeAll', () => {
  it('know and end all sessions of an owner', async () => {
    const app = setUp()
    app.get('/login/<user>', async ({ user }) => {
      await login(session, user)
      return 'in'
    })
    app.get('/sessions', async () => String((await sessionsOf(session._owner)).length))
    app.get('/revoke', async () => String(await revokeAll(session._owner)))
    const [one, two, three] = [app.testClient(), app.testClient(), app.testClient()]
    await one.get('/set/a/1')
    const before = await one.get('/login/ann')
    assert.match(before.headers.get('Set-Cookie') ?? '', /session=/)
    await two.get('/login/ann')
    await three.get('/login/bob')
    assert.equal((await one.get('/sessions')).text, '2')
    assert.equal((await one.get('/revoke')).text, '2')
    assert.equal((await two.get('/get/_owner')).text, 'undefined')
    assert.equal((await three.get('/get/_owner')).text, 'bob')
  })

  it('end cookie sessions by the epoch of their owner', async () => {
    const app = setUp()
    app.sessionInterface = new App().sessionInterface
    const epochs = new Map<string, number>()
    app.config.SESSION_EPOCH = {
      current: (owner) => epochs.get(owner) ?? 0,
      next: (owner) => epochs.set(owner, (epochs.get(owner) ?? 0) + 1),
    }
    app.get('/login/<user>', async ({ user }) => {
      await login(session, user)
      return 'in'
    })
    app.get('/revoke/<user>', async ({ user }) => String(await revokeAll(user)))
    const client = app.testClient()
    await client.get('/login/ann')
    assert.equal((await client.get('/get/_owner')).text, 'ann')
    await client.get('/revoke/ann')
    assert.equal((await client.get('/get/_owner')).text, 'undefined')
  })
})

describe('a store that fails', () => {
  it('is a 503 in time, never an empty session, and recovers', async () => {
    const store = new WatchedStore()
    const client = setUp(store).testClient()
    await client.get('/set/a/1')
    store.wait = () => Promise.reject(new Error('down'))
    const down = await client.get('/get/a')
    assert.equal(down.statusCode, 503)
    assert.equal(down.headers.get('Retry-After'), '2')
    store.wait = () => new Promise(() => {})
    assert.equal((await inTime(client.get('/get/a'))).statusCode, 503)
    store.wait = undefined
    assert.equal((await client.get('/get/a')).text, '1')
  })

  it('does not tell of a success that was not saved', async () => {
    const store = new WatchedStore()
    const client = setUp(store).testClient()
    await client.get('/set/a/1')
    store.wait = (call) => (call === 'update' ? Promise.reject(new Error('full')) : undefined)
    assert.equal((await client.get('/set/a/2')).statusCode, 503)
    store.wait = undefined
    assert.equal((await client.get('/get/a')).text, '1')
  })

  it('does not touch routes that need no session', async () => {
    const store = new WatchedStore()
    store.wait = () => Promise.reject(new Error('down'))
    const app = setUp(store)
    app.get('/abort', () => abort(404))
    const client = app.testClient()
    assert.equal((await client.get('/untouched')).text, 'untouched')
    assert.equal((await client.get('/abort')).statusCode, 404)
  })
})

describe('a session that was saved', () => {
  it('refuses a later change, in a stream', async () => {
    const app = setUp()
    let caught: unknown
    app.get('/stream', () => {
      session.start = 1
      return (function* () {
        yield 'a'
        try {
          session.late = 1
        } catch (error) {
          caught = error
        }
        yield 'b'
      })()
    })
    const client = app.testClient()
    await client.get('/stream')
    assert.match(String(caught), /after it had been saved|outside of a request/)
  })
})
