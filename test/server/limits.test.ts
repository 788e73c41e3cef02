import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { App, request } from 'hipflask'
import { post, postChunked, type Running, serve, statusOf } from '../fixtures/raw.ts'

const form = 'application/x-www-form-urlencoded'
const multipart = 'multipart/form-data; boundary=XX'

function part(name: string, value: string, filename?: string): string {
  const file = filename === undefined ? '' : `; filename="${filename}"`
  return `--XX\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`
}

function parts(count: number, filename?: string): string {
  return `${part('a', '1', filename).repeat(count)}--XX--\r\n`
}

function makeApp(): App {
  const app = new App(import.meta, { staticFolder: null })
  app.config.update({
    MAX_CONTENT_LENGTH: 2000,
    MAX_JSON_LENGTH: 500,
    MAX_JSON_DEPTH: 5,
    MAX_FORM_MEMORY_SIZE: 100_000,
    MAX_FORM_PARTS: 8,
    MAX_FORM_FILES: 4,
    MAX_FORM_PAIRS: 6,
    BODY_IDLE_TIMEOUT: { milliseconds: 150 },
    BODY_TIMEOUT: { milliseconds: 600 },
  })
  app.logger.error = () => undefined
  app.post('/data', () => String(request.data.length))
  app.post('/json', () => ({ json: request.json }))
  app.post('/form', () => `${request.form.size} ${request.files.size}`)
  app.post('/stream', { stream: true }, async () => {
    let length = 0
    for await (const chunk of request.stream) length += chunk.length
    return String(length)
  })
  app.post('/unread', () => 'unread')
  app.get('/args', () => String([...request.args].length))
  return app
}

let running: Running
before(async () => {
  running = await serve(makeApp())
})
after(() => running.stop())

async function statuses(make: (size: number) => string, limit: number): Promise<number[]> {
  const answers: number[] = []
  for (const size of [limit - 1, limit, limit + 1]) {
    answers.push(statusOf(await running.say(make(size))))
  }
  return answers
}

describe('MAX_CONTENT_LENGTH', () => {
  it('counts a body of known length', async () => {
    assert.deepEqual(
      await statuses((size) => post('/data', 'x'.repeat(size), 'text/plain'), 2000),
      [200, 200, 413],
    )
  })

  it('counts a chunked body', async () => {
    const chunked = (size: number) =>
      postChunked('/data', ['x'.repeat(1000), 'x'.repeat(size - 1000)], 'text/plain')
    assert.deepEqual(await statuses(chunked, 2000), [200, 200, 413])
  })

  it('counts a multipart body', async () => {
    const rest = part('a', '', 'f').length + '--XX--\r\n'.length
    const body = (size: number) => `${part('a', 'x'.repeat(size - rest), 'f')}--XX--\r\n`
    assert.deepEqual(
      await statuses((size) => post('/form', body(size), multipart), 2000),
      [200, 200, 413],
    )
    assert.deepEqual(
      await statuses((size) => postChunked('/form', [body(size)], multipart), 2000),
      [200, 200, 413],
    )
  })

  it('counts an unread body that is streamed', async () => {
    assert.deepEqual(
      await statuses((size) => post('/stream', 'x'.repeat(size), 'text/plain'), 2000),
      [200, 200, 413],
    )
    const chunked = (size: number) => postChunked('/stream', ['x'.repeat(size)], 'text/plain')
    assert.deepEqual(await statuses(chunked, 2000), [200, 200, 413])
  })

  it('counts what chunks weigh on the wire', async () => {
    const extension = ';x='.padEnd(4000, 'y')
    const chunks = `1${extension}\r\nx\r\n`.repeat(40)
    const answer = await running.say(
      'POST /data HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n',
      `${chunks}0\r\n\r\n`,
    )
    assert.equal(statusOf(answer), 413)
  })

  it('lets a view answer that does not touch the body, and closes the connection', async () => {
    const answer = await running.say(post('/unread', 'x'.repeat(5000), 'text/plain'))
    assert.equal(statusOf(answer), 200)
    assert.match(answer, /\r\nConnection: close\r\n/i)
  })
})

describe('MAX_JSON_LENGTH', () => {
  it('counts bytes of JSON', async () => {
    const json = (size: number) => post('/json', `"${'x'.repeat(size - 2)}"`, 'application/json')
    assert.deepEqual(await statuses(json, 500), [200, 200, 413])
  })
})

describe('MAX_JSON_DEPTH', () => {
  it('counts brackets', async () => {
    const json = (depth: number) =>
      post('/json', '['.repeat(depth) + ']'.repeat(depth), 'application/json')
    assert.deepEqual(await statuses(json, 5), [200, 200, 400])
  })
})

describe('MAX_FORM_PARTS', () => {
  it('counts parts', async () => {
    assert.deepEqual(
      await statuses((count) => post('/form', parts(count), multipart), 8),
      [200, 200, 413],
    )
  })
})

describe('MAX_FORM_FILES', () => {
  it('counts files', async () => {
    assert.deepEqual(
      await statuses((count) => post('/form', parts(count, 'f'), multipart), 4),
      [200, 200, 413],
    )
  })
})

describe('MAX_FORM_PAIRS', () => {
  it('counts pairs of a form and of a query', async () => {
    const pairs = (count: number) => Array(count).fill('a=1').join('&')
    assert.deepEqual(
      await statuses((count) => post('/form', pairs(count), form), 6),
      [200, 200, 413],
    )
    const query = (count: number) => `GET /args?${pairs(count)} HTTP/1.1\r\nHost: a.test\r\n\r\n`
    assert.deepEqual(await statuses(query, 6), [200, 200, 413])
  })
})

describe('MAX_FORM_MEMORY_SIZE', () => {
  it('counts the bytes of a field', async () => {
    const app = makeApp()
    app.config.update({ MAX_CONTENT_LENGTH: null, MAX_FORM_MEMORY_SIZE: 70_000 })
    app.config.MAX_FORM_MEMORY_TOTAL = null
    const other = await serve(app)
    const answers: number[] = []
    for (const size of [69_999, 70_000, 70_001]) {
      const body = `${part('a', 'x'.repeat(size))}--XX--\r\n`
      answers.push(statusOf(await other.say(post('/form', body, multipart))))
    }
    await other.stop()
    assert.deepEqual(answers, [200, 200, 413])
  })
})

describe('MAX_FORM_MEMORY_TOTAL', () => {
  it('counts the bytes of all fields', async () => {
    const app = makeApp()
    app.config.update({ MAX_FORM_MEMORY_TOTAL: 600 })
    const other = await serve(app)
    const answers: number[] = []
    for (const size of [299, 300, 301]) {
      const body = `${part('a', 'x'.repeat(300))}${part('b', 'x'.repeat(size))}--XX--\r\n`
      answers.push(statusOf(await other.say(post('/form', body, multipart))))
    }
    await other.stop()
    assert.deepEqual(answers, [200, 200, 413])
  })
})

describe('BODY_IDLE_TIMEOUT and BODY_TIMEOUT', () => {
  const head = (path: string) =>
    `POST ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Type: ${multipart}\r\nContent-Length: 500\r\n\r\n`

  async function stalled(path: string, drip?: number): Promise<string> {
    const socket = await running.open()
    let answer = ''
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text
    })
    socket.write(`${head(path)}--XX\r\n`)
    const timer = drip === undefined ? undefined : setInterval(() => socket.write('x'), drip)
    await new Promise((resolve) => socket.once('close', resolve).on('error', () => undefined))
    clearInterval(timer)
    return answer
  }

  it('answers 408 when a body pauses', async () => {
    for (const path of ['/data', '/form', '/stream']) {
      const answer = await stalled(path)
      assert.equal(statusOf(answer), 408, path)
      assert.match(answer, /\r\nConnection: close\r\n/i)
    }
  })

  it('answers 408 when a body drips', async () => {
    for (const path of ['/data', '/form'])
      assert.equal(statusOf(await stalled(path, 40)), 408, path)
  })
})

describe('Expect: 100-continue', () => {
  const head = (path: string, length: number) =>
    `POST ${path} HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`

  async function first(path: string, length: number): Promise<string> {
    const socket = await running.open()
    socket.setEncoding('latin1').write(head(path, length))
    const text = await new Promise<string>((resolve) => socket.once('data', resolve))
    socket.destroy()
    return text
  }

  it('is answered once the route and the length were accepted', async () => {
    assert.match(await first('/data', 10), /^HTTP\/1\.1 100 /)
    assert.match(await first('/stream', 10), /^HTTP\/1\.1 100 /)
  })

  it('is refused with the final status', async () => {
    assert.match(await first('/data', 5000), /^HTTP\/1\.1 413 /)
    assert.match(await first('/stream', 5000), /^HTTP\/1\.1 413 /)
    assert.match(await first('/nowhere', 10), /^HTTP\/1\.1 404 /)
    assert.match(await first('/args', 10), /^HTTP\/1\.1 405 /)
  })
})
