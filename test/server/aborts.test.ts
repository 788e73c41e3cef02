import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { App, Response, request, sendFile } from 'hipflask'
import { type Running, serve } from '../fixtures/raw.ts'

let folder: string
let running: Running
let open = 0
let torndown = 0
let closed = 0
let aborted = 0
// The server's end of each connection, by the port of the client.
const sockets = new Map<number | undefined, Socket>()

function makeApp(): App {
  const app = new App(import.meta, { staticFolder: null })
  app.logger.error = () => undefined
  app.beforeRequest(
    () => {
      open++
      const socket = request.incoming.raw?.req.socket
      if (socket !== undefined) sockets.set(socket.remotePort, socket)
    },
    { body: false },
  )
  app.teardownRequest(() => {
    torndown++
  })
  app.post('/upload', () => String(request.files.size))
  app.get('/file', () => sendFile(join(folder, 'big.bin')))
  app.get('/stream', () => {
    request.signal.addEventListener('abort', () => aborted++)
    return endless()
  })
  return app
}

async function* endless(): AsyncGenerator<string> {
  try {
    for (;;) {
      await turn()
      yield 'x'.repeat(1000)
    }
  } finally {
    closed++
  }
}

function descriptors(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0
}

function leftovers(): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('hipflask-'))
}

async function until(check: () => boolean): Promise<void> {
  for (let turns = 0; !check() && turns < 100_000; turns++) await turn()
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aborts-'))
  process.env.TMPDIR = folder
  writeFileSync(join(folder, 'big.bin'), Buffer.alloc(5_000_000))
  running = await serve(makeApp())
})
after(async () => {
  await running.stop()
  rmSync(folder, { recursive: true })
})

/** Sends bytes, waits until they are read or an answer begins, and goes away without a word. */
async function leave(bytes: string | Buffer, waitForAnswer: boolean): Promise<void> {
  const socket = await running.open()
  const port = socket.localPort
  socket.on('error', () => undefined)
  socket.write(bytes)
  if (waitForAnswer) await once(socket, 'data')
  else await until(() => (sockets.get(port)?.bytesRead ?? 0) >= bytes.length)
  socket.resetAndDestroy()
  sockets.delete(port)
}

async function leaveNothing(count: number, visit: () => Promise<void>): Promise<void> {
  await visit()
  await until(() => open === torndown)
  const before = descriptors()
  for (let done = 0; done < count; done += 20) await Promise.all(Array.from({ length: 20 }, visit))
  await until(() => open === torndown && descriptors() <= before)
  assert.equal(torndown, open)
  assert.ok(descriptors() <= before + 2, `${descriptors()} descriptors, ${before} before`)
  assert.deepEqual(leftovers(), [])
}

describe('clients that go away', () => {
  it('leave nothing behind in the middle of an upload', async () => {
    const head =
      'POST /upload HTTP/1.1\r\nHost: a.test\r\nContent-Type: multipart/form-data; boundary=XX\r\n' +
      'Content-Length: 2000000\r\n\r\n--XX\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    const body = Buffer.concat([Buffer.from(head), Buffer.alloc(600_000, 'x')])
    let cut = 1
    await leaveNothing(400, () => {
      cut = (cut * 7919) % body.length
      return leave(body.subarray(0, Math.max(cut, 300)), false)
    })
  })

  it('leave nothing behind in the middle of a file', async () => {
    await leaveNothing(300, () => leave('GET /file HTTP/1.1\r\nHost: a.test\r\n\r\n', true))
  })

  it('end a stream and its generator', async () => {
    await leaveNothing(300, () => leave('GET /stream HTTP/1.1\r\nHost: a.test\r\n\r\n', true))
    await until(() => closed === 301 && aborted === 301)
    assert.equal(closed, 301)
    assert.equal(aborted, 301)
  })
})

/** Counts the open files that have no name any more. */
function temporaryFiles(): number {
  const folder = '/proc/self/fd'
  return readdirSync(folder).filter((name) => {
    try {
      return readlinkSync(join(folder, name)).includes('/hipflask-')
    } catch {
      return false // That of the list itself is closed by now.
    }
  }).length
}

describe('the files of a request whose error leaves the app', () => {
  async function upload(app: App): Promise<number> {
    app.logger.error = () => undefined
    app.logger.warn = () => undefined
    const server = await serve(app)
    const part = '--XX\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    const body = `${part}${'x'.repeat(1_300_000)}\r\n--XX--\r\n`
    const head =
      'POST / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n' +
      `Content-Type: multipart/form-data; boundary=XX\r\nContent-Length: ${body.length}\r\n\r\n`
    const answer = await server.say(head + body)
    await server.stop()
    assert.match(answer, /^HTTP\/1.1 500 /)
    return temporaryFiles()
  }
  const skip = process.platform === 'linux' ? false : 'counts the descriptors of Linux'

  it('are let go of when it propagates', { skip }, async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.config.PROPAGATE_EXCEPTIONS = true
    app.post('/', () => {
      throw new Error(`${request.files.size}`)
    })
    assert.equal(await upload(app), 0)
  })

  it('are let go of when a teardown function fails', { skip }, async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.config.TEARDOWN_CONTINUE = false
    app.post('/', () => String(request.files.size))
    app.teardownRequest(() => {
      throw new Error('teardown')
    })
    assert.equal(await upload(app), 0)
  })
})

describe('a streamed response that fails', () => {
  it('is released when its pieces are more than its Content-Length says', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.logger.error = () => undefined
    let released = 0
    const pieces = {
      async *[Symbol.asyncIterator]() {
        try {
          yield 'abc'
          yield 'def'
        } finally {
          released++
        }
      },
    }
    app.get('/', () => new Response(pieces, { headers: { 'Content-Length': '2' } }))
    const server = await serve(app)
    await server.say('GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n')
    await server.stop()
    assert.equal(released, 1)
  })
})
