import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  Aborter,
  App,
  abort,
  BadRequest,
  BadRequestKeyError,
  Blueprint,
  Gone,
  HTTPException,
  type InternalServerError,
  KeyError,
  LookupError,
  Markup,
  makeResponse,
  NotFound,
  Response,
  request,
  TooManyRequests,
  ValueError,
} from 'hipflask'
import { quiet } from '../fixtures/quiet.ts'

function makeApp(): App {
  const app = new App(import.meta, { staticFolder: null })
  app.logger = quiet
  return app
}

describe('app.errorHandler', () => {
  it('prefers the code to the class, the blueprint to the app, the nearer class to the farther', async () => {
    class Base extends Error {}
    class Near extends Base {}
    const app = makeApp()
    const bp = new Blueprint('bp', { urlPrefix: '/bp' })
    for (const target of [app, bp]) {
      target.addUrlRule('/missing', 'missing', () => abort(404))
      target.addUrlRule('/near', 'near', () => {
        throw new Near()
      })
    }
    app.errorHandler(404, () => makeResponse('code of the app', 404))
    bp.errorHandler(NotFound, () => makeResponse('class of the blueprint', 404))
    app.errorHandler(HTTPException, () => makeResponse('any', 404))
    app.errorHandler(Near, () => 'near of the app')
    bp.errorHandler(Base, () => 'base of the blueprint')
    app.registerBlueprint(bp)
    const client = app.testClient()
    assert.equal((await client.get('/missing')).text, 'code of the app')
    assert.equal((await client.get('/bp/missing')).text, 'class of the blueprint')
    assert.equal((await client.get('/near')).text, 'near of the app')
    assert.equal((await client.get('/bp/near')).text, 'base of the blueprint')
  })

  it('takes the last of those for a code and for its class, which are the same', async () => {
    const app = makeApp()
    app.errorHandler(404, () => 'first')
    app.errorHandler(NotFound, () => 'second')
    app.errorHandler(404, () => 'third')
    assert.equal((await app.testClient().get('/missing')).text, 'third')
  })

  it('finds the handler of a class whose static code is no status', async () => {
    class Declined extends Error {
      static code = 402
    }
    class Lost extends Error {
      static code = 'ECONNLOST'
    }
    const app = makeApp()
    app.errorHandler(Declined, () => 'declined')
    app.errorHandler(Lost, () => 'lost')
    app.get('/declined', () => {
      throw new Declined()
    })
    app.get('/lost', () => {
      throw new Lost()
    })
    assert.equal((await app.testClient().get('/declined')).text, 'declined')
    assert.equal((await app.testClient().get('/lost')).text, 'lost')
  })

  it('finds a handler of KeyError for a missing field, behind those of BadRequest', async () => {
    const [first, second] = [makeApp(), makeApp()]
    for (const app of [first, second]) {
      app.errorHandler(KeyError, () => 'key')
      app.get('/', () => request.args['missing']!)
    }
    second.errorHandler(BadRequest, (error) => `bad ${error instanceof BadRequestKeyError}`)
    assert.equal((await first.testClient().get('/')).text, 'key')
    assert.equal((await second.testClient().get('/')).text, 'bad true')
  })

  it('refuses what is no code of an error and no class', () => {
    const app = makeApp()
    assert.throws(() => app.errorHandler(308, () => 'x'), ValueError)
    assert.throws(() => app.errorHandler('404' as unknown as number, () => 'x'), TypeError)
  })

  it('hands a handler of 500 the original error', async () => {
    const app = makeApp()
    app.errorHandler(500, (error: InternalServerError) =>
      makeResponse((error.originalException as Error).message, 500),
    )
    app.get('/', () => {
      throw new Error('original')
    })
    assert.equal((await app.testClient().get('/')).text, 'original')
  })

  it('traps HTTP errors when it is told to', async () => {
    const app = makeApp()
    app.errorHandler(404, () => 'handled')
    app.get('/', () => abort(403))
    app.config.TRAP_HTTP_EXCEPTIONS = true
    assert.equal((await app.testClient().get('/')).statusCode, 500)
    app.config.TRAP_HTTP_EXCEPTIONS = false
    assert.equal((await app.testClient().get('/')).statusCode, 403)
  })

  it('names the key of a missing field in debug alone', () => {
    const error = new BadRequestKeyError('field')
    assert.deepEqual([error.args, new BadRequestKeyError().args], [['field'], []])
    assert.ok(!error.description.includes('field'))
    error.showException = true
    assert.ok(error.description.endsWith("\nKeyError: 'field'"))
  })

  it('refuses what is no code and no class', () => {
    const app = makeApp()
    assert.throws(() => app.errorHandler(200, () => 'x'), /"200" is not the code of an HTTP error/)
    assert.throws(
      () => app.errorHandler([404, 405] as never, () => 'x'),
      /for a status code or a class of errors, for one at a time/,
    )
  })
})

describe('app.registerErrorHandler', () => {
  it('refuses classes that are never thrown as errors', () => {
    const app = makeApp()
    assert.throws(() => app.registerErrorHandler(Array, () => ''), ValueError)
    assert.throws(() => app.registerErrorHandler(Map, () => ''), /"Map" is not a class of errors/)
    class Halt {}
    for (const kind of [Error, RangeError, DOMException, Halt])
      app.registerErrorHandler(kind, () => '')
  })
})

describe('problem details', () => {
  it('answer a client that ranks JSON above HTML', async () => {
    const app = makeApp()
    app.config.PROBLEM_DETAILS = true
    const get = (accept: string) =>
      app.testClient().get('/nowhere', { headers: { Accept: accept } })
    const problem = await get('application/json')
    assert.equal(problem.headers.get('Content-Type'), 'application/problem+json')
    const { type, title, status } = problem.json as Record<string, unknown>
    assert.deepEqual([type, title, status], ['about:blank', 'Not Found', 404])
    for (const accept of ['text/html', '*/*', 'text/html, application/json']) {
      assert.match((await get(accept)).headers.get('Content-Type')!, /^text\/html/)
    }
  })

  it('keep the headers of the error', async () => {
    const app = makeApp()
    app.config.PROBLEM_DETAILS = true
    app.post('/', () => 'x')
    const response = await app.testClient().get('/', { headers: { Accept: 'application/json' } })
    assert.equal(response.statusCode, 405)
    assert.match(response.headers.get('Allow')!, /POST/)
  })
})

describe('request.files', () => {
  it('explains in debug that a form was sent without its files', async () => {
    const app = makeApp()
    app.post('/', () => request.files['doc']!.filename!)
    const send = (name: string) => app.testClient().post('/', { data: { [name]: 'a.txt' } })
    assert.equal((await send('doc')).statusCode, 400)
    app.debug = true
    await assert.rejects(
      async () => send('doc'),
      /request\.files has no "doc", but request\.form has.*enctype="multipart\/form-data".*"a\.txt"/,
    )
  })
})

describe('abort', () => {
  it('raises the errors of every app outside of a request', () => {
    assert.throws(() => abort(404, 'gone'), { name: 'Not Found', description: 'gone' })
    assert.throws(() => abort(900), LookupError)
  })

  it('takes what stands before the description in two classes by position', async () => {
    const app = makeApp()
    app.get('/range', { endpoint: 'range' }, () => abort(416, 7, 'items', 'odd'))
    app.get('/method', { endpoint: 'method' }, () => abort(405, ['PUT'], 'even'))
    const client = app.testClient()
    const range = await client.get('/range')
    assert.deepEqual(
      [range.headers.get('Content-Range'), /odd/.test(range.text)],
      ['items */7', true],
    )
    const method = await client.get('/method')
    assert.deepEqual([method.headers.get('Allow'), /even/.test(method.text)], ['PUT', true])
  })

  it('sends a response outside of a request, too', () => {
    const response = new Response('as it is')
    assert.throws(
      () => abort(response),
      (error) => error instanceof HTTPException && error.getResponse() === response,
    )
  })

  it('takes a description that is Markup, which is not escaped', () => {
    for (const [code, ...args] of [[400], [405], [416], [429, { retryAfter: 5 }]] as const) {
      assert.throws(
        () => abort(code, new Markup('<b>&lt;</b>\n!'), ...args),
        (error) => {
          assert.ok(error instanceof HTTPException)
          assert.equal(String(error).endsWith(': <b>&lt;</b>\n!'), true, String(error))
          assert.match(error.getBody(), /<p><b>&lt;<\/b><br>!<\/p>/)
          return true
        },
      )
    }
  })
})

describe('an HTTP error', () => {
  it('takes options behind a description that is null', () => {
    assert.equal(new TooManyRequests(null, { retryAfter: 30 }).retryAfter, 30)
    assert.match(new TooManyRequests(null).message, /^429 Too Many Requests: \w/)
  })
})

describe('Aborter', () => {
  it('goes by the classes that it is made of', () => {
    const own = new Aborter({ 1: NotFound })
    assert.throws(() => own.abort(1), NotFound)
    assert.throws(() => own.abort(404), LookupError)
    for (const more of [new Aborter(null, { 1: Gone }), new Aborter({ extra: { 1: Gone } })]) {
      assert.throws(() => more.abort(1), Gone)
      assert.throws(() => more.abort(404), NotFound)
    }
  })
})
