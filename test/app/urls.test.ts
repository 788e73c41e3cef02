import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  App,
  Blueprint,
  BuildError,
  type MapAdapter,
  MethodNotAllowed,
  NotFound,
  type Request,
  RequestRedirect,
  RuntimeError,
  request,
  urlFor,
  ValueError,
} from 'hipflask'

const makeApp = (options = {}): App => new App(import.meta, { staticFolder: null, ...options })

describe('urlFor', () => {
  it('takes an endpoint or a view, and makes a query of what the rule does not name', () => {
    const app = makeApp()
    const show = app.get('/post/<int:id>', function show({ id }) {
      return `${id}`
    })
    app.testRequestContext('/', () => {
      assert.equal(urlFor('show', { id: 3 }), '/post/3')
      assert.equal(
        urlFor(show, { id: 3, page: 2, tag: ['a', 'b c'], none: null }),
        '/post/3?page=2&tag=a&tag=b+c',
      )
      assert.equal(
        urlFor(show, { id: 3, _anchor: 'a b', _external: true }),
        'http://localhost/post/3#a%20b',
      )
      assert.equal(urlFor(show, { id: 3, _scheme: 'https' }), 'https://localhost/post/3')
    })
  })

  it('puts the blueprint of the request before a leading dot', async () => {
    const app = makeApp()
    const bp = new Blueprint('bp', { urlPrefix: '/bp' })
    bp.get('/a', { endpoint: 'a' }, () => urlFor('.b'))
    bp.get('/b', { endpoint: 'b' }, () => 'b')
    app.registerBlueprint(bp)
    assert.equal((await app.testClient().get('/bp/a')).text, '/bp/b')
  })

  it('takes a leading dot within a request only', () => {
    const app = makeApp()
    app.config.SERVER_NAME = 'example.test'
    app.get('/x', { endpoint: 'x' }, () => 'x')
    app.testRequestContext('/', () => assert.equal(urlFor('.x'), '/x'))
    app.appContext(() => assert.throws(() => urlFor('.x'), BuildError))
  })

  it('gives whole URLs outside of a request, once SERVER_NAME is known', () => {
    const app = makeApp()
    app.get('/x', { endpoint: 'x' }, () => 'x')
    app.appContext(() =>
      assert.throws(
        () => urlFor('x'),
        (error: Error) => error instanceof RuntimeError && /SERVER_NAME/.test(error.message),
      ),
    )
    Object.assign(app.config, {
      SERVER_NAME: 'example.test',
      APPLICATION_ROOT: '/app',
      PREFERRED_URL_SCHEME: 'https',
    })
    app.appContext(() => {
      assert.equal(urlFor('x'), 'https://example.test/app/x')
      assert.equal(urlFor('x', { _external: false }), '/app/x')
    })
  })

  it('names the host of SERVER_NAME also in a request to another host', async () => {
    const app = makeApp()
    app.config.SERVER_NAME = 'shop.test:80'
    app.get('/branch/', { endpoint: 'branch' }, () => urlFor('branch', { _external: true }))
    const ask = (path: string) =>
      app.testClient().get(path, { headers: { Host: 'evil.test' }, baseUrl: 'http://evil.test' })
    assert.equal((await ask('/branch/')).text, 'http://shop.test/branch/')
  })

  it('says what is wrong when no URL can be built', () => {
    const app = makeApp()
    app.get('/item/<int:n>', { endpoint: 'item' }, () => 'x')
    app.testRequestContext('/', () => {
      assert.throws(
        () => urlFor('itme', { n: 1 }),
        (error: Error) => error instanceof BuildError && /item/.test(error.message),
      )
      assert.throws(
        () => urlFor('item'),
        (error: Error) => error instanceof BuildError && /'n'|"n"/.test(error.message),
      )
      assert.throws(
        () => urlFor('item', { n: 'five' }),
        (error: Error) =>
          error instanceof ValueError && /"five" is not a whole number/.test(error.message),
      )
      assert.throws(() => urlFor('item', { n: 1, _scheme: 'https', _external: false }), ValueError)
      assert.throws(() => urlFor((): string => 'never registered'), /was not registered/)
    })
  })

  it('tells by its error where the rules were looked up', () => {
    const app = makeApp()
    app.testRequestContext('/', { baseUrl: 'http://shop.test/' }, () => {
      assert.throws(
        () => urlFor('none'),
        (error: BuildError) => error.adapter?.map === app.urlMap,
      )
    })
    assert.equal(new BuildError('none', {}).adapter, undefined)
  })

  it('asks the build error handlers, and takes the first answer', () => {
    const app = makeApp()
    app.urlBuildErrorHandlers.push(() => undefined)
    app.urlBuildErrorHandlers.push((error, endpoint, values) => {
      assert.ok(error instanceof BuildError)
      return endpoint === 'docs' ? `https://docs.test/${values.page}` : undefined
    })
    app.testRequestContext('/', () => {
      assert.equal(urlFor('docs', { page: 'x' }), 'https://docs.test/x')
      assert.throws(() => urlFor('other'), BuildError)
    })
  })

  it('fills values in by urlDefaults', async () => {
    const app = makeApp()
    app.urlValuePreprocessor((_endpoint, values) => {
      delete values?.lang
    })
    app.urlDefaults((_endpoint, values) => {
      values.lang ??= 'en'
    })
    app.get(
      '/<lang>/x',
      { endpoint: 'x' },
      (args) => `${Object.keys(args)} ${urlFor('x')} ${urlFor('x', { lang: 'de' })}`,
    )
    assert.equal((await app.testClient().get('/fr/x')).text, ' /en/x /de/x')
  })

  it('asks urlDefaults of the app first, then those of the blueprints from the outer to the inner', () => {
    const app = makeApp()
    const outer = new Blueprint('outer')
    const inner = new Blueprint('inner')
    const asked: string[] = []
    app.urlDefaults((endpoint) => void asked.push(`app ${endpoint}`))
    outer.urlDefaults(() => void asked.push('outer'))
    inner.urlDefaults(() => void asked.push('inner'))
    inner.get('/x', function x() {
      return 'x'
    })
    outer.registerBlueprint(inner)
    app.registerBlueprint(outer)
    app.testRequestContext('/', () => {
      urlFor('outer.inner.x')
      assert.deepEqual(asked.splice(0), ['app outer.inner.x', 'outer', 'inner'])
      for (const endpoint of ['.', '..', '..x', `${'a.'.repeat(20_000)}x`])
        assert.throws(() => urlFor(endpoint), BuildError)
    })
  })
})

describe('Redirects of rules', () => {
  it('go to the slash, the merged path, the shorter default, the alias and redirectTo', async () => {
    const app = makeApp()
    const view = (): string => request.path
    app.addUrlRule('/branch/', 'branch', view)
    app.addUrlRule('/users/', 'users', view, { defaults: { page: 1 } })
    app.addUrlRule('/users/<int:page>', 'users', view)
    app.addUrlRule('/all.html', 'users', view, { defaults: { page: 1 }, alias: true })
    app.addUrlRule('/old/<slug>', { endpoint: 'old', redirectTo: 'new/<slug>' })
    app.addUrlRule('/n/<int:n>', {
      endpoint: 'n',
      redirectTo: (adapter, { n }: { n: number }) => `${adapter.serverName}/${n + 1}`,
    })
    app.addUrlRule('/cdn/<name>', { endpoint: 'cdn', buildOnly: true })
    const client = app.testClient()
    const target = async (path: string): Promise<string> => {
      const response = await client.get(path)
      return `${response.statusCode} ${new URL(response.location ?? '/none', 'http://localhost').pathname}${new URL(response.location ?? '/', 'http://localhost').search}`
    }
    assert.equal(await target('/branch?a=%C3%A9'), '308 /branch/?a=%C3%A9')
    assert.equal(await target('/users//2'), '308 /users/2')
    assert.equal(await target('/users/1'), '308 /users/')
    assert.equal(await target('/all.html'), '308 /users/')
    assert.equal(await target('/old/a%20b'), '308 /new/a%20b')
    assert.equal(await target('/n/4'), '308 /localhost/5')
    assert.equal((await client.get('/cdn/x')).statusCode, 404)
    app.testRequestContext('/', () => assert.equal(urlFor('cdn', { name: 'x' }), '/cdn/x'))
  })
})

describe('MapAdapter.match', () => {
  it('gives endpoint and arguments, or throws what a request would get', () => {
    const app = makeApp()
    app.post('/item/<int:n>', { endpoint: 'item' }, () => 'x')
    app.get('/branch/', { endpoint: 'branch' }, () => 'x')
    const adapter = app.urlMap.bind('localhost')
    const [endpoint, args] = adapter.match('/item/3', { method: 'POST' })
    assert.deepEqual([endpoint, { ...args }], ['item', { n: 3 }])
    assert.throws(() => adapter.match('/none'), NotFound)
    assert.throws(
      () => adapter.match('/item/3', 'GET'),
      (error: Error) => error instanceof MethodNotAllowed && error.validMethods.includes('POST'),
    )
    assert.throws(
      () => adapter.match('/branch'),
      (error: Error) =>
        error instanceof RequestRedirect && error.newUrl === 'http://localhost/branch/',
    )
    const [rule] = adapter.match('/item/3', 'POST', { returnRule: true })
    assert.equal(rule.rule, '/item/<int:n>')
    assert.throws(
      () => adapter.match('/branch', { queryArgs: { q: 'a b' } }),
      (error: Error) =>
        error instanceof RequestRedirect && error.newUrl === 'http://localhost/branch/?q=a+b',
    )
    assert.deepEqual([adapter.test('/branch'), adapter.test('/none')], [true, false])
    assert.deepEqual(adapter.allowedMethods('/item/3').sort(), ['OPTIONS', 'POST'])
  })
})

describe('MapAdapter.dispatch', () => {
  it('calls a function with endpoint and arguments, and gives redirects and, if asked, errors', () => {
    const app = makeApp()
    app.get('/item/<int:n>/', { endpoint: 'item' }, () => 'x')
    const adapter = app.urlMap.bind('localhost', '/root')
    const call = (endpoint: string, { n }: { n?: number }): string => `${endpoint} ${n}`
    assert.equal(adapter.dispatch(call, '/item/3/'), 'item 3')
    assert.ok(adapter.dispatch(call, '/item/3') instanceof RequestRedirect)
    assert.ok(
      adapter.dispatch(call, '/none', null, { catchHttpExceptions: true }) instanceof NotFound,
    )
    assert.throws(() => adapter.dispatch(call, '/none'), NotFound)
  })
})

describe('App.createUrlAdapter', () => {
  it('says in a subclass which path and method a request has', async () => {
    class OwnApp extends App {
      override createUrlAdapter(given?: Request): MapAdapter {
        const adapter = super.createUrlAdapter(given as Request)
        adapter.pathInfo = adapter.pathInfo.toLowerCase()
        if (given?.headers.has('X-Method')) adapter.defaultMethod = given.headers.get('X-Method')!
        return adapter
      }
    }
    const app = new OwnApp(import.meta, { staticFolder: null })
    app.get('/a/<b>', { endpoint: 'a' }, ({ b }) => `get ${b}`)
    app.put('/a/<b>', { endpoint: 'put' }, ({ b }) => `put ${b}`)
    const client = app.testClient()
    assert.equal((await client.get('/A/B')).text, 'get b')
    assert.equal((await client.get('/a/b', { headers: { 'X-Method': 'PUT' } })).text, 'put b')
  })
})

describe('UrlMap.defaultSubdomain', () => {
  it('is the subdomain of rules that name none, and of requests where subdomains are not matched', async () => {
    const app = makeApp()
    app.urlMap.defaultSubdomain = 'www'
    app.addUrlRule('/', 'index', () => urlFor('index', { _external: true }))
    app.addUrlRule('/', 'other', () => 'other', { subdomain: 'other' })
    assert.equal((await app.testClient().get('/')).text, 'http://www.localhost/')
    assert.equal([...app.urlMap.iterRules('index')][0].subdomain, 'www')
  })
})

describe('App.addUrlRule', () => {
  it('answers OPTIONS for every view but those that list it; told to, for one that lists it', async () => {
    const app = makeApp()
    const view = () => 'view'
    app.addUrlRule('/plain', 'plain', view)
    app.addUrlRule('/own', 'own', view, { methods: ['GET', 'OPTIONS'] })
    const provideAutomaticOptions = true
    app.addUrlRule('/told', 'told', view, {
      methods: ['GET', 'OPTIONS'],
      provideAutomaticOptions,
    })
    // Flask 3.1 lists OPTIONS for no rule that says true itself.
    app.addUrlRule('/unlisted', 'unlisted', view, { provideAutomaticOptions })
    const answers: [number, string][] = []
    for (const path of ['/plain', '/own', '/told', '/unlisted']) {
      const { statusCode, text } = await app.testClient().options(path)
      answers.push([statusCode, statusCode === 200 ? text : ''])
    }
    assert.deepEqual(answers, [
      [200, ''],
      [200, 'view'],
      [200, ''],
      [405, ''],
    ])
  })

  it('takes view and options in the place of either', () => {
    const app = makeApp()
    const bp = new Blueprint('bp', { urlPrefix: '/bp' })
    const view = (): string => 'x'
    for (const target of [app, bp]) {
      target.addUrlRule('/a', 'a', { redirectTo: 'b' })
      target.addUrlRule('/b', 'b', { viewFunc: view, methods: ['PUT'] })
      target.addUrlRule('/c', { endpoint: 'c', viewFunc: view })
      target.addUrlRule('/d', 'd', view, { defaults: { n: 1 } })
    }
    app.registerBlueprint(bp)
    const rules = [...app.urlMap.iterRules()].map((rule) => `${rule.endpoint} ${rule.rule}`)
    assert.deepEqual(rules, [
      ...['a /a', 'b /b', 'c /c', 'd /d'],
      ...['bp.a /bp/a', 'bp.b /bp/b', 'bp.c /bp/c', 'bp.d /bp/d'],
    ])
    assert.throws(() => app.addUrlRule('/e', 'e', view, { metods: [] } as object), /"methods"/)
  })
})
