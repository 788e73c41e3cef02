import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { App, request } from 'hipflask'
import { type Served, serve } from './served.ts'

/** Sends a request line and Host as they are, and gives status and body. */
function send(
  served: Served,
  target: string,
  host: string | null = 'localhost',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(served.port, '127.0.0.1')
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      text += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve({ status: Number(text.slice(9, 12)), text }))
    socket.end(
      `GET ${target} HTTP/1.1\r\n${host === null ? '' : `Host: ${host}\r\n`}Connection: close\r\n\r\n`,
      'latin1',
    )
  })
}

function makeApp(): App {
  const app = new App(import.meta, { staticFolder: null })
  app.config.TESTING = false
  app.beforeRequest(() => {
    if (request.path === '/admin' || request.path.startsWith('/admin/')) return 'guarded'
    return undefined
  })
  app.get('/', () => 'home')
  app.get('/admin', { endpoint: 'admin' }, () => 'SECRET')
  app.get('/admin/<path:rest>', { endpoint: 'below' }, () => 'SECRET')
  app.get('/branch/', { endpoint: 'branch' }, () => 'branch')
  app.get('/show/<name>', { endpoint: 'show' }, ({ name }) => ({ name, path: request.path }))
  return app
}

async function withServer(run: (served: Served) => Promise<void>, app = makeApp()): Promise<void> {
  const served = await serve(app)
  try {
    await run(served)
  } finally {
    await served.close()
  }
}

describe('A guard on request.path', () => {
  const ways = [
    '/admin',
    '//admin',
    '///admin',
    '/%61dmin',
    '/admin%2Fx',
    '/%2Fadmin',
    '/%2F%2Fadmin/x',
    '/admin/',
    '/admin//x',
    '/admin/../admin',
    '/./admin',
    '/x/../admin',
    '/x/%2e%2e/admin',
    '/admin/.',
    '/admin/%2e',
    '/admin?x',
    '/admin%3Fx',
    '/ADMIN',
    '/admin%00',
    '/admin;x',
    '/admin%20',
    '/admin%',
    '/admin%zz',
    '/%C0%AFadmin',
    '/admin\\x',
    '\\admin',
    '/\\admin',
    'http://localhost/admin',
    'HTTP://localhost//admin',
    'http://other//admin/x',
    '/admin/%ff',
    '/admi%6E/x',
    '/admin%2f%2e%2e%2fadmin',
    '/admin%0d%0a',
    '/admin%09',
  ]
  it('sees every path that leads to the view', () =>
    withServer(async (served) => {
      for (const way of ways) assert.doesNotMatch((await send(served, way)).text, /SECRET/, way)
    }))

  it('sees paths of random pieces too', () =>
    withServer(async (served) => {
      const piece = fc.constantFrom(
        '/',
        '//',
        'admin',
        '%61dmin',
        '%2F',
        '%2e%2e',
        '.',
        '..',
        'x',
        '%',
        '%25',
        '\\',
        ';',
        '%00',
        '%61',
      )
      await fc.assert(
        fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
          assert.doesNotMatch((await send(served, `/${pieces.join('')}`)).text, /SECRET/)
        }),
        { seed: 5, numRuns: 150 },
      )
    }))
})

describe('A request target', () => {
  it('in absolute form counts without its host, which must be one', () =>
    withServer(async (served) => {
      assert.equal((await send(served, 'http://localhost/')).status, 200)
      assert.equal((await send(served, 'http://localhost')).status, 200)
      assert.equal((await send(served, 'ftp://localhost/')).status, 400)
    }))

  it('in authority form, or none at all, is refused', () =>
    withServer(async (served) => {
      for (const target of ['localhost:80', 'evil.example', '?x', '*', '#', '/a#b']) {
        const { status } = await send(served, target)
        assert.ok(status === 400 || status === 404, `${target} ${status}`)
      }
    }))

  it('with two slashes in front never redirects to another host', () =>
    withServer(async (served) => {
      for (const target of [
        '//evil.example/branch',
        '//branch',
        '///evil.example',
        '/%2Fevil.example/branch',
        '/branch//',
        '/\\evil.example',
        '//evil.example/..//branch',
      ]) {
        const { text } = await send(served, target)
        const location = /^location: (.*)\r$/im.exec(text)?.[1]
        if (location !== undefined) {
          assert.equal(
            new URL(location, 'http://localhost/').host,
            'localhost',
            `${target} -> ${location}`,
          )
        }
      }
    }))

  it('is decoded once', () =>
    withServer(async (served) => {
      assert.match((await send(served, '/show/a%252Fb')).text, /"name":\s?"a%2Fb"/)
      assert.equal((await send(served, '/show/%')).status, 400)
      assert.equal((await send(served, '/show/a%2Fb')).status, 404)
      assert.match((await send(served, '/show/..')).text, /"path":\s?"\/show\/\.\."/)
    }))

  it('keeps in its URL the escapes that have a meaning, as they were sent', () => {
    const app = new App(import.meta, { staticFolder: null })
    app.get('/<name>', { endpoint: 'url' }, () => request.url)
    return withServer(async (served) => {
      const { text } = await send(served, '/%3fA%41?%c3%a9=%2b%2B%41%fF')
      assert.match(text, /http:\/\/localhost\/%3FAA\?\xc3\xa9=%2b%2BA%FF$/)
    }, app)
  })

  it('of invalid UTF-8 does not fail', () =>
    withServer(async (served) => {
      for (const target of ['/show/%ff', '/show/%c0%af', '/show/%ed%a0%80', '/show/\xff']) {
        const { status } = await send(served, target)
        assert.ok(status === 200 || status === 400, `${target} ${status}`)
      }
    }))

  it('that is too long is 414, at 64 KiB too', () =>
    withServer(async (served) => {
      assert.equal((await send(served, `/show/${'a'.repeat(9000)}`)).status, 414)
      const { status } = await send(served, `/${'a/'.repeat(32 * 1024)}`)
      assert.ok(status === 414 || status === 431, String(status))
    }))
})

describe('A Host header', () => {
  it('that is none is 400', () =>
    withServer(async (served) => {
      for (const host of [
        'a b',
        'a/b',
        'a@b',
        'a?b',
        'a#b',
        '[::1',
        'a:b',
        'a:99999999',
        '<x>',
        'a\\b',
        'a,b',
        'exa"mple',
        "a'b",
        'a;b',
        'a%2fb',
        'a%00b',
        '*',
        '..',
        '.a',
        'a..b',
        'a:65536',
        '[....]',
        '[]',
      ]) {
        assert.equal((await send(served, '/', host)).status, 400, host)
      }
      for (const host of [
        'localhost',
        'localhost:5000',
        '[::1]',
        '[::1]:80',
        'a.b-c.d',
        'with_underscore',
        'absolute.test.',
        'a:65535',
        '127.0.0.1',
      ]) {
        assert.equal((await send(served, '/', host)).status, 200, host)
      }
      assert.equal((await send(served, '/', null)).status, 400)
    }))

  it('that is not among TRUSTED_HOSTS is 400', async () => {
    const app = makeApp()
    app.config.TRUSTED_HOSTS = ['example.test', '.sub.test']
    await withServer(async (served) => {
      for (const host of [
        'example.test',
        'example.test:80',
        'EXAMPLE.test',
        'sub.test',
        'a.sub.test',
      ]) {
        assert.equal((await send(served, '/', host)).status, 200, host)
      }
      for (const host of ['evil.test', 'example.test.evil', 'notsub.test', 'localhost', '']) {
        assert.equal((await send(served, '/', host)).status, 400, host)
      }
      assert.equal((await send(served, 'http://evil.test/', 'example.test')).status, 400)
    }, app)
  })
})
