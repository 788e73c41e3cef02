import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, abort, BaseConverter, type Response, UrlMap } from 'hipflask'

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
    app.logger = { debug() {}, info() {}, warn() {}, error() {} }
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
})
