import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, DefaultJSONProvider, request } from 'hipflask'
import { quiet } from '../fixtures/quiet.ts'

function makeApp(): App {
  const app = new App(import.meta)
  app.logger = quiet
  app.post('/', () => ({ read: request.json !== undefined }))
  return app
}

async function post(app: App, data: string | Buffer): Promise<number> {
  const headers = { 'Content-Type': 'application/json' }
  return (await app.testClient().post('/', { data, headers })).statusCode
}

const nested = (depth: number, filler = '') => `${'['.repeat(depth)}"${filler}"${']'.repeat(depth)}`

describe('request.json', () => {
  it('refuses what is nested too deep, however long it is', async () => {
    const long = 'x'.repeat(100_000)
    for (const filler of ['', long]) {
      assert.equal(await post(makeApp(), nested(200, filler)), 200)
      assert.equal(await post(makeApp(), nested(201, filler)), 400)
    }
  })

  it('refuses it in UTF-16 too, where half of a character looks like a quote', async () => {
    const encoded = (depth: number) =>
      Buffer.from(`["∰","${'x'.repeat(40_000)}",${nested(depth - 1)}]`, 'utf16le')
    assert.equal(await post(makeApp(), encoded(200)), 200)
    assert.equal(await post(makeApp(), encoded(201)), 400)
  })

  it('counts no brackets in strings', async () => {
    assert.equal(await post(makeApp(), JSON.stringify(['[{'.repeat(500), '\\"['.repeat(500)])), 200)
  })

  it('takes a value that goes round in circles from a provider of the app', async () => {
    const app = makeApp()
    app.json = new (class extends DefaultJSONProvider {
      override loads(): unknown {
        const parent: { children: unknown[] } = { children: [] }
        parent.children = [{ parent }, { parent }]
        return parent
      }
    })(app)
    assert.equal(await post(app, '{}'), 200)
    assert.equal(await post(app, nested(201)), 400)
  })
})

describe('request.getJson', () => {
  it('refuses an option that does not exist, and names the nearest', () => {
    makeApp().testRequestContext('/', { method: 'POST', json: 1 }, () => {
      const misspelt = { silence: true } as object
      assert.throws(
        () => request.getJson(misspelt),
        (error: Error) => error instanceof TypeError && /"silence".*silent/.test(error.message),
      )
      assert.equal(request.getJson({ silent: true }), 1)
    })
  })
})
