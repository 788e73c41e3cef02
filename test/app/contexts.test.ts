import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, it } from 'node:test'
import {
  App,
  BadRequest,
  copyCurrentRequestContext,
  currentApp,
  g,
  hasAppContext,
  hasRequestContext,
  RequestEntityTooLarge,
  renderTemplateString,
  request,
  session,
} from 'hipflask'

function makeApp(): App {
  const app = new App(import.meta, { staticFolder: null })
  app.testing = true
  app.secretKey = 'a key for the tests of contexts'
  return app
}

describe('app.appContext', () => {
  it('gives back the result, sync and async, and runs the teardown functions', async () => {
    const app = makeApp()
    const log: unknown[] = []
    app.teardownAppContext((error) => log.push(error))
    assert.equal(
      app.appContext(() => currentApp.name),
      app.name,
    )
    assert.equal(await app.appContext(async () => 'later'), 'later')
    const broken = new Error('broken')
    assert.throws(
      () =>
        app.appContext(() => {
          throw broken
        }),
      broken,
    )
    assert.deepEqual(log, [undefined, undefined, broken])
    assert.equal(hasAppContext(), false)
  })

  it('has a g of its own, and the request that it was begun in', () => {
    const app = makeApp()
    app.testRequestContext('/outer', () => {
      g.name = 'outer'
      session.user = 'ann'
      app.appContext(() => {
        assert.equal(g.get('name'), undefined)
        g.name = 'inner'
        assert.equal(hasRequestContext(), true)
        assert.equal(request.path, '/outer')
        assert.equal(session.user, 'ann')
      })
      assert.equal(g.name, 'outer')
    })
    app.appContext(() => assert.equal(hasRequestContext(), false))
  })
})

describe('app.testRequestContext', () => {
  it('shares g with the context of the same app that it is begun in', () => {
    const app = makeApp()
    const log: string[] = []
    app.teardownRequest(() => log.push(`request ${request.path}`))
    app.teardownAppContext(() => log.push('context'))
    app.testRequestContext('/outer', () => {
      g.name = 'outer'
      app.testRequestContext('/inner', { method: 'POST' }, () => {
        assert.equal(request.method, 'POST')
        assert.equal(g.name, 'outer')
      })
      assert.equal(request.path, '/outer')
    })
    assert.deepEqual(log, ['request /inner', 'request /outer', 'context'])
  })

  it('shows the fields and the files of a form at once', () => {
    const app = makeApp()
    const data = { title: 'x', photo: [Buffer.from('é'), 'a.txt'] }
    app.testRequestContext('/', { method: 'POST', data }, () => {
      const { photo } = request.files
      assert.deepEqual([...request.form], [['title', 'x']])
      assert.equal(photo.read().toString(), 'é')
      assert.deepEqual(
        [photo.filename, photo.name, photo.mimetype],
        ['a.txt', 'photo', 'text/plain'],
      )
      assert.equal(photo.closed, false)
      photo.close()
      assert.equal(photo.closed, true)
    })
  })

  it('takes a multipart body as bytes, and keeps what is wrong with it until it is asked for', () => {
    const app = makeApp()
    const contentType = 'multipart/form-data; boundary=x'
    const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    const post = { method: 'POST', contentType }
    app.testRequestContext('/', { ...post, data: `${part}--x--` }, () => {
      assert.deepEqual([...request.form], [['a', '1']])
    })
    app.testRequestContext('/', { ...post, data: part }, () => {
      assert.throws(() => request.form, BadRequest)
    })
    app.config.STRICT_MULTIPART = false
    app.testRequestContext('/', { ...post, data: part }, () => {
      assert.equal(request.form.size, 0)
    })
    app.config.MAX_FORM_PARTS = 1
    app.testRequestContext('/', { ...post, data: `${part}${part}--x--` }, () => {
      assert.throws(() => request.form, RequestEntityTooLarge)
    })
  })

  it('has a g of its own for another app', () => {
    const [app, other] = [makeApp(), makeApp()]
    app.testRequestContext('/', () => {
      g.name = 'app'
      other.testRequestContext('/', () => assert.equal('name' in g, false))
    })
  })

  it('lets hooks be registered behind it', async () => {
    const app = new App(import.meta)
    app.route('/', () => 'view')
    app.testRequestContext('/', () => undefined)
    const seen: string[] = []
    app.beforeRequest(() => void seen.push('before'))
    app.teardownRequest(() => void seen.push('teardown'))
    await app.testClient().get('/')
    assert.deepEqual(seen, ['before', 'teardown'])
  })
})

describe('testClient() inside of a context', () => {
  it('shares g with the context of the same app, which alone is torn down', async () => {
    const app = makeApp()
    const ended: unknown[] = []
    app.teardownAppContext((error) => ended.push(error))
    app.get('/', () => `${g.get('from')} ${'seen' in g}`)
    await app.appContext(async () => {
      g.from = 'outside'
      assert.equal((await app.testClient().get('/')).text, 'outside false')
      assert.deepEqual(ended, [])
    })
    assert.deepEqual(ended, [undefined])
  })

  it('begins a context of its own for another app', async () => {
    const app = makeApp()
    app.get('/', () => String(g.get('from')))
    const text = await makeApp().appContext(async () => {
      g.from = 'outside'
      return (await app.testClient().get('/')).text
    })
    assert.equal(text, 'undefined')
  })

  it('leaves the request as it is for the function of sessionTransaction', async () => {
    const app = makeApp()
    await app.testRequestContext('/outer', () =>
      app.testClient().sessionTransaction((own) => {
        own.a = 1
        assert.equal(request.path, '/outer')
        assert.equal(session.get('a'), undefined)
      }),
    )
  })
})

describe('app.appCtxGlobalsClass', () => {
  it('may be any class, whose fields and methods g then has', () => {
    class Base {
      loud() {
        return `${(this as { spam?: string }).spam}!`
      }
    }
    class Breakfast extends Base {
      spam = 'eggs'
    }
    const app = makeApp()
    app.appCtxGlobalsClass = Breakfast
    app.appContext(() => {
      assert.equal(renderTemplateString('{{ g.spam }} {{ g.none }}'), 'eggs ')
      g.spam = 'ham'
      g.extra = 1
      assert.deepEqual([g.loud(), g.extra, g.get('none', 0)], ['ham!', 1, 0])
    })
    app.appContext(() => assert.equal(g.spam, 'eggs'))
  })
})

describe('copyCurrentRequestContext', () => {
  it('runs a function with the request and session, and a g of its own outside', () => {
    const app = makeApp()
    const outside = AsyncLocalStorage.snapshot()
    app.testRequestContext('/page', () => {
      session.user = 'ann'
      g.name = 'set'
      const read = copyCurrentRequestContext(function read(word: string) {
        return [word, request.path, session.user, g.get('name', 'none')]
      })
      assert.equal(read.name, 'read')
      assert.deepEqual(read('here'), ['here', '/page', 'ann', 'set'])
      assert.deepEqual(
        outside(() => read('outside')),
        ['outside', '/page', 'ann', 'none'],
      )
    })
  })

  it('refuses to copy where there is no request', () => {
    const app = makeApp()
    assert.throws(() => app.appContext(() => copyCurrentRequestContext(() => 1)), {
      name: 'RuntimeError',
    })
  })
})

describe('the globals', () => {
  it('say how to get a context outside of one', () => {
    assert.throws(
      () => request.path,
      /"request" was used outside of a request.*app\.testRequestContext/,
    )
    assert.throws(() => currentApp.name, /"currentApp" was used outside.*app\.appContext/)
  })
})
