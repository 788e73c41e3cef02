import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { App, Blueprint, g, RuntimeError, request, urlFor, ValueError } from 'hipflask'

const makeApp = (): App => new App(import.meta, { staticFolder: null })

describe('Blueprint', () => {
  it('registers its routes behind its prefix and under its name', async () => {
    const app = makeApp()
    const shop = new Blueprint('shop', { urlPrefix: '/shop' })
    shop.get('/', function index() {
      return urlFor('.item', { id: 2 })
    })
    shop.get('/<int:id>', function item({ id }) {
      return `${request.blueprint} ${request.endpoint} ${id}`
    })
    app.registerBlueprint(shop)
    const client = app.testClient()
    assert.equal((await client.get('/shop/')).text, '/shop/2')
    assert.equal((await client.get('/shop/5')).text, 'shop shop.item 5')
  })

  it('can be registered again under another name, with another prefix and defaults', async () => {
    const app = makeApp()
    const pages = new Blueprint<{ kind: string }>('pages', {
      urlPrefix: '/a',
      urlDefaults: { kind: 'a' },
    })
    let once = 0
    let each = 0
    pages.recordOnce(() => once++)
    pages.record((state) => {
      each++
      assert.equal(state.app, app)
    })
    pages.get('/', function index({ kind }) {
      return `${request.endpoint} ${kind}`
    })
    app.registerBlueprint(pages)
    app.registerBlueprint(pages, { name: 'more', urlPrefix: '/b', urlDefaults: { kind: 'b' } })
    const client = app.testClient()
    assert.equal((await client.get('/a/')).text, 'pages.index a')
    assert.equal((await client.get('/b/')).text, 'more.index b')
    assert.deepEqual([once, each], [1, 2])
  })

  it('refuses dots in endpoints when they are given', () => {
    const main = new Blueprint('main')
    const view = Object.defineProperty(() => '', 'name', { value: 'a.b' })
    assert.throws(() => main.addUrlRule('/', { endpoint: 'a.b' }), ValueError)
    assert.throws(() => main.addUrlRule('/', { viewFunc: view }), ValueError)
    main.addUrlRule('/', { viewFunc: view, endpoint: 'ab' })
  })

  it('answers a view with several rules at each of them', async () => {
    const app = makeApp()
    const main = new Blueprint('main', { urlPrefix: '/m' })
    const index = () => request.path
    main.addUrlRule('/', 'index', index)
    main.addUrlRule('/index', 'index', index)
    app.registerBlueprint(main)
    const client = app.testClient()
    assert.equal((await client.get('/m/')).text, '/m/')
    assert.equal((await client.get('/m/index')).text, '/m/index')
  })

  it('nests: prefixes, names, hooks and handlers', async () => {
    const app = makeApp()
    const outer = new Blueprint('outer', { urlPrefix: '/o' })
    const inner = new Blueprint('inner', { urlPrefix: '/i' })
    const order: string[] = []
    app.beforeRequest(() => void order.push('app'))
    outer.beforeRequest(() => void order.push('outer'))
    inner.beforeRequest(() => void order.push('inner'))
    outer.errorHandler(RangeError, () => 'outer handled')
    inner.get('/x', function x() {
      const names = `${request.blueprints}`
      // The list is the view's own.
      request.blueprints.reverse()
      return names
    })
    inner.get('/fail', function fail(): string {
      throw new RangeError('x')
    })
    outer.registerBlueprint(inner)
    app.registerBlueprint(outer)
    const client = app.testClient()
    assert.equal((await client.get('/o/i/x')).text, 'outer.inner,outer')
    assert.deepEqual(order, ['app', 'outer', 'inner'])
    assert.equal((await client.get('/o/i/x')).text, 'outer.inner,outer')
    assert.equal((await client.get('/o/i/fail')).text, 'outer handled')
  })

  it('has variants of hooks for the whole app', async () => {
    const app = makeApp()
    const bp = new Blueprint('bp')
    bp.beforeAppRequest(() => {
      g.seen = true
    })
    bp.afterAppRequest((response) => {
      response.headers.set('X-Seen', String(g.seen))
      return response
    })
    bp.appErrorHandler(404, () => 'nothing here')
    bp.appUrlValuePreprocessor((_endpoint, values) => {
      if (values?.lang) g.lang = values.lang
    })
    bp.appUrlDefaults((_endpoint, values) => {
      if (app.urlMap.isEndpointExpecting(_endpoint, 'lang')) values.lang ??= 'en'
    })
    app.get('/<lang>/x', { endpoint: 'x' }, () => `${g.lang} ${urlFor('x')}`)
    app.registerBlueprint(bp)
    const client = app.testClient()
    const response = await client.get('/de/x')
    assert.equal(response.text, 'de /en/x')
    assert.equal(response.headers.get('X-Seen'), 'true')
    assert.equal((await client.get('/none')).text, 'nothing here')
  })

  it('types and joins subdomains', async () => {
    const app = new App(import.meta, { staticFolder: null, subdomainMatching: true })
    app.config.SERVER_NAME = 'example.test'
    const outer = new Blueprint('outer', { subdomain: 'api' })
    const inner = new Blueprint('inner', { subdomain: 'v1' })
    inner.get('/x', { endpoint: 'x' }, () => urlFor('.x'))
    outer.registerBlueprint(inner)
    app.registerBlueprint(outer)
    const client = app.testClient()
    assert.equal((await client.get('/x', { headers: { Host: 'v1.api.example.test' } })).text, '/x')
    assert.equal(
      (await client.get('/x', { headers: { Host: 'api.example.test' } })).statusCode,
      404,
    )
  })

  it('refuses names and options that cannot work', () => {
    assert.throws(() => new Blueprint(''), ValueError)
    assert.throws(() => new Blueprint('a.b'), /"a\.b" has a dot/)
    assert.throws(
      () => new Blueprint('a', { urlprefix: '/x' } as never),
      /no option "urlprefix"\. Did you mean "urlPrefix"/,
    )
    const bp = new Blueprint('bp')
    assert.throws(
      () => bp.addUrlRule('/', { endpoint: 'bp.x', viewFunc: () => 'x' }),
      /"bp\.x" of the blueprint "bp" has a dot/,
    )
    assert.throws(() => bp.registerBlueprint(bp), /"bp" cannot be registered on itself/)
    assert.throws(() => bp.record(5 as never), TypeError)
  })

  it('names both registrations when a name is taken', () => {
    const app = makeApp()
    app.registerBlueprint(new Blueprint('shop', { urlPrefix: '/a' }))
    assert.throws(
      () => app.registerBlueprint(new Blueprint('shop', { urlPrefix: '/b' })),
      (error: Error) =>
        error instanceof ValueError &&
        /"\/a"/.test(error.message) &&
        /"\/b"/.test(error.message) &&
        /name: '…'/.test(error.message),
    )
  })

  it('names both rules when an endpoint is taken', () => {
    const app = makeApp()
    app.get('/one', function show() {
      return '1'
    })
    assert.throws(
      () =>
        app.get('/two', function show() {
          return '2'
        }),
      /"show".*"\/one".*"\/two"/s,
    )
  })

  it('refuses changes after it was registered, and the app after its first request', async () => {
    const app = makeApp()
    const bp = new Blueprint('bp', { urlPrefix: '/p' })
    app.registerBlueprint(bp)
    assert.throws(
      () => bp.get('/late', () => 'x'),
      (error: Error) =>
        error instanceof RuntimeError && /"bp".*as "bp" with the prefix "\/p"/s.test(error.message),
    )
    assert.throws(() => bp.beforeRequest(() => undefined), RuntimeError)
    await app.testClient().get('/')
    for (const late of [
      () => app.get('/late', () => 'x'),
      () => app.beforeRequest(() => undefined),
      () => app.registerBlueprint(new Blueprint('late')),
      () => app.errorHandler(404, () => 'x'),
      () => app.use((_req, _res, next) => next()),
    ]) {
      assert.throws(late, /after the first request/)
    }
  })
})

describe('Static folders', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'hipflask-static-'))
    for (const name of ['static', 'own']) mkdirSync(join(folder, name))
    writeFileSync(join(folder, 'static', 'a.txt'), 'of the app')
    writeFileSync(join(folder, 'own', 'a.txt'), 'of the blueprint')
  })
  after(() => rmSync(folder, { recursive: true }))

  it('are served for the app and for blueprints', async () => {
    const app = new App(folder)
    const bp = new Blueprint('bp', folder, {
      urlPrefix: '/bp',
      staticFolder: 'own',
      staticUrlPath: '/files/',
    })
    const plain = new Blueprint('plain', { urlPrefix: '/plain', staticFolder: 'own' })
    app.registerBlueprint(bp)
    app.registerBlueprint(plain)
    const client = app.testClient()
    assert.equal((await client.get('/static/a.txt')).text, 'of the app')
    assert.equal((await client.get('/bp/files/a.txt')).text, 'of the blueprint')
    assert.equal((await client.get('/plain/own/a.txt')).text, 'of the blueprint')
    assert.equal((await client.get('/static/../own/a.txt')).statusCode, 404)
    app.testRequestContext('/', () => {
      assert.equal(urlFor('static', { filename: 'a b.css' }), '/static/a%20b.css')
      assert.equal(urlFor('bp.static', { filename: 'a.css' }), '/bp/files/a.css')
    })
  })

  it('need a host of their own with host matching', () => {
    assert.throws(
      () => new App(folder, { hostMatching: true }),
      /give staticHost, or staticFolder: null/,
    )
    assert.throws(() => new App(folder, { staticHost: 'x.test' }), /"x\.test".*hostMatching/)
  })
})
