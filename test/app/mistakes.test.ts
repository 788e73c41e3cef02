import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import {
  App,
  Blueprint,
  currentApp,
  g,
  MethodView,
  RequestRedirect,
  redirect,
  renderTemplate,
  request,
  session,
  urlFor,
} from 'hipflask'
import { listen } from '../fixtures/ports.ts'
import { quiet } from '../fixtures/quiet.ts'

// What somebody writes in the first hour, and what they are told. The compiler refuses much of it: what
// stands here is for those who do not ask it, so every mistake is written without types.
// biome-ignore lint/suspicious/noExplicitAny: a mistake has no type.
type Loose = any

const folder = mkdtempSync(join(tmpdir(), 'hipflask-mistakes-'))
after(() => rmSync(folder, { recursive: true }))

function makeApp(): Loose {
  const app = new App(folder)
  app.testing = true
  app.debug = true
  app.config.SECRET_KEY = 'a key for the test of mistakes'
  app.logger = quiet
  return app
}

/** Makes a mistake in a view, and asks for it. */
const inView = (view: Loose, path = '/show/1?page=2') => {
  const app = makeApp()
  app.route('/show/<int:id>', view)
  return app.testClient().get(path)
}

const inSetup: Record<string, [mistake: (app: Loose) => unknown, message: RegExp]> = {
  'a view that is undefined': [
    (app) => app.get('/a', undefined),
    /The view of "\/a" is undefined\. Was it imported under another name/,
  ],
  'a text in place of a view': [
    (app) => app.get('/a', 'hello'),
    /get\("\/a"\) takes a view function, and was given a string/,
  ],
  'a view for Express': [
    (app) => app.get('/a', (_req: Loose, res: Loose) => res.send('a')),
    /The view of "\/a" takes 2 arguments, and a view is called with one: .*request and makeResponse are imported/,
  ],
  'a class in place of a view': [
    (app) => app.addUrlRule('/a', { viewFunc: class Item extends MethodView {} }),
    /The view of "\/a" is the class "Item"\. .*Item\.asView\('name'\)/,
  ],
  'options after the view': [
    (app) => app.route('/a', () => 'a', { methods: ['POST'] }),
    /The options of route\("\/a"\) stand before the view/,
  ],
  'an array of methods in place of options': [
    (app) => app.route('/a', ['POST'], () => 'a'),
    /route\("\/a"\) takes its options as an object, .*\{ methods: \["POST"\] \}/,
  ],
  'methods as text': [
    (app) => app.route('/a', { methods: 'POST' }, () => 'a'),
    /The methods of a route are a list: \['POST'\], not 'POST'/,
  ],
  'an option by a wrong name': [
    (app) => app.route('/a', { method: ['POST'] }, () => 'a'),
    /The rule "\/a" has no option "method"\. Did you mean "methods"\?/,
  ],
  'an option by its name in Flask': [
    () => new App(folder, { template_folder: 'pages' } as Loose),
    /The app has no option "template_folder"\. Did you mean "templateFolder"\?/,
  ],
  'two views of one name': [
    (app) => [1, 2].map((id) => app.get(`/${id}`, { endpoint: 'show' }, () => 'a')),
    /Two views have the endpoint "show": the one of "\/1" and the one of "\/2"\. Name one/,
  ],
  'a rule without a slash': [
    (app) => app.get('users', () => 'a'),
    /The rule "users" does not begin with a slash\. Write "\/users"/,
  ],
  'an unknown converter': [
    (app) => app.get('/<itn:id>', () => 'a'),
    /The rule "\/<itn:id>" uses the converter "itn", which does not exist\. Did you mean "int"\?/,
  ],
  'an argument that is not closed': [
    (app) => app.get('/<int:id', () => 'a'),
    /The rule "\/<int:id" is malformed at "<int:id"/,
  ],
  'middleware in place of a hook': [
    (app) => app.beforeRequest((_req: Loose, _res: Loose, next: Loose) => next()),
    /beforeRequest\(\) takes a function without arguments, and was given one with 3\. .*app\.use\(\)/,
  ],
  'a hook that is undefined': [
    (app) => app.teardownAppContext(undefined),
    /teardownAppContext\(\) takes a function, and was given undefined/,
  ],
  'a function for the shell that is none': [
    (app) => app.shellContextProcessor({ users: 1 }),
    /shellContextProcessor\(\) takes a function, and was given object/,
  ],
  'middleware that is undefined': [
    (app) => app.use(undefined),
    /use\(\) takes middleware: functions \(req, res, next\), and was given undefined/,
  ],
  'an error handler without what it handles': [
    (app) => app.errorHandler(() => 'a'),
    /An error handler is registered for a status code or a class of errors/,
  ],
  'an error handler for no error': [
    (app) => app.errorHandler(200, () => 'a'),
    /"200" is not the code of an HTTP error/,
  ],
  'a blueprint that is undefined': [
    (app) => app.registerBlueprint(undefined),
    /registerBlueprint\(\) takes a Blueprint, and was given a value of the type undefined/,
  ],
  'the module of a blueprint': [
    async (app) => app.registerBlueprint(await import('./blueprint-module.ts')),
    /registerBlueprint\(\) takes a Blueprint, and was given a whole module\. Is it exported and imported by its name\?/,
  ],
  'a blueprint with a dot in its name': [
    () => new Blueprint('admin.users'),
    /The blueprint name "admin\.users" has a dot/,
  ],
  'a duration as text': [
    (app) => {
      app.permanentSessionLifetime = '5 minutes'
    },
    /"5 minutes" is not a duration\. .*\{ minutes: 5 \}/,
  ],
  'the name of a module as configuration': [
    (app) => app.config.fromObject('config.Development'),
    /fromObject\(\) takes an object, not the name "config\.Development"/,
  ],
  'a port in place of a host': [(app) => app.run(3000), /write run\(\{ port: 3000 \}\)/],
  'a callback of run': [
    (app) => app.run({ port: 0 }, () => undefined),
    /run\(\) takes no callback, it gives a promise: app\.run\(/,
  ],
  'a port that is none': [
    (app) => app.run({ port: 'http' }),
    /The port of run\(\) is a number from 0 to 65535, not "http"/,
  ],
  'a host that is none': [
    (app) => app.run({ host: 5000 }),
    /The host of run\(\) is text such as '127\.0\.0\.1', not 5000/,
  ],
  'an option of run by a wrong name': [
    (app) => app.run({ prot: 3000 }),
    /run\(\) has no option "prot"\. Did you mean "port"\?/,
  ],
  'a route after the first request': [
    async (app) => {
      await app.testClient().get('/')
      app.get('/late', () => 'a')
    },
    /addUrlRule\(\) was called after the first request had been handled/,
  ],
  'a decorator that was never applied': [
    (app) => {
      app.get('/a', { endpoint: 'a' })
      return app.testClient().get('/')
    },
    /The decorator get\("\/a"\) was made and never applied/,
  ],
  'JSON with a mistake as configuration': [
    (app) => {
      writeFileSync(join(folder, 'settings.json'), '{ "A": 1, }')
      app.config.fromFile('settings.json')
    },
    /The config file ".*settings\.json" cannot be read: .*JSON/,
  ],
  'a request of a test by Flask’s names': [
    (app) => app.testClient().get('/', { query_string: { a: 1 } }),
    /A request of the test client has no option "query_string"\. Did you mean "queryString"\?/,
  ],
}

const inRequest: Record<string, [view: (args: Loose) => unknown, message: RegExp]> = {
  'no return': [
    function show() {},
    /The view "show" returned undefined, which is no answer\. Did you forget return\?/,
  ],
  'an array that was meant as a tuple': [
    () => ['text', 201],
    /looks like Flask's \(body, status\)\. Return makeResponse\(body, status, headers\)/,
  ],
  'a function that was not called': [
    () => urlFor,
    /returned a function, of which no response can be made\. Was it meant to be called\?/,
  ],
  'a number': [() => 42, /returned a number, .*jsonify\(value\) makes JSON of anything/],
  'a forgotten await in an object': [
    () => ({ rows: Promise.resolve([1]) }),
    /A promise stands among the data for JSON.* Did you forget await\?/,
  ],
  'a missing key of the session': [
    () => session['nmae'],
    /The session has no "nmae"\. Use session\.get\("nmae"\)/,
  ],
  'a method of the session by its name in Flask': [
    () => (session as Loose).setdefault('a', 1),
    /The session has no "setdefault"\. Did you mean session\.setDefault\(\)\?/,
  ],
  'a method of the session by its name in Express': [
    () => (session as Loose).save(),
    /The session has no "save"\. It is saved by itself/,
  ],
  'a type that is no function': [
    () => (request.args as Loose).get('page', { type: 'int' }),
    /A type is a function, such as int or float of 'hipflask', .*"int" is none/,
  ],
  'an endpoint that does not exist': [
    () => urlFor('shwo'),
    /Could not build url for endpoint 'shwo'\. Did you mean 'show' instead\?/,
  ],
  'a value that an endpoint misses': [
    () => urlFor('show'),
    /Could not build url for endpoint 'show'\. Did you forget to specify values \['id'\]\?/,
  ],
  'a redirect to nothing': [
    () => redirect(undefined as Loose),
    /redirect\(\) takes the address as text, and was given "undefined"\. Use urlFor/,
  ],
  'a missing template': [
    () => renderTemplate('indx.html'),
    /There is no template "indx\.html": looked in ".*templates"/,
  ],
  'an object with functions in the session': [
    () => {
      session.user = () => 1
      return 'a'
    },
    /A value of the type "function" cannot be stored/,
  ],
}

describe('a mistake in set-up', () => {
  for (const [name, [mistake, message]] of Object.entries(inSetup)) {
    it(`says what to do about ${name}`, async () => {
      await assert.rejects(async () => mistake(makeApp()), { message })
    })
  }
})

describe('a mistake in a view', () => {
  for (const [name, [view, message]] of Object.entries(inRequest)) {
    it(`says what to do about ${name}`, async () => {
      await assert.rejects(
        async () => inView(Object.defineProperty(view, 'name', { value: 'show' })),
        {
          message,
        },
      )
    })
  }
})

describe('a mistake with the session', () => {
  const write = () => {
    session.name = 'ann'
    return 'a'
  }
  const withKey = (set: (app: Loose) => void) => {
    const app = makeApp()
    app.config.SECRET_KEY = null
    set(app)
    app.get('/', write)
    return app.testClient().get('/')
  }

  it('says how to make a secret key', async () => {
    await assert.rejects(
      withKey(() => undefined),
      /no secret key was set\. Set app\.secretKey to something random/,
    )
  })

  it('names the secret key that was set by another name', async () => {
    for (const [name, set] of [
      ['app.config.secretKey', (app: Loose) => Object.assign(app.config, { secretKey: 'x' })],
      ['app.config.SECRET', (app: Loose) => Object.assign(app.config, { SECRET: 'x' })],
      ['app.secret_key', (app: Loose) => Object.assign(app, { secret_key: 'x' })],
    ] as const) {
      await assert.rejects(withKey(set), (error: Error) =>
        error.message.includes(`There is ${name}: the names are app.secretKey and app.config.`),
      )
    }
  })

  it('says that a change after the answer is lost', async () => {
    const app = makeApp()
    let late: Promise<unknown> | undefined
    app.get('/', () => {
      late = new Promise((resolve) => setTimeout(resolve, 5)).then(write)
      late.catch(() => undefined)
      return 'a'
    })
    await app.testClient().get('/')
    await assert.rejects(
      late as Promise<unknown>,
      /The session was changed after it had been saved/,
    )
  })

  it('names the biggest keys of a cookie that browsers would drop', async () => {
    const big = Array.from({ length: 4000 }, (_, index) => (index * 7919) % 10_007).join('')
    await assert.rejects(
      inView(() => {
        session.cart = big
        return 'a'
      }),
      /The session cookie is \d+ bytes long .* The biggest keys are "cart" .*ServerSideSessionInterface/,
    )
  })
})

describe('a mistake outside of a request', () => {
  for (const [name, use] of [
    ['request', () => request.args],
    ['session', () => session['a']],
    ['g', () => g['a']],
    ['currentApp', () => currentApp.name],
    ['urlFor', () => urlFor('a')],
  ] as const) {
    it(`says how to get a context for ${name}`, () => {
      assert.throws(use, (error: Error) => {
        assert.match(error.message, new RegExp(`"${name}" was used outside of a request`))
        assert.match(error.message, /wrap the code in app\.(testRequestContext|appContext)\(/)
        return true
      })
    })
  }
})

describe('a mistake of a form', () => {
  it('says that its enctype is missing', async () => {
    const app = makeApp()
    app.post('/', () => request.files['photo']?.filename ?? '')
    await assert.rejects(
      app.testClient().post('/', { data: { photo: 'cat.png' } }),
      /request\.files has no "photo", but request\.form has: .*enctype="multipart\/form-data"/,
    )
  })
})

describe('a form that was sent to an address without its slash', () => {
  it('is told of in debug where the redirect would lose it', async (t) => {
    const app = makeApp()
    app.route('/user/', { methods: ['GET', 'POST'] }, () => request.form['name'] ?? 'none')
    const client = app.testClient()
    const send = () => client.post('/user', { data: { name: 'ann' }, followRedirects: true })
    app.debug = true
    assert.equal((await send()).text, 'ann')
    const { code } = RequestRedirect
    t.after(() => (RequestRedirect.code = code))
    RequestRedirect.code = 301
    await assert.rejects(send(), /canonical URL is "http:\/\/localhost\/user\/".*code 301/)
    assert.equal((await client.get('/user')).statusCode, 301)
    app.debug = false
    assert.equal((await client.post('/user')).statusCode, 301)
  })
})

describe('a mistake with a port', () => {
  it('says that it is in use, and which to take', async (t) => {
    const other = createServer()
    const port = await listen(other)
    let written = ''
    t.mock.method(process.stderr, 'write', (text: string) => {
      written += text
      return true
    })
    t.mock.method(process, 'exit', (code: number) => {
      throw new Error(`exit ${code}`)
    })
    await assert.rejects(makeApp().run({ port, debug: false }), /exit 1/)
    other.close()
    assert.match(
      written,
      new RegExp(
        `Port ${port} on 127\\.0\\.0\\.1 is in use by another program: .*port: ${port + 1} `,
      ),
    )
  })
})
