import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { App, sendFile, sendFromDirectory, ValueError } from 'hipflask'
import { guessType } from '../../src/http/mime-types.ts'
import { listen } from '../fixtures/ports.ts'
import { serve, statusOf } from '../fixtures/raw.ts'

let folder: string
const big = Buffer.alloc(1_000_000, 'abcdefg')

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'))
  mkdirSync(join(folder, 'static/.git'), { recursive: true })
  mkdirSync(join(folder, 'outside'))
  writeFileSync(join(folder, 'static/hello.txt'), 'hello')
  writeFileSync(join(folder, 'static/big.bin'), big)
  writeFileSync(join(folder, 'static/.env'), 'SECRET')
  writeFileSync(join(folder, 'static/.git/config'), 'SECRET')
  writeFileSync(join(folder, 'outside/secret.txt'), 'SECRET')
  symlinkSync('../outside/secret.txt', join(folder, 'static/link_out'))
  symlinkSync('../outside', join(folder, 'static/dir_out'))
  symlinkSync('hello.txt', join(folder, 'static/link_in'))
  symlinkSync('.env', join(folder, 'static/link_hidden'))
  utimesSync(join(folder, 'static/hello.txt'), 1_700_000_000, 1_700_000_000)
})
after(() => rmSync(folder, { recursive: true }))

function makeApp(): App {
  const app = new App(folder)
  app.logger.error = () => undefined
  app.get('/from/<path:name>', ({ name }) => sendFromDirectory('static', name))
  app.get('/bytes', () => sendFile(Buffer.from('bytes'), { downloadName: 'b.txt', etag: 'v1' }))
  app.get('/stream', () =>
    sendFile(Readable.from([Buffer.from('a'), Buffer.from('b')]), { mimetype: 'text/plain' }),
  )
  app.get('/blob', () => sendFile(new Blob(['blob']), { mimetype: 'text/plain' }))
  app.get('/age', () => sendFile('static/hello.txt', { maxAge: (path) => (path ? 60 : 0) }))
  app.get('/nameless', () => sendFile(Buffer.from('x')))
  app.get('/typo', () => sendFile('static/hello.txt', { asAttachement: true } as never))
  return app
}

describe('sendFromDirectory', () => {
  it('finds what lies in the folder', async () => {
    const client = makeApp().testClient()
    const response = await client.get('/from/hello.txt')
    assert.deepEqual([response.statusCode, response.text], [200, 'hello'])
    assert.equal((await client.get('/from/link_in')).text, 'hello')
    assert.equal((await client.get('/static/hello.txt')).text, 'hello')
    assert.ok((await client.get('/from/big.bin')).data.equals(big))
  })

  it('finds nothing that is hidden or lies outside', async () => {
    const client = makeApp().testClient()
    const names = [
      '.env',
      '.git/config',
      'link_out',
      'dir_out/secret.txt',
      'link_hidden',
      'none',
      '.',
    ]
    const odd = [
      '..%2foutside/secret.txt',
      '%2e%2e/outside/secret.txt',
      'hello.txt%00',
      '%5c..%5coutside',
    ]
    for (const name of [...names, ...odd]) {
      assert.equal((await client.get(`/from/${name}`)).statusCode, 404, name)
      assert.equal((await client.get(`/static/${name}`)).statusCode, 404, name)
    }
  })

  it('finds hidden files and links where the app says so', async () => {
    const app = makeApp()
    app.config.update({ STATIC_DOTFILES: true, STATIC_SYMLINKS: true })
    const client = app.testClient()
    assert.equal((await client.get('/from/.env')).text, 'SECRET')
    assert.equal((await client.get('/from/link_out')).text, 'SECRET')
  })
})

describe('sendFile', () => {
  it('answers conditions and ranges', async () => {
    const client = makeApp().testClient()
    const { headers } = await client.get('/from/hello.txt')
    const tag = headers.get('ETag') ?? ''
    const status = async (given: Record<string, string>) =>
      (await client.get('/from/hello.txt', { headers: given })).statusCode
    assert.equal(headers.get('Last-Modified'), 'Tue, 14 Nov 2023 22:13:20 GMT')
    assert.equal(await status({ 'If-None-Match': tag }), 304)
    assert.equal(await status({ 'If-None-Match': '"other"' }), 200)
    assert.equal(await status({ 'If-Modified-Since': 'Tue, 14 Nov 2023 22:13:20 GMT' }), 304)
    assert.equal(await status({ 'If-Match': '"other"' }), 412)
    assert.equal(await status({ Range: 'bytes=9-' }), 416)
    assert.equal(await status({ Range: 'bytes=1-', 'If-Range': '"other"' }), 200)
    const elder = 'Tue, 14 Nov 2023 22:13:19 GMT'
    const newer = 'Tue, 14 Nov 2023 22:13:21 GMT'
    assert.equal(await status({ Range: 'bytes=1-', 'If-Range': newer }), 206)
    assert.equal(await status({ Range: 'bytes=1-', 'If-Range': elder }), 200)
    assert.equal(await status({ Range: 'bytes=9-', 'If-Range': newer, 'If-Match': tag }), 200)
    assert.equal(await status({ Range: 'bytes=1-', 'If-Range': elder, 'If-None-Match': tag }), 206)
    const part = await client.get('/from/big.bin', { headers: { Range: 'bytes=300000-700000' } })
    assert.equal(part.headers.get('Content-Range'), 'bytes 300000-700000/1000000')
    assert.ok(part.data.equals(big.subarray(300_000, 700_001)))
  })

  it('takes bytes, streams and blobs', async () => {
    const client = makeApp().testClient()
    assert.equal((await client.get('/bytes')).text, 'bytes')
    assert.equal((await client.get('/bytes', { headers: { Range: 'bytes=-2' } })).text, 'es')
    assert.equal((await client.get('/stream')).text, 'ab')
    assert.equal((await client.get('/blob')).text, 'blob')
    assert.equal((await client.get('/blob', { headers: { Range: 'bytes=1-2' } })).text, 'lo')
  })

  it('names a download that has control characters beside what a header can carry', () => {
    const app = new App(import.meta)
    const named = (downloadName: string) =>
      app.testRequestContext('/', () =>
        sendFile(Buffer.from(''), {
          downloadName,
          asAttachment: true,
          mimetype: 'a/b',
        }).headers.get('Content-Disposition'),
      )
    assert.equal(
      named('a\x7fb\x01.txt'),
      "attachment; filename=ab.txt; filename*=UTF-8''a%7Fb%01.txt",
    )
    assert.equal(named('é\x7f'), "attachment; filename=e; filename*=UTF-8''%C3%A9%7F")
    assert.throws(() => named('a\nb'), ValueError)
  })

  it('takes an age, also from a function', async () => {
    const app = makeApp()
    app.now = () => 1_700_000_000
    const { headers } = await app.testClient().get('/age')
    assert.equal(headers.get('Cache-Control'), 'public, max-age=60')
    assert.equal(headers.get('Expires'), 'Tue, 14 Nov 2023 22:14:20 GMT')
  })

  it('can be read by a hook that sets directPassthrough to false', async () => {
    const app = makeApp()
    app.afterRequest((response) => {
      response.directPassthrough = false
      response.setData(response.getData({ asText: true }).toUpperCase())
      return response
    })
    const client = app.testClient()
    assert.equal((await client.get('/from/hello.txt')).text, 'HELLO')
    const part = await client.get('/from/hello.txt', { headers: { Range: 'bytes=1-2' } })
    assert.equal(part.text, 'EL')
  })

  it('leaves body and length to the server in front with USE_X_SENDFILE', async () => {
    const app = makeApp()
    app.config.USE_X_SENDFILE = true
    const running = await serve(app)
    const answer = await running.say('GET /from/hello.txt HTTP/1.1\r\nHost: a.test\r\n\r\n')
    await running.stop()
    assert.match(answer, /^X-Sendfile: .*hello\.txt\r$/m)
    assert.match(answer, /\r\nContent-Length: 0\r\n.*\r\n\r\n$/s)
  })

  it('says what is missing or misspelt', async () => {
    const app = makeApp()
    app.config.PROPAGATE_EXCEPTIONS = true
    const client = app.testClient()
    await assert.rejects(client.get('/nameless'), /Give "mimetype" or "downloadName"/)
    await assert.rejects(
      client.get('/typo'),
      /sendFile\(\) has no option "asAttachement"\. Did you mean "asAttachment"\?/,
    )
  })

  it('cuts the connection when the file became shorter', async () => {
    const app = makeApp()
    const path = join(folder, 'shrinking.bin')
    app.get('/shrinking', () => {
      writeFileSync(path, big)
      const response = sendFile(path)
      truncateSync(path, 10)
      return response
    })
    const running = await serve(app)
    const socket = await running.open()
    let answer = ''
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text
    })
    socket.on('error', () => undefined)
    socket.write('GET /shrinking HTTP/1.1\r\nHost: a.test\r\n\r\n')
    await once(socket, 'close')
    await running.stop()
    assert.ok(answer === '' || statusOf(answer) === 200)
    assert.ok(answer.length < 1000)
  })
})

describe('guessType', () => {
  it('reads endings as Python does', () => {
    const types = ['a.html', 'a.JS', 'a.tar.gz', 'a.svgz', '.hidden', 'a', 'a.b/c', 'x.docx'].map(
      guessType,
    )
    assert.deepEqual(types.slice(0, 7), [
      { mimetype: 'text/html' },
      { mimetype: 'text/javascript' },
      { mimetype: 'application/x-tar', encoding: 'gzip' },
      { mimetype: 'image/svg+xml', encoding: 'gzip' },
      {},
      {},
      {},
    ])
    assert.match(types[7].mimetype ?? '', /wordprocessingml/)
    assert.deepEqual(guessType('script.py'), { mimetype: 'text/x-python' })
    assert.deepEqual(guessType('changes.diff'), { mimetype: 'text/x-diff' })
  })
})

describe('a large file', () => {
  const large = Buffer.from(Uint32Array.from({ length: 700_001 }, (_, index) => index).buffer)
  const digest = (bytes: Buffer | Uint8Array) => createHash('sha1').update(bytes).digest('hex')

  function makeLargeApp(): App {
    const app = new App(folder)
    writeFileSync(join(folder, 'large.bin'), large)
    app.get('/', () => sendFile('large.bin'))
    return app
  }

  it('arrives as it is at a client that takes it slowly', async () => {
    await using running = await serve(makeLargeApp())
    const socket = await running.open()
    socket.write('GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n')
    const pieces: Buffer[] = []
    for await (const piece of socket) {
      pieces.push(piece)
      await delay(2)
    }
    const answer = Buffer.concat(pieces)
    assert.equal(digest(answer.subarray(answer.indexOf('\r\n\r\n') + 4)), digest(large))
  })

  it('arrives as it is when the connection queues more than a piece', async () => {
    const server = makeLargeApp().createServer({ highWaterMark: 8 * 1024 * 1024 })
    const port = await listen(server)
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/`)
      assert.equal(digest(Buffer.from(await answer.arrayBuffer())), digest(large))
    } finally {
      server.close()
      server.closeAllConnections()
    }
  })

  it('arrives as it is through middleware that keeps what is written', async () => {
    const app = makeLargeApp()
    app.use((_req, res, next) => {
      const kept: unknown[] = []
      const { end } = res
      res.write = (chunk: unknown) => {
        kept.push(chunk)
        return true
      }
      res.end = () => end.call(res, Buffer.concat(kept as Buffer[]), 'binary', undefined)
      next()
    })
    await using running = await serve(app)
    const answer = await fetch(`http://127.0.0.1:${running.port}/`)
    assert.equal(digest(Buffer.from(await answer.arrayBuffer())), digest(large))
  })
})
