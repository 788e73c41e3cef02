import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  App,
  JSONTag,
  SecureCookieSessionInterface,
  type SessionMixin,
  session,
  TaggedJSONSerializer,
} from 'hipflask'

function tutorial(): App {
  const app = new App()
  app.secretKey = 'a key for the tests'
  app.now = () => 1_700_000_000
  return app
}

describe('app.sessionInterface', () => {
  it('takes the global session wherever it takes a session', () => {
    const app = tutorial()
    app.permanentSessionLifetime = { minutes: 5 }
    app.testRequestContext('/', () => {
      assert.equal(app.sessionInterface.shouldSetCookie(app, session), false)
      assert.equal(app.sessionInterface.getExpirationTime(app, session), undefined)
      session.permanent = true
      assert.equal(app.sessionInterface.shouldSetCookie(app, session), true)
      assert.equal(
        app.sessionInterface.getExpirationTime(app, session)?.getTime(),
        1_700_000_300_000,
      )
      assert.equal(app.sessionInterface.isNullSession(session), false)
    })
  })

  it('asks overridden methods with the session itself', async () => {
    const seen: unknown[] = []
    class Watching extends SecureCookieSessionInterface {
      override shouldSetCookie(app: App, session: SessionMixin): boolean {
        seen.push(session.get('a'))
        return super.shouldSetCookie(app, session)
      }
    }
    const app = tutorial()
    app.sessionInterface = new Watching()
    app.get('/', () => {
      session.a = 1
      return 'set'
    })
    assert.match((await app.testClient().get('/')).headers.get('Set-Cookie') ?? '', /^session=/)
    assert.deepEqual(seen, [1])
  })

  it('takes a domain of false for none', async () => {
    const app = tutorial()
    app.config.update({ SESSION_COOKIE_DOMAIN: false })
    app.get('/', () => {
      session.a = 1
      return 'set'
    })
    const response = await app.testClient().get('/')
    assert.equal(response.statusCode, 200)
    assert.doesNotMatch(response.headers.get('Set-Cookie') ?? '', /Domain/)
  })

  it('says that nothing is pickled', () => {
    assert.equal(SecureCookieSessionInterface.pickleBased, false)
  })
})

describe('SecureCookieSessionInterface', () => {
  it('shows its statics on its objects, fields of a subclass first', () => {
    class Own extends SecureCookieSessionInterface {
      static override salt = 'own-salt'
      keyDerivation = 'concat'
    }
    const own = new Own()
    assert.equal(own.serializer, SecureCookieSessionInterface.serializer)
    assert.equal(Reflect.get(own, 'salt'), 'own-salt')
    assert.equal(own.keyDerivation, 'concat')
    assert.equal(Reflect.get(own, 'digestMethod'), 'sha1')
  })

  it('takes tags through the app', () => {
    class TagUrl extends JSONTag {
      static override key = ' url'
      override check = (value: unknown) => value instanceof URL
      override toJson = (value: URL) => value.href
      override toPython = (value: string) => new URL(value)
    }
    class Own extends SecureCookieSessionInterface {
      static override serializer = new TaggedJSONSerializer()
    }
    const app = tutorial()
    app.sessionInterface = new Own()
    app.sessionInterface.serializer.register(TagUrl)
    assert.equal(Own.serializer.dumps(new URL('http://a.b/')), '{" url":"http://a.b/"}')
  })
})

describe('the Cookie header', () => {
  it('gives the session however it is spaced', async () => {
    const app = tutorial()
    app.get('/', () => `${session.get('a')}`)
    const cookie = new SecureCookieSessionInterface().getSigningSerializer(app)?.dumps({ a: 1 })
    const read = async (header: string) =>
      (await app.testClient({ useCookies: false }).get('/', { headers: { Cookie: header } })).text
    for (const header of [
      `session=${cookie}`,
      ` session = ${cookie} `,
      `a=1;session  =${cookie};b`,
      `session="${cookie}"`,
    ]) {
      assert.equal(await read(header), '1', header)
    }
    for (const header of [`xsession=${cookie}`, `session x=${cookie}`, `Session=${cookie}`]) {
      assert.equal(await read(header), 'undefined', header)
    }
  })
})

describe('SECRET_KEY_FALLBACKS', () => {
  const setAnswer = async (config: Record<string, unknown>) => {
    const app = tutorial()
    app.testing = true
    app.config.update(config)
    app.get('/', () => {
      session.a = 1
      return 'set'
    })
    return app.testClient().get('/')
  }

  it('refuses a single key, whose letters would each be a key', async () => {
    for (const key of ['old key', Buffer.from('old key')]) {
      await assert.rejects(setAnswer({ SECRET_KEY_FALLBACKS: key }), {
        name: 'ValueError',
        message:
          'SECRET_KEY_FALLBACKS is a single key. Give a list: SECRET_KEY_FALLBACKS = [oldKey].',
      })
    }
  })

  it('refuses keys that are neither text nor bytes', async () => {
    await assert.rejects(setAnswer({ SECRET_KEY: 12345 }), /is a number\. Give text or bytes/)
    await assert.rejects(setAnswer({ SECRET_KEY_FALLBACKS: [null] }), /is null\. Give text/)
  })
})

describe('PERMANENT_SESSION_LIFETIME', () => {
  it('is an error when it is no duration, and not an empty session', async () => {
    const app = tutorial()
    app.testing = true
    app.get('/', () => `${session.get('a')}`)
    const cookie = new SecureCookieSessionInterface().getSigningSerializer(app)?.dumps({ a: 1 })
    app.config.update({ PERMANENT_SESSION_LIFETIME: 'soon' })
    const reading = app.testClient().get('/', { headers: { Cookie: `session=${cookie}` } })
    await assert.rejects(reading, /"soon" is not a duration/)
  })
})

describe('session[key]', () => {
  it('names the nearest key there is when one is missing', () => {
    tutorial().testRequestContext('/', () => {
      session.name = 'ann'
      assert.throws(() => session.nmae, /has no "nmae"\. Did you mean "name"\? Use session\.get/)
      assert.throws(() => session.pop('nam'), /Did you mean "name"/)
      assert.throws(() => delete session.elsewhere, /has no "elsewhere"\. Use/)
    })
  })
})

describe('new App', () => {
  it('says what to write when the options stand in the place of the module', () => {
    assert.throws(() => new App({ name: 'x' } as never), /Write new App\(import\.meta, \{ … \}\)/)
  })
})
