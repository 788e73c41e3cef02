import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, MethodView, makeResponse, urlFor, View } from 'hipflask'

function makeApp(): App {
  const app = new App(import.meta, { staticFolder: null })
  app.testing = true
  return app
}

describe('View', () => {
  it('makes an instance for each request and hands the arguments to the constructor', async () => {
    const app = makeApp()
    class Word extends View {
      readonly text: string

      constructor(word: string, { punctuation = '.' } = {}) {
        super()
        this.text = word + punctuation
      }

      override dispatchRequest({ name }: { name: string }) {
        return `${name}: ${this.text}`
      }
    }
    app.addUrlRule('/<name>', { viewFunc: Word.asView('word', 'hi', { punctuation: '!' }) })
    assert.equal((await app.testClient().get('/ann')).text, 'ann: hi!')
    assert.equal(app.viewFunctions.word.name, 'word')
  })

  it('shares one instance with initEveryRequest false', async () => {
    const app = makeApp()
    class Counter extends View {
      static override initEveryRequest = false
      count = 0

      override dispatchRequest() {
        this.count += 1
        return String(this.count)
      }
    }
    app.addUrlRule('/', { viewFunc: Counter.asView('counter') })
    const client = app.testClient()
    await client.get('/')
    assert.equal((await client.get('/')).text, '2')
  })

  it('applies the decorators, the first one innermost', async () => {
    const app = makeApp()
    const wrap = (mark: string) => (view: (args: unknown) => unknown) => (args: unknown) =>
      mark + view(args) + mark
    class Wrapped extends View {
      static override decorators = [wrap('a'), wrap('b')]

      override dispatchRequest() {
        return '|'
      }
    }
    app.addUrlRule('/', { viewFunc: Wrapped.asView('wrapped') })
    assert.equal((await app.testClient().get('/')).text, 'ba|ab')
  })

  it('refuses a decorator that gives nothing', () => {
    class Broken extends View {
      static override decorators = [() => undefined]
    }
    assert.throws(
      () => Broken.asView('broken'),
      /A decorator of the class "Broken" gave undefined in place of a view function/,
    )
  })

  it('asks for dispatchRequest when the class has none', async () => {
    const app = makeApp()
    class Empty extends View {}
    app.addUrlRule('/', { viewFunc: Empty.asView('empty') })
    await assert.rejects(
      async () => app.testClient().get('/'),
      /The class "Empty" has no dispatchRequest\(\)/,
    )
  })
})

describe('MethodView', () => {
  class Api extends MethodView {
    get({ item }: { item?: number }) {
      return { item: item ?? null }
    }

    async post() {
      return makeResponse('made', 201)
    }
  }

  it('answers the methods that the class has, and HEAD by get', async () => {
    const app = makeApp()
    const view = Api.asView('api')
    app.addUrlRule('/api', { viewFunc: view })
    app.addUrlRule('/api/<int:item>', { viewFunc: view, methods: ['GET'] })
    const client = app.testClient()
    assert.deepEqual((await client.get('/api/3')).json, { item: 3 })
    assert.deepEqual((await client.get('/api')).json, { item: null })
    assert.equal((await client.post('/api')).statusCode, 201)
    assert.equal((await client.head('/api')).statusCode, 200)
    const refused = await client.delete('/api')
    assert.equal(refused.statusCode, 405)
    assert.deepEqual(refused.headers.get('Allow')?.split(', ').sort(), [
      'GET',
      'HEAD',
      'OPTIONS',
      'POST',
    ])
    app.testRequestContext('/', () => assert.equal(urlFor('api', { item: 4 }), '/api/4'))
  })

  it('inherits methods, and lets a class name its own', () => {
    class More extends Api {
      put() {
        return 'put'
      }
    }
    class Fewer extends More {
      static override methods = ['GET']
    }
    assert.deepEqual([...More.methods!].sort(), ['GET', 'POST', 'PUT'])
    assert.deepEqual(Fewer.methods, ['GET'])
    assert.equal(MethodView.methods, undefined)
  })

  it('lets dispatchRequest be overridden around the methods', async () => {
    const app = makeApp()
    class Counted extends Api {
      override dispatchRequest(args: Record<string, unknown>) {
        const response = makeResponse(super.dispatchRequest(args))
        response.headers.set('X-Args', Object.keys(args).join())
        return response
      }
    }
    app.addUrlRule('/<int:item>', { viewFunc: Counted.asView('counted') })
    const answer = await app.testClient().get('/3')
    assert.deepEqual([answer.json, answer.headers.get('X-Args')], [{ item: 3 }, 'item'])
  })

  it('says which method is missing when the rule answers more than the class', async () => {
    const app = makeApp()
    app.addUrlRule('/', { viewFunc: Api.asView('api'), methods: ['PATCH'] })
    await assert.rejects(
      async () => app.testClient().patch('/'),
      /The class "Api" has no method "patch", and its rule answers PATCH/,
    )
  })
})
