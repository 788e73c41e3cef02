import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { App, request } from 'hipflask'
import { type Running, serve, statusOf } from '../fixtures/raw.ts'

const head = (path: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000\r\n\r\n`

let running: Running
let held: IncomingMessage | undefined

before(async () => {
  const app = new App(import.meta, { staticFolder: null })
  app.config.BODY_IDLE_TIMEOUT = { milliseconds: 400 }
  app.config.BODY_TIMEOUT = { milliseconds: 900 }
  app.use('/private', (_req, res: ServerResponse) => res.writeHead(401).end())
  app.use('/read', (req: IncomingMessage, res: ServerResponse) => {
    req.resume().on('end', () => res.end('read'))
  })
  app.use('/begun', (_req, res: ServerResponse) => res.writeHead(200).flushHeaders())
  app.use('/held', (req: IncomingMessage) => {
    held = req
  })
  app.use('/passed', (_req, _res, next) => next())
  app.post('/passed', { stream: true }, async () => {
    let length = 0
    for await (const chunk of request.stream) length += chunk.length
    return String(length)
  })
  running = await serve(app)
})
after(() => running.stop())

async function begin(path: string): Promise<Socket> {
  const socket = await running.open()
  socket.setEncoding('latin1').on('error', () => undefined)
  socket.write(head(path))
  return socket
}

/** Sends a byte now and then. */
function drip(socket: Socket): NodeJS.Timeout {
  return setInterval(() => socket.write('a'), 20)
}

describe('a body that middleware has in its hands', () => {
  it('is refused when nothing of it comes', async () => {
    const [answer] = await once(await begin('/read'), 'data')
    assert.equal(statusOf(answer), 408)
  })

  it('ends the connection when nothing of it comes after the answer has begun', async () => {
    const socket = (await begin('/begun')).resume()
    await once(socket, 'close')
  })

  it('may take its time as long as it comes', async () => {
    const socket = await begin('/read')
    const timer = drip(socket)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    clearInterval(timer)
    socket.write('a'.repeat(1000))
    const [answer] = await once(socket, 'data')
    assert.equal(statusOf(answer), 200)
    socket.destroy()
  })

  it('is no reason to cut a client that waits because nobody reads', async () => {
    const socket = await begin('/held')
    socket.write('a')
    await new Promise((resolve) => setTimeout(resolve, 1000))
    assert.ok(held !== undefined && !held.destroyed)
    socket.destroy()
  })

  it('ends the connection when it still comes long after the answer', async () => {
    const socket = await begin('/private')
    const [answer] = await once(socket, 'data')
    assert.equal(statusOf(answer), 401)
    const timer = drip(socket)
    await once(socket, 'close')
    clearInterval(timer)
  })

  it('leaves the connection to the next request when it ends after the answer', async () => {
    const socket = await begin('/private')
    await once(socket, 'data')
    socket.write('a'.repeat(1000))
    socket.write(head('/private'))
    const [answer] = await once(socket, 'data')
    assert.equal(statusOf(answer), 401)
    socket.destroy()
  })

  it('is the business of the app when middleware has passed it on', async () => {
    const socket = await begin('/passed')
    const timer = drip(socket)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    clearInterval(timer)
    socket.write('a'.repeat(1000))
    const [answer] = await once(socket, 'data')
    assert.match(answer, /1000$/)
    socket.destroy()
  })
})
