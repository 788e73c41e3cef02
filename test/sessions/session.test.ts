import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import {
  App,
  AttributeError,
  currentApp,
  g,
  KeyError,
  Request,
  RuntimeError,
  request,
  SecureCookieSession,
  SessionMixin,
  session,
} from 'hipflask'

const seed = 20_231_114

function inRequest<T>(work: () => T): T {
  const app = new App()
  app.secretKey = 'a key for the tests'
  return app.testRequestContext('/', work)
}

describe('session', () => {
  it('reads and writes data by name', () => {
    inRequest(() => {
      session.name = 'python'
      session['a b'] = 1
      assert.equal(session['name'], 'python')
      assert.deepEqual(
        [...session],
        [
          ['name', 'python'],
          ['a b', 1],
        ],
      )
      assert.deepEqual(Object.fromEntries(session), { name: 'python', 'a b': 1 })
      assert.deepEqual({ ...session }, { name: 'python', 'a b': 1 })
      assert.deepEqual(Object.keys(session), ['name', 'a b'])
      assert.equal(JSON.stringify(session), '{"name":"python","a b":1}')
      assert.ok('name' in session)
      assert.equal(session.size, 2)
      delete session.name
      assert.ok(!('name' in session))
    })
  })

  it('throws KeyError for a missing key, and says what to use', () => {
    inRequest(() => {
      assert.throws(() => session['nmae'], /session\.get\("nmae"\)/)
      assert.throws(() => session['nmae'], KeyError)
      assert.throws(() => session.pop('x'), KeyError)
      assert.throws(() => session.popItem(), KeyError)
      assert.throws(() => {
        delete session.x
      }, KeyError)
      assert.equal(session.get('x'), undefined)
      assert.equal(session.pop('x', undefined), undefined)
      assert.equal(session.setDefault('k'), null)
    })
  })

  it('refuses to assign a word of its own, and names set', () => {
    inRequest(() => {
      assert.throws(() => {
        session.get = 1 as never
      }, /session\.set\("get"/)
      session.set('get', 1)
      assert.equal(session.get('get'), 1)
    })
  })

  it('never throws for what await, JSON and templates ask', async () => {
    await inRequest(async () => {
      for (const name of ['then', 'toJSON', 'toString', 'valueOf', 'constructor']) {
        assert.equal(session[name], undefined)
      }
      assert.equal((session as never)[Symbol.toPrimitive], undefined)
      session.set('__proto__', 5)
      assert.equal(session.get('__proto__'), 5)
      session.set('then', 'later')
      assert.equal(session.get('then'), 'later')
    })
  })

  it('shows its data, and is a session', () => {
    inRequest(() => {
      session.a = 1
      assert.equal(inspect(session), 'SecureCookieSession { a: 1 }')
      assert.ok((session as object) instanceof SessionMixin)
      assert.ok((session as object) instanceof SecureCookieSession)
    })
    assert.match(inspect(session), /outside/)
  })

  it('says outside of a request how to get a context', () => {
    assert.throws(() => session.a, RuntimeError)
    assert.throws(() => session.a, /testRequestContext/)
    assert.throws(() => request.path, /testRequestContext/)
    assert.throws(() => g.a, /appContext/)
    assert.throws(() => currentApp.name, /appContext/)
  })

  it('says that SECRET_KEY is missing at the first write', () => {
    new App().testRequestContext('/', () => {
      assert.equal(session.get('a'), undefined)
      assert.throws(() => {
        session.a = 1
      }, /secret key/)
      assert.throws(() => session.clear(), RuntimeError)
    })
  })
})

describe('g', () => {
  it('holds data of one context', () => {
    inRequest(() => {
      g.user = 'ann'
      assert.equal(g.user, 'ann')
      assert.ok('user' in g)
      assert.deepEqual(Object.keys(g), ['user'])
      assert.throws(() => g.usr, AttributeError)
      assert.throws(() => g.usr, /Did you mean "user"/)
      assert.throws(() => g.pop('x'), KeyError)
      assert.equal(g.setDefault('x'), null)
      assert.equal(g.get('y', 2), 2)
      assert.equal(`${g}`, "g { user: 'ann', x: null }")
      delete g.user
      assert.equal(g.get('user'), undefined)
      assert.throws(() => {
        g.pop = (() => 1) as never
      }, /method of g/)
    })
  })
})

describe('request and currentApp', () => {
  it('stand for the objects of the context', async () => {
    await inRequest(async () => {
      assert.ok(request instanceof Request)
      assert.equal(request.path, '/')
      assert.equal((await request).method, 'GET')
      assert.ok(currentApp instanceof App)
      assert.ok(currentApp._getCurrentObject() instanceof App)
      const { getData } = request
      assert.equal(typeof getData, 'function')
    })
  })
})

describe('the session cookie', () => {
  const app = new App()
  app.secretKey = 'a key for the tests'
  app.now = () => 1_700_000_000
  app.get('/set', () => {
    session.user = 'ann'
    session.list = [1]
    return 'set'
  })
  app.get('/all', () => Object.fromEntries(session))
  const read = async (cookie: string) =>
    (await app.testClient({ useCookies: false }).get('/all', { headers: { Cookie: cookie } })).json

  async function goodCookie(): Promise<string> {
    const response = await app.testClient().get('/set')
    return (response.headers.get('Set-Cookie') ?? '').split(';')[0]
  }

  it('is refused for every flipped bit', async () => {
    const good = await goodCookie()
    assert.deepEqual(await read(good), { user: 'ann', list: [1] })
    const bytes = Buffer.from(good)
    for (let bit = 'session='.length * 8; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes)
      changed[bit >> 3] ^= 1 << (bit & 7)
      const text = changed.toString('latin1')
      if (/[\0\r\n;]/.test(text) || text.trim() !== text) continue
      assert.deepEqual(await read(text), {}, `bit ${bit}`)
    }
  })

  it('is an empty session whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary-ascii' }), async (text) => {
        const safe = text.replace(/[\0\r\n;]/g, '')
        assert.deepEqual(await read(`session=${safe}`), {})
      }),
      { seed, numRuns: 200 },
    )
    assert.deepEqual(await read(`session=${'a.'.repeat(400_000)}`), {})
  })

  it('is found behind a bad one of the same name', async () => {
    const good = await goodCookie()
    assert.deepEqual(await read(`session=bad; ${good}`), { user: 'ann', list: [1] })
  })

  it('is not signed again when nothing changed', async () => {
    const client = app.testClient()
    await client.get('/set')
    const response = await client.get('/all')
    assert.equal(response.headers.get('Set-Cookie'), null)
    assert.equal(response.headers.get('Vary'), 'Cookie')
  })

  it('notices a change inside a value, and obeys modified = false', async () => {
    const own = new App()
    own.secretKey = 'a key for the tests'
    own.get('/start', () => {
      session.cart = []
      return 'started'
    })
    own.get('/add/<item>', ({ item }) => {
      session.cart.push(item)
      return 'added'
    })
    own.get('/try/<item>', ({ item }) => {
      session.cart.push(item)
      session.modified = false
      return 'tried'
    })
    own.get('/cart', () => session.cart)
    const client = own.testClient()
    await client.get('/start')
    await client.get('/add/a')
    await client.get('/try/b')
    assert.deepEqual((await client.get('/cart')).json, ['a'])
  })

  it('is refused in debug when browsers would drop it, with its biggest keys', async () => {
    const own = new App()
    own.secretKey = 'a key for the tests'
    own.debug = true
    own.get('/big', () => {
      session.noise = Array.from({ length: 3000 }, (_, index) => (index * 7919) % 10_007)
      return 'big'
    })
    await assert.rejects(own.testClient().get('/big'), /biggest keys are "noise"/)
    own.debug = false
    const lines: unknown[] = []
    own.logger.error = (...args: unknown[]) => lines.push(args.join(' '))
    const response = await own.testClient().get('/big')
    assert.equal(response.headers.get('Set-Cookie'), null)
    assert.match(String(lines), /"noise"/)
  })

  it('says in debug why it was refused, and never in production', async () => {
    const own = new App()
    own.secretKey = 'a key for the tests'
    let now = 1_700_000_000
    own.now = () => now
    const lines: string[] = []
    own.logger.warn = (...args: unknown[]) => lines.push(args.join(' '))
    own.get('/set', () => {
      session.a = 1
      return 'set'
    })
    own.get('/get', () => String(session.get('a')))
    const client = own.testClient()
    await client.get('/set')
    now += 32 * 86_400
    await client.get('/get')
    assert.deepEqual(lines, [])
    own.debug = true
    await client.get('/get')
    assert.match(lines[0], /it expired 86400 seconds ago/)
    const bare = own.testClient({ useCookies: false })
    await bare.get('/get', { headers: { Cookie: 'session=e30.ZVPxAA.xxxx' } })
    assert.match(lines[1], /was not signed with SECRET_KEY/)
    assert.doesNotMatch(lines.join(), /xxxx/)
  })

  it('is refused when its name asks for what it does not have', async () => {
    const own = new App()
    own.secretKey = 'a key for the tests'
    own.testing = true
    own.config.SESSION_COOKIE_NAME = '__Host-session'
    own.get('/set', () => {
      session.a = 1
      return 'set'
    })
    await assert.rejects(own.testClient().get('/set'), /SESSION_COOKIE_SECURE, for the path "\/"/)
    own.config.SESSION_COOKIE_SECURE = true
    const response = await own.testClient().get('/set')
    assert.match(response.headers.get('Set-Cookie') ?? '', /^__Host-session=.*Secure/)
  })

  it('refuses an empty fallback key', async () => {
    const own = new App()
    own.secretKey = 'a key for the tests'
    own.config.SECRET_KEY_FALLBACKS = ['']
    own.config.PROPAGATE_EXCEPTIONS = true
    own.get('/', () => String(session.get('a')))
    const sent = own.testClient().get('/', { headers: { Cookie: 'session=a.b.c' } })
    await assert.rejects(sent, /empty key/)
  })
})
