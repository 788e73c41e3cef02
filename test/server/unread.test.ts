import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { App, abort, request } from 'hipflask'
import { type Running, serve, statusOf } from '../fixtures/raw.ts'

const large = 16 * 1024 * 1024
const head = (path: string, framing: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: a.test\r\n${framing}\r\n\r\n`
const next = 'GET /next HTTP/1.1\r\nHost: a.test\r\n\r\n'

let running: Running
const asked: string[] = []

before(async () => {
  const app = new App(import.meta, { staticFolder: null })
  app.config.MAX_CONTENT_LENGTH = large - 1
  app.logger.error = () => undefined
  app.beforeRequest(
    () => {
      asked.push(request.path)
      if (request.path === '/private') abort(401)
    },
    { body: false },
  )
  app.post('/data', () => String(request.data.length))
  app.post('/private', () => 'never')
  app.put('/put', () => 'put')
  app.post('/early', { stream: true }, () => 'early')
  app.get('/next', () => 'next')
  app.get('/slow', async () => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    return 'slow'
  })
  running = await serve(app)
})
after(() => running.stop())

function* pieces(isChunked: boolean): Generator<Buffer> {
  const piece = Buffer.alloc(64 * 1024)
  const chunk = Buffer.concat([Buffer.from('10000\r\n'), piece, Buffer.from('\r\n')])
  for (let sent = 0; sent < large; sent += piece.length) yield isChunked ? chunk : piece
  if (isChunked) yield Buffer.from('0\r\n\r\n')
}

/** Opens a connection that stays open when the server has said all. */
function openHalf(): Socket {
  const socket = connect({ port: running.port, host: '127.0.0.1', allowHalfOpen: true })
  return socket.on('error', () => undefined)
}

/** Sends a whole request before it reads anything, as many clients do, and gives the answer. */
async function sendFirst(path: string, isChunked: boolean): Promise<string> {
  const socket = openHalf()
  const failed = once(socket, 'close').then(() => assert.fail('the connection was cut'))
  failed.catch(() => undefined)
  socket.write(head(path, isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${large}`))
  for (const piece of pieces(isChunked))
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), failed])
  let answer = ''
  socket.setEncoding('latin1').on('data', (text) => {
    answer += text
  })
  await once(socket, 'end')
  socket.end()
  return answer
}

describe('an answer that comes before the body has been read', () => {
  for (const [path, status] of [
    ['/data', 413],
    ['/missing', 404],
    ['/private', 401],
    ['/put', 405],
    ['/early', 200],
  ] as const) {
    it(`reaches a client that sends everything first: ${status}`, async () => {
      for (const isChunked of [false, true]) {
        const answer = await sendFirst(path, isChunked)
        assert.equal(statusOf(answer), status)
        assert.match(answer, /\r\nContent-Length: \d+\r\n/)
        assert.match(answer, /\r\nConnection: close\r\n/)
      }
    })
  }

  it('reaches a client whose request is refused by the server itself', async () => {
    const heads: [number, string][] = [
      [400, head('/', `Host: b.test\r\nContent-Length: ${large}`)],
      [417, head('/', `Expect: more\r\nContent-Length: ${large}`)],
      [400, 'nonsense\r\n\r\n'],
      [431, head('/', `X: ${'x'.repeat(20_000)}\r\nContent-Length: ${large}`)],
      [501, 'CONNECT a.test:1 HTTP/1.1\r\nHost: a.test\r\n\r\n'],
    ]
    for (const [status, text] of heads) {
      const answer = await running.say(text, Buffer.alloc(large))
      assert.equal(statusOf(answer), status)
    }
  })

  it('is followed by the end of the connection at once when the body has come with the head', async () => {
    const client = openHalf()
    const [socket] = (await once(running.server, 'connection')) as [Socket]
    socket.once('timeout', () => assert.fail('the client was waited for'))
    client.write(`${head('/missing', 'Content-Length: 5')}hello`)
    await once(socket, 'close')
    client.destroy()
  })

  it('is followed by nothing: what stands behind it is no request', async () => {
    const refused = [
      head('/missing', 'Content-Length: 5').concat('hello'),
      `GET /slow HTTP/1.1\r\nHost: a.test\r\n\r\n${head('/missing', 'Content-Length: 5')}hello`,
      head('/early', 'Transfer-Encoding: chunked').concat('0\r\n\r\n'),
      head('/', 'Host: b.test'),
      head('/', 'Expect: more'),
    ]
    for (const text of refused) {
      asked.length = 0
      const answer = await running.say(text + next)
      assert.doesNotMatch(answer, /next$/)
      assert.ok(!asked.includes('/next'), JSON.stringify(text))
    }
  })

  it('is sent although the rest of the body is malformed', async () => {
    const answer = await running.say(
      `${head('/missing', 'Transfer-Encoding: chunked')}nonsense\r\n`,
    )
    assert.equal(statusOf(answer), 404)
  })
})

describe('a client that goes on sending after its answer', () => {
  async function answered(): Promise<[server: Socket, client: Socket]> {
    const client = openHalf()
    const [socket] = (await once(running.server, 'connection')) as [Socket]
    client.write(head('/missing', 'Transfer-Encoding: chunked'))
    await once(client, 'data')
    return [socket, client]
  }

  it('is cut when it pauses', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] })
    const [socket, client] = await answered()
    test.mock.timers.tick(1999)
    assert.ok(!socket.destroyed)
    test.mock.timers.tick(1)
    assert.ok(socket.destroyed)
    client.destroy()
  })

  it('is cut when it goes on for long', async (test) => {
    const [socket, client] = await answered()
    const late = performance.now() + 10_000
    client.write('5\r\nhello\r\n')
    await once(socket, 'data')
    assert.ok(!socket.destroyed)
    test.mock.method(performance, 'now', () => late)
    client.write('5\r\nhello\r\n')
    await once(socket, 'close')
    client.destroy()
  })

  it('is cut when it sends very much', async () => {
    const [socket, client] = await answered()
    const piece = Buffer.alloc(1024 * 1024)
    while (!client.destroyed) {
      if (!client.write(piece))
        await new Promise((resolve) => client.once('drain', resolve).once('close', resolve))
    }
    assert.ok(socket.bytesRead > 250 * piece.length)
    assert.ok(socket.bytesRead < 300 * piece.length)
  })

  it('is not waited for when very many do', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] })
    const all = await Promise.all(
      Array.from({ length: 520 }, async () => {
        const client = openHalf()
        client.write(head('/missing', 'Content-Length: 5'))
        await once(client, 'data')
        return client
      }),
    )
    const count = await new Promise((resolve) =>
      running.server.getConnections((_error, number) => resolve(number)),
    )
    assert.equal(count, 500)
    for (const client of all) client.destroy()
  })
})
