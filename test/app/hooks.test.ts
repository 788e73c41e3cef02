import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, abort, Blueprint, makeResponse, request } from 'hipflask'
import { quiet } from '../fixtures/quiet.ts'

function makeApp(): App {
  return new App(import.meta, { staticFolder: null })
}

function silent(app: App): App {
  app.logger = quiet
  return app
}

describe('hooks', () => {
  it('before the view may be put into their list by hand', async () => {
    const app = makeApp()
    app.beforeRequestFuncs[''] = [() => (request.path === '/shut' ? 'shut' : undefined)]
    app.route('/<path:rest>', { methods: ['POST'] }, () => String(request.data))
    const client = app.testClient()
    assert.equal((await client.post('/shut')).text, 'shut')
    assert.equal((await client.post('/open', { data: 'body' })).text, 'body')
  })

  it('run from the outside in before the view and from the inside out after it, sync and async alike', async () => {
    const app = makeApp()
    const log: string[] = []
    const bp = new Blueprint('bp', { urlPrefix: '/bp' })
    for (const [name, target] of [
      ['app', app],
      ['bp', bp],
    ] as const) {
      target.beforeRequest(async () => {
        await null
        log.push(`before ${name}`)
      })
      target.afterRequest(async (response) => {
        await null
        log.push(`after ${name}`)
        return response
      })
      target.teardownRequest(async () => {
        await null
        log.push(`teardown ${name}`)
      })
    }
    app.teardownAppContext(async () => {
      await null
      log.push('context')
    })
    bp.get('/', async function view() {
      log.push('view')
      return 'ok'
    })
    app.registerBlueprint(bp)
    assert.equal((await app.testClient().get('/bp/')).text, 'ok')
    assert.deepEqual(log, [
      'before app',
      'before bp',
      'view',
      'after bp',
      'after app',
      'teardown bp',
      'teardown app',
      'context',
    ])
  })

  it('answer before the view, and an error handler may be async', async () => {
    class Refused extends Error {}
    const app = makeApp()
    app.beforeRequest(async () => {
      if (request.args.get('stop')) return makeResponse('stopped', 203)
      if (request.args.get('fail')) throw new Refused()
      return undefined
    })
    app.errorHandler(Refused, async () => makeResponse('refused', 403))
    app.get('/', () => 'view')
    const client = app.testClient()
    assert.equal((await client.get('/?stop=1')).statusCode, 203)
    assert.equal((await client.get('/?fail=1')).text, 'refused')
    assert.equal((await client.get('/')).text, 'view')
  })

  it('after the view must return the response', async () => {
    const app = makeApp()
    app.testing = true
    app.afterRequest(function forgetful() {} as never)
    app.get('/', () => 'x')
    await assert.rejects(
      async () => app.testClient().get('/'),
      /The afterRequest function "forgetful" returned undefined: it must return the response/,
    )
  })

  it('that Flask has sync refuse a promise', async () => {
    const app = makeApp()
    app.testing = true
    app.urlValuePreprocessor((async () => {}) as never)
    app.get('/', () => 'x')
    await assert.rejects(
      async () => app.testClient().get('/'),
      /A function of urlValuePreprocessor is async, and nothing waits for it there/,
    )
  })

  it('at the end see the error, and the app context ends when one of them fails', async () => {
    const app = silent(makeApp())
    app.config.TEARDOWN_CONTINUE = false
    const log: string[] = []
    app.teardownRequest((error) => {
      log.push(`request ${(error as Error | undefined)?.message}`)
      if (request.args.get('fail')) throw new Error('teardown')
    })
    app.teardownAppContext((error) => {
      log.push(`context ${(error as Error | undefined)?.message}`)
    })
    app.get('/', () => {
      throw new Error('view')
    })
    app.get('/fine', () => 'fine')
    const client = app.testClient()
    assert.equal((await client.get('/')).statusCode, 500)
    await assert.rejects(async () => client.get('/fine?fail=1'), /teardown/)
    assert.deepEqual(log, [
      'request view',
      'context view',
      'request undefined',
      'context undefined',
    ])
  })

  it('at the end all run, and the answer stands, unless TEARDOWN_CONTINUE is false', async () => {
    const app = silent(makeApp())
    const log: string[] = []
    app.teardownRequest(() => {
      log.push('first registered')
    })
    app.teardownRequest(() => {
      throw new Error('broken')
    })
    app.get('/', () => 'x')
    assert.equal((await app.testClient().get('/')).statusCode, 200)
    assert.deepEqual(log, ['first registered'])
    app.config.TEARDOWN_CONTINUE = false
    await assert.rejects(async () => app.testClient().get('/'), /broken/)
    assert.deepEqual(log, ['first registered'])
  })

  it('cannot be registered after the first request', async () => {
    const app = makeApp()
    app.get('/', () => abort(404))
    await app.testClient().get('/')
    assert.throws(
      () => app.beforeRequest(() => undefined),
      /beforeRequest\(\) was called after the first request had been handled/,
    )
  })
})
