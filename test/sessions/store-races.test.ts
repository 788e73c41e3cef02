import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  App,
  copyCurrentRequestContext,
  flash,
  getFlashedMessages,
  session,
  streamWithContext,
} from 'hipflask'
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

/** An app whose requests to `/slow/…` wait until they are released. */
function setUp(store: SessionStore = new MemoryStore()) {
  const app = new App()
  const clock = { now: 1_700_000_000 }
  app.now = () => clock.now
  app.logger.error = () => {}
  app.sessionInterface = new ServerSideSessionInterface(store)
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  let reached = () => {}
  const started = new Promise<void>((resolve) => (reached = resolve))
  app.get('/set/<key>/<value>', ({ key, value }) => {
    session[key] = value
    return 'set'
  })
  app.get('/get/<key>', ({ key }) => String(session.get(key)))
  app.get('/all', () => Object.fromEntries(session))
  const actions: Record<string, () => unknown> = {
    read: () => session.get('a'),
    write: () => (session.slow = 1),
    clear: () => session.clear(),
    login: () => login(session, 'slow'),
  }
  app.get('/slow/<name>', async ({ name }) => {
    session.get('a')
    reached()
    await released
    await actions[name]()
    return 'slow'
  })
  app.get('/rotate', async () => {
    await rotate(session)
    return 'rotated'
  })
  app.get('/login/<user>', async ({ user }) => {
    session.user = user
    await login(session, user)
    return 'in'
  })
  app.get('/logout', async () => {
    await destroy(session)
    return 'out'
  })
  return { app, clock, release, started }
}

const cookieOf = (response: { headers: Headers }) =>
  /session=([^;]*)/.exec(response.headers.get('Set-Cookie') ?? '')?.[1]

/** Answers of a browser that has nothing but this id. */
function withId(app: App, id: string | undefined) {
  return (path: string) => app.testClient().get(path, { headers: { Cookie: `session=${id}` } })
}

describe('the old id of a session', () => {
  it('does not live longer because a slower request used it', async () => {
    const { app, clock, release, started } = setUp()
    const client = app.testClient()
    const old = withId(app, cookieOf(await client.get('/set/a/1')))
    clock.now += 2_600_000 / 5
    const slow = old('/slow/read')
    await started
    await client.get('/rotate')
    release()
    await slow
    assert.equal((await old('/get/a')).text, '1')
    clock.now += 11
    assert.equal((await old('/get/a')).text, 'undefined')
    assert.equal((await client.get('/get/a')).text, '1')
  })

  it('shows nothing of a login, and cannot write into it', async () => {
    const { app } = setUp()
    const victim = app.testClient()
    const attacker = withId(app, cookieOf(await victim.get('/set/a/1')))
    await victim.get('/login/ann')
    assert.deepEqual((await attacker('/all')).json, { a: '1' })
    const written = await attacker('/set/csrf/mine')
    assert.equal(written.headers.get('Set-Cookie'), null)
    assert.equal((await victim.get('/get/csrf')).text, 'undefined')
    assert.equal((await victim.get('/get/user')).text, 'ann')
  })

  it('shows nothing of a login by hand either, with what transact saved before', async () => {
    const { app } = setUp()
    app.get('/by-hand', async () => {
      session.user = 'ann'
      await transact(session, (fresh) => (fresh.count = 1))
      await rotate(session)
      return 'in'
    })
    const victim = app.testClient()
    const attacker = withId(app, cookieOf(await victim.get('/set/a/1')))
    await victim.get('/by-hand')
    assert.deepEqual((await attacker('/all')).json, { a: '1' })
    assert.deepEqual((await victim.get('/all')).json, { a: '1', user: 'ann', count: 1 })
  })

  it('is followed over two new ids', async () => {
    const { app } = setUp()
    const client = app.testClient()
    const old = withId(app, cookieOf(await client.get('/set/a/1')))
    await client.get('/rotate')
    await client.get('/rotate')
    assert.equal((await old('/get/a')).text, '1')
  })

  it('ends the session when it logs out', async () => {
    const { app, release, started } = setUp()
    const client = app.testClient()
    const old = withId(app, cookieOf(await client.get('/set/a/1')))
    const slow = old('/slow/clear')
    await started
    await client.get('/rotate')
    release()
    await slow
    assert.deepEqual((await client.get('/all')).json, {})
  })
})

describe('a slower request', () => {
  it('keeps its change when the session got two new ids meanwhile', async () => {
    const { app, release, started } = setUp()
    const client = app.testClient()
    const old = withId(app, cookieOf(await client.get('/set/a/1')))
    const slow = old('/slow/write')
    await started
    await client.get('/rotate')
    await client.get('/rotate')
    release()
    await slow
    assert.deepEqual((await client.get('/all')).json, { a: '1', slow: 1 })
  })

  it('that logs in gets a session of its own, with nothing of the one that was ended', async () => {
    const { app, release, started } = setUp()
    const client = app.testClient()
    const old = withId(app, cookieOf(await client.get('/set/a/1')))
    const slow = old('/slow/login')
    await started
    await client.get('/logout')
    release()
    const fresh = withId(app, cookieOf(await slow))
    assert.deepEqual((await fresh('/all')).json, { _owner: 'slow' })
  })

  it('that logs in as well gets an id of its own', async () => {
    const { app, release, started } = setUp()
    const client = app.testClient()
    const old = withId(app, cookieOf(await client.get('/set/a/1')))
    const slow = old('/slow/login')
    await started
    await client.get('/login/ann')
    release()
    const fresh = withId(app, cookieOf(await slow))
    assert.deepEqual((await fresh('/all')).json, { a: '1', _owner: 'slow' })
    assert.equal((await client.get('/get/user')).text, 'ann')
  })
})

describe('revokeAll', () => {
  it('ends the session of its own request, so that a login after it is a new one', async () => {
    const { app } = setUp()
    app.get('/password', async () => {
      const count = await revokeAll('ann')
      await login(session, 'ann')
      return String(count)
    })
    const [one, two] = [app.testClient(), app.testClient()]
    await one.get('/login/ann')
    await two.get('/login/ann')
    assert.equal((await one.get('/password')).text, '2')
    assert.deepEqual((await one.get('/all')).json, { _owner: 'ann' })
    assert.deepEqual((await two.get('/all')).json, {})
  })

  it('leaves a session that is no longer the owner’s', async () => {
    class Forgetful extends MemoryStore {
      readonly #all: string[] = []
      override create(...args: Parameters<MemoryStore['create']>) {
        this.#all.push(args[0])
        return super.create(...args)
      }
      override keysOf = () => this.#all
    }
    const { app } = setUp(new Forgetful())
    app.get('/revoke', async () => String(await revokeAll('ann')))
    app.get('/list', async () => String((await sessionsOf('ann')).length))
    const [ann, bob] = [app.testClient(), app.testClient()]
    await ann.get('/login/ann')
    await bob.get('/login/bob')
    assert.equal((await bob.get('/list')).text, '1')
    assert.equal((await bob.get('/revoke')).text, '1')
    assert.equal((await bob.get('/get/user')).text, 'bob')
  })

  it('gives up in time, however many sessions there are', async () => {
    const store = new WatchedStore()
    const { app } = setUp(store)
    app.get('/revoke', async () => String(await revokeAll('ann', app)))
    for (let count = 0; count < 5; count++) await app.testClient().get('/login/ann')
    store.wait = () => new Promise(() => {})
    assert.equal((await inTime(app.testClient().get('/revoke'))).statusCode, 503)
  })
})

describe('transact', () => {
  const count = () =>
    transact(session, (fresh) => {
      fresh.count = fresh.get('count', 0) + 1
      return String(fresh.count)
    })

  it('tells the browser of a session that it began', async () => {
    const { app } = setUp()
    app.get('/count', count)
    const client = app.testClient()
    assert.equal((await client.get('/count')).text, '1')
    assert.equal((await client.get('/count')).text, '2')
  })

  it('keeps nothing for a visitor of whom there is nothing to keep', async () => {
    const store = new MemoryStore()
    const { app } = setUp(store)
    app.get('/none', async () => String(await transact(session, (fresh) => fresh.get('a', 'none'))))
    const response = await app.testClient().get('/none')
    assert.equal(response.text, 'none')
    assert.equal(response.headers.get('Set-Cookie'), null)
    assert.equal(store.size, 0)
  })

  it('counts on, on the session that got a new id meanwhile', async () => {
    const { app } = setUp()
    const client = app.testClient()
    app.get('/count', count)
    app.get('/wait', async () => {
      await client.get('/rotate')
      return count()
    })
    await client.get('/set/a/1')
    await client.get('/count')
    const old = withId(app, client.getCookie('session')?.value)
    assert.equal((await old('/wait')).text, '2')
    assert.deepEqual((await client.get('/all')).json, { a: '1', count: 2 })
  })

  it('works in an app context and in a copied context', async () => {
    const { app } = setUp()
    app.get('/inner', () => app.appContext(count))
    app.get('/copied', () => copyCurrentRequestContext(count)())
    app.get('/global', () => transact(session, () => String((session.count += 1))))
    const client = app.testClient()
    await client.get('/set/a/1')
    assert.equal((await client.get('/inner')).text, '1')
    assert.equal((await client.get('/copied')).text, '2')
    assert.equal((await client.get('/global')).text, '3')
    assert.deepEqual((await client.get('/all')).json, { a: '1', count: 3 })
  })

  it('leaves the session of the rest of the request alone', async () => {
    const { app } = setUp()
    app.get('/both', async () => {
      let go = () => {}
      const counting = transact(session, async (fresh) => {
        await new Promise<void>((resolve) => (go = resolve))
        fresh.count = 1
      })
      await new Promise((resolve) => setImmediate(resolve))
      const seen = session.get('a')
      go()
      await counting
      return String(seen)
    })
    const client = app.testClient()
    await client.get('/set/a/1')
    assert.equal((await client.get('/both')).text, '1')
  })

  it('may be called inside of itself, and refuses what ends or moves the session', async () => {
    const store = new MemoryStore()
    const { app } = setUp(store)
    app.get('/nested', () => transact(session, () => count()))
    for (const [name, fn] of Object.entries({ rotate, destroy })) {
      app.get(`/${name}-inside`, async () => {
        await transact(session, () => fn(session))
        return 'done'
      })
    }
    app.errorHandler(Error, (error) => error.message)
    const client = app.testClient()
    await client.get('/set/a/1')
    assert.equal((await client.get('/nested')).text, '1')
    assert.equal(store.size, 1)
    assert.match((await client.get('/rotate-inside')).text, /before or after transact/)
    assert.match((await client.get('/destroy-inside')).text, /before or after transact/)
    assert.equal((await client.get('/get/count')).text, '1')
  })

  it('keeps nothing of a function that throws', async () => {
    const { app } = setUp()
    app.get('/fail', () =>
      transact(session, (fresh) => {
        fresh.a = 2
        throw new Error('no')
      }),
    )
    const client = app.testClient()
    await client.get('/set/a/1')
    assert.equal((await client.get('/fail')).statusCode, 500)
    assert.equal((await client.get('/get/a')).text, '1')
  })

  it('works in a stream, as often as it likes, but cannot begin a session there', async () => {
    const { app } = setUp(new WatchedStore())
    const caught: unknown[] = []
    const counts = async function* () {
      for (let index = 0; index < 50; index++) {
        yield `${await count().catch((error) => caught.push(error))},`
      }
    }
    app.get('/stream', () => streamWithContext(counts()))
    const client = app.testClient()
    await client.get('/set/a/1')
    assert.match((await client.get('/stream')).text, /^1,2,.*,50,$/)
    assert.equal((await client.get('/get/count')).text, '50')
    await app.testClient().get('/stream')
    assert.match(String(caught[0]), /after it had been saved/)
  })
})

describe('flashed messages of parallel requests', () => {
  it('are kept apart even when they are the same', async () => {
    const { app } = setUp()
    const client = app.testClient()
    app.get('/flash', () => {
      flash('Saved.')
      return 'flashed'
    })
    app.get('/show', () => getFlashedMessages())
    app.get('/slow-flash', async () => {
      flash('Saved.')
      await client.get('/set/b/2')
      return 'flashed'
    })
    app.get('/slow-show', async () => {
      const shown = getFlashedMessages()
      await client.get('/flash')
      return shown
    })
    await client.get('/flash')
    await client.get('/slow-flash')
    assert.deepEqual((await client.get('/slow-show')).json, ['Saved.', 'Saved.'])
    assert.deepEqual((await client.get('/show')).json, ['Saved.'])
  })
})
