import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  App,
  abort,
  BaseConverter,
  Blueprint,
  Config,
  Request,
  type Response,
  request,
  SecureCookieSessionInterface,
  SessionInterface,
  SessionMixin,
  session,
  UrlMap,
} from 'hipflask'
import { Environment } from 'hipflask/jinja'
import { quiet } from '../fixtures/quiet.ts'

describe('A subclass of App', () => {
  it('makes the responses of views, hooks and handlers by makeResponse', async () => {
    class OwnApp extends App {
      override makeResponse(...given: unknown[]): Response {
        const [value, ...rest] = given
        if (value === undefined || value === null) return super.makeResponse('', 204)
        return super.makeResponse(typeof value === 'number' ? `${value}` : value, ...rest)
      }
    }
    const app = new OwnApp(import.meta, { staticFolder: null })
    app.addUrlRule('/number', 'number', () => 7)
    app.addUrlRule('/nothing', 'nothing', () => undefined)
    app.addUrlRule('/lost', 'lost', () => abort(404))
    app.registerErrorHandler(404, () => 44 as unknown as string)
    const client = app.testClient()
    assert.equal((await client.get('/number')).text, '7')
    assert.equal((await client.get('/nothing')).statusCode, 204)
    assert.equal((await client.get('/lost')).text, '44')
  })

  it('is told of the end of a request and of a context, also when no function waits for it', async () => {
    const log: string[] = []
    class OwnApp extends App {
      override doTeardownRequest(error?: unknown): void | Promise<void> {
        log.push(`request ${error}`)
        return super.doTeardownRequest(error)
      }
      override doTeardownAppContext(error?: unknown): void | Promise<void> {
        log.push('context')
        return super.doTeardownAppContext(error)
      }
    }
    const app = new OwnApp(import.meta, { staticFolder: null })
    app.get('/', { endpoint: 'index' }, () => 'x')
    await app.testClient().get('/')
    assert.deepEqual(log, ['request undefined', 'context'])
  })

  it('sees whether finalizeRequest finishes the answer to an error', async () => {
    const seen: boolean[] = []
    class OwnApp extends App {
      override finalizeRequest(
        value: unknown,
        fromErrorHandler = false,
      ): Response | Promise<Response> {
        seen.push(fromErrorHandler)
        return super.finalizeRequest(value, fromErrorHandler)
      }
    }
    const app = new OwnApp(import.meta, { staticFolder: null })
    app.logger = quiet
    app.get('/fails', { endpoint: 'fails' }, () => {
      throw new Error('x')
    })
    await app.testClient().get('/none')
    await app.testClient().get('/fails')
    assert.deepEqual(seen, [false, true])
  })

  it('begins with the converters of its own kind of map', () => {
    class Upper extends BaseConverter {
      override toPython(value: string): string {
        return value.toUpperCase()
      }
    }
    class OwnMap extends UrlMap {
      static override defaultConverters = { ...UrlMap.defaultConverters, upper: Upper }
    }
    class OwnApp extends App {
      static override urlMapClass = OwnMap
    }
    const app = new OwnApp(import.meta, { staticFolder: null })
    app.addUrlRule('/<upper:word>', 'word', () => 'x')
    assert.equal(app.urlMap.bind('localhost').match('/abc')[1].word, 'ABC')
  })

  it('keeps teardown functions from errors that it ignores', async () => {
    const told: unknown[] = []
    class Gone extends Error {}
    class OwnApp extends App {
      override shouldIgnoreError(error: unknown): boolean {
        return error instanceof Gone
      }
    }
    const app = new OwnApp(import.meta, { staticFolder: null })
    app.logger = quiet
    const other = new Error('x')
    app.get('/<which>', ({ which }) => {
      throw which === 'gone' ? new Gone() : other
    })
    app.teardownRequest((error) => told.push(error))
    assert.equal((await app.testClient().get('/gone')).statusCode, 500)
    assert.equal((await app.testClient().get('/other')).statusCode, 500)
    assert.deepEqual(told, [undefined, other])
  })

  it('has a configuration of its own class, with defaults of its own', () => {
    class OwnConfig extends Config {
      get mailUrl(): string {
        return `smtp://${this.MAIL_SERVER}`
      }
    }
    class OwnApp extends App {
      static override configClass = OwnConfig
      override makeConfig(instanceRelative?: boolean): Config {
        const config = super.makeConfig(instanceRelative)
        config.MAIL_SERVER = 'localhost'
        return config
      }
    }
    const { config } = new OwnApp(import.meta)
    assert.ok(config instanceof OwnConfig)
    assert.equal(config.mailUrl, 'smtp://localhost')
    assert.equal(config.SESSION_COOKIE_NAME, 'session')
  })

  it('answers for the hosts of its class of requests, unless TRUSTED_HOSTS names others', async () => {
    class OwnRequest extends Request {
      static override trustedHosts = ['own.test']
    }
    class OwnApp extends App {
      static override requestClass = OwnRequest
    }
    const app = new OwnApp(import.meta, { staticFolder: null })
    app.get('/', () => request.host)
    const client = app.testClient()
    const statusFor = async (host: string): Promise<number> =>
      (await client.get('/', { headers: { Host: host } })).statusCode
    assert.equal(await statusFor('own.test'), 200)
    assert.equal(await statusFor('config.test'), 400)
    app.config.TRUSTED_HOSTS = ['config.test']
    assert.equal(await statusFor('own.test'), 400)
    assert.equal(await statusFor('config.test'), 200)
  })

  it('names how sessions are kept and what templates are rendered by', async () => {
    class OwnSessions extends SecureCookieSessionInterface {
      override getCookieName(): string {
        return 'own'
      }
    }
    class OwnEnvironment extends Environment {}
    class OwnApp extends App {
      static override sessionInterface = new OwnSessions()
      static override jinjaEnvironment = OwnEnvironment
    }
    const app = new OwnApp(import.meta, { staticFolder: null })
    app.secretKey = 'a key for the tests of subclasses'
    app.get('/', () => {
      session.a = 1
      return ''
    })
    const cookie = (await app.testClient().get('/')).headers.get('Set-Cookie')
    assert.match(String(cookie), /^own=/)
    assert.ok(app.jinjaEnv instanceof OwnEnvironment)
    assert.equal(app.jinjaEnv.fromString('{{ 1 + 1 }}').render(), '2')
  })

  it('has options for templates of its own, which one app may add to', () => {
    class Marked extends App {
      static override jinjaOptions = { ...App.jinjaOptions, variableStartString: '[[' }
    }
    class Both extends Marked {
      static override jinjaOptions = { ...Marked.jinjaOptions, variableEndString: ']]' }
    }
    const [app, other] = [new Both(import.meta), new Both(import.meta)]
    app.jinjaOptions.trimBlocks = true
    assert.equal(app.jinjaEnv.fromString('{{ [[ 1 ]]{% if 1 %}\n{% endif %}').render(), '{{ 1')
    assert.equal(other.jinjaEnv.trimBlocks, false)
    assert.deepEqual(App.jinjaOptions, {})
  })

  it('can ask for the rule of the request while the session is opened', async () => {
    class BySite extends SessionInterface {
      override openSession(own: App) {
        own.matchRequest()
        return new SessionMixin({ endpoint: request.endpoint })
      }
      override saveSession(): void {}
    }
    const app = new App(import.meta, { staticFolder: null })
    app.sessionInterface = new BySite()
    app.get('/', { endpoint: 'home' }, () => session.endpoint)
    assert.equal((await app.testClient().get('/')).text, 'home')
  })

  it('gives a runner of commands of its own class', () => {
    class OwnApp extends App {
      static override testCliRunnerClass = class extends App.testCliRunnerClass {
        readonly own = true
      }
    }
    const app = new OwnApp(import.meta)
    const runner = app.testCliRunner()
    assert.ok(runner instanceof OwnApp.testCliRunnerClass)
    assert.equal(runner.app, app)
  })
})

describe('app.importName', () => {
  it('is the name of the module, whatever the app is called', () => {
    assert.equal(new App(import.meta, { name: 'shop' }).importName, 'override-points.test')
    assert.equal(new Blueprint('shop', import.meta).importName, 'override-points.test')
  })
})

describe('app.shellContextProcessors', () => {
  it('are the functions that give the shell its names', () => {
    const app = new App(import.meta)
    const users = app.shellContextProcessor(() => ({ users: 1 }))
    assert.equal(app.shellContextProcessors[0], users)
    app.shellContextProcessors.push(() => ({ posts: 2 }))
    assert.deepEqual(app.makeShellContext(), { app, users: 1, posts: 2 })
  })
})
