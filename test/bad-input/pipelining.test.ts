import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { App, Response, request, sendFile } from 'hipflask'
import { type Running, serve, statusOf } from '../fixtures/raw.ts'

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a.test\r\n\r\n`
const GARBAGE = 'NO REQUEST\x00\r\n\r\n'
const LARGE = 'x'.repeat(4_000_000)

async function withServer(test: (running: Running) => Promise<void>): Promise<void> {
  const app = new App(import.meta, { staticFolder: null })
  app.get('/late/<name>', async ({ name }) => {
    await delay(20)
    return name
  })
  app.get('/large', () => LARGE)
  app.post('/length', () => String(request.data.length))
  await using running = await serve(app)
  await test(running)
}

describe('what is no request', () => {
  it('does not cut off the answers to those before it', () =>
    withServer(async ({ say }) => {
      const answer = await say(get('/late/one') + get('/late/two') + GARBAGE)
      assert.match(answer, /\r\n\r\none/)
      assert.match(answer, /\r\n\r\ntwo$/)
    }))

  it('puts nothing into an answer that is being sent', () =>
    withServer(async ({ open }) => {
      const socket = await open()
      socket.pause()
      socket.write(get('/large'))
      await delay(30)
      socket.write(GARBAGE)
      await delay(30)
      let answer = ''
      for await (const chunk of socket.setEncoding('latin1')) answer += chunk
      const start = answer.indexOf('\r\n\r\n') + 4
      assert.ok(answer.startsWith(LARGE, start), 'The answer is not whole.')
      // Where the system takes all of it at once, the refusal may stand behind it.
      assert.match(answer.slice(start + LARGE.length), /^(?:HTTP\/1\.1 400 [^x]*)?$/)
    }))

  it('is a 400 inside of a body', () =>
    withServer(async ({ say }) => {
      const head = 'POST /length HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n'
      assert.equal(statusOf(await say(`${head}5\r\nhello\r\nx\r\n`)), 400)
    }))
})

describe('CONNECT', () => {
  it('is a 501: this is no proxy', () =>
    withServer(async ({ say }) => {
      assert.equal(statusOf(await say('CONNECT a.test:80 HTTP/1.1\r\nHost: a.test\r\n\r\n')), 501)
    }))
})

describe('an answer that waits for its turn when the client leaves', () => {
  it('lets go of what it holds', async () => {
    const app = new App(import.meta, { staticFolder: null })
    const ended: string[] = []
    app.get('/first', () => new Promise<string>(() => undefined))
    app.get('/parts', function* parts() {
      try {
        for (;;) yield LARGE
      } finally {
        ended.push('generator')
      }
    })
    app.get('/file', () => {
      const response = sendFile(import.meta.filename)
      response.callOnClose(() => ended.push('file'))
      return response
    })
    app.get('/text', () => {
      const response = new Response('text')
      response.callOnClose(() => ended.push('text'))
      return response
    })
    app.get('/signal', () => {
      request.signal.addEventListener('abort', () => ended.push('signal'))
      return new Promise<string>(() => undefined)
    })
    await using running = await serve(app)
    const socket = await running.open()
    socket.write(['/first', '/text', '/signal', '/file', '/parts'].map(get).join(''))
    await delay(50)
    socket.resetAndDestroy()
    for (const end = Date.now() + 2000; ended.length < 4 && Date.now() < end; ) await delay(10)
    assert.deepEqual(ended.sort(), ['file', 'generator', 'signal', 'text'])
  })

  it('says nothing of many listeners', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.get('/', () => request.signal.aborted.toString())
    const warnings: Error[] = []
    const warned = (warning: Error) => void warnings.push(warning)
    process.on('warning', warned)
    await using running = await serve(app)
    await running.say(get('/').repeat(30))
    process.off('warning', warned)
    assert.deepEqual(warnings, [])
  })
})
