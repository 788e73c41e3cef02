import assert from 'node:assert/strict'
import { EventEmitter, on, once } from 'node:events'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import {
  App,
  earlyHints,
  escape,
  eventStream,
  Response,
  request,
  streamWithContext,
} from 'hipflask'
import { encodeEvent } from '../../src/response/event-stream.ts'
import { postChunked, serve } from '../fixtures/raw.ts'

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n`

function makeApp(): App {
  const app = new App(import.meta, { staticFolder: null })
  app.logger.error = () => undefined
  return app
}

async function heard(app: App, text: string): Promise<string> {
  const running = await serve(app)
  const answer = await running.say(text)
  await running.stop()
  return answer
}

describe('request.stream', () => {
  it('has the context in its listeners', async () => {
    const app = makeApp()
    app.post('/', { stream: true }, () => {
      const { promise, resolve } = deferred<string>()
      request.stream.on('data', (chunk) => seen.push(`${request.path} ${chunk.length}`))
      request.stream.on('end', () => resolve(`${request.method} ${seen}`))
      const seen: string[] = []
      return promise
    })
    assert.match(await heard(app, postChunked('/', ['abc', 'de'], 'text/plain')), /POST \/ \d/)
  })
})

describe('a streamed response', () => {
  it('is taken from generators, Node streams and web streams', async () => {
    const app = makeApp()
    app.get('/sync', () => ['a', 'b'].values())
    app.get('/node', () => Readable.from([Buffer.from('a'), Buffer.from('b')]))
    app.get('/web', () => new Blob(['ab']).stream())
    app.get('/context', () =>
      streamWithContext(
        (async function* () {
          yield request.path
        })(),
      ),
    )
    const client = app.testClient()
    for (const path of ['/sync', '/node', '/web']) assert.equal((await client.get(path)).text, 'ab')
    assert.equal((await client.get('/context')).text, '/context')
  })

  it('may have Markup among its pieces, for a server and for the test client', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.get('/', () => {
      function* generate() {
        yield '<p>Hello '
        yield escape(request.args['name']!)
      }
      return streamWithContext(generate())
    })
    const client = app.testClient()
    assert.equal((await client.get('/?name=<b>')).text, '<p>Hello &lt;b&gt;')
    const unread = await client.get('/?name=<b>', { buffered: false })
    let text = ''
    for await (const piece of unread) text += piece
    assert.equal(text, '<p>Hello &lt;b&gt;')
    const answer = await app.fetch(new Request('http://localhost/?name=<b>'))
    assert.equal(await answer.text(), '<p>Hello &lt;b&gt;')
  })

  it('is cut when the client takes nothing of it for SEND_IDLE_TIMEOUT, and only then', async () => {
    const app = makeApp()
    app.config.SEND_IDLE_TIMEOUT = 2
    const large = Buffer.alloc(16 * 1024 * 1024)
    app.get('/', () => large)
    app.get('/late', async () => {
      await delay(2500)
      return 'late'
    })
    await using running = await serve(app)
    const stalled = await running.open()
    stalled.pause()
    stalled.write(get('/'))
    const slow = await running.open()
    slow.write(get('/'))
    // A part of it now and then is enough.
    let taken = 0
    slow.on('data', (piece) => {
      taken += piece.length
    })
    for (let rest = 4; rest > 0; rest--) {
      const before = taken
      slow.resume()
      while (taken - before < 2_000_000) await once(slow, 'data')
      slow.pause()
      await delay(400)
    }
    slow.resume()
    const late = await running.open()
    late.write(get('/late'))
    assert.match(String((await once(late, 'data'))[0]), / 200 OK/)
    let size = 0
    stalled
      .on('error', () => undefined)
      .on('data', (piece) => {
        size += piece.length
      })
    stalled.resume()
    await once(stalled, 'close')
    assert.ok(size < large.length, 'the stalled client got everything')
    if (!slow.closed) await once(slow, 'close')
    assert.ok(taken > large.length, 'the slow client was cut')
  })

  it('lets others have their turn when it never has to wait', async () => {
    const app = makeApp()
    const spin = (): void => {
      for (const end = performance.now() + 1; performance.now() < end; );
    }
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    app.get('/', () =>
      (function* () {
        for (let part = 0; part < 500; part++) {
          spin()
          yield 'part'
        }
      })(),
    )
    await using running = await serve(app)
    const socket = await running.open()
    socket.write(get('/'))
    socket.resume()
    await once(socket, 'close')
    clearInterval(timer)
    // Without turns the whole body is one tick.
    assert.ok(ticks > 5, `${ticks} ticks`)
  })

  it('is given up at once by a client that leaves a generator that waits', async () => {
    const app = makeApp()
    const { promise: closed, resolve } = deferred<void>()
    app.get('/', () => {
      const response = app.makeResponse(
        (async function* () {
          yield 'begun'
          await new Promise(() => undefined)
        })(),
      )
      response.callOnClose(() => resolve())
      return response
    })
    const running = await serve(app)
    const socket = await running.open()
    socket.write(get('/'))
    await once(socket, 'data')
    socket.destroy()
    await closed
    await running.stop()
  })
})

describe('an iterator that cannot be given up', () => {
  it('ends neither the answer nor the server', async () => {
    const app = makeApp()
    let returns = 0
    const stubborn: Iterator<string> = {
      next: () => ({ done: false, value: 'x'.repeat(100_000) }),
      return() {
        returns++
        throw new Error('no')
      },
    }
    app.get('/', () => new Response(stubborn))
    app.get('/next', () => 'next')
    const running = await serve(app)
    const socket = await running.open()
    socket.write(get('/'))
    await once(socket, 'data')
    socket.destroy()
    while (returns < 2) await turn()
    assert.match(await running.say(get('/next')), /next$/)
    await running.stop()
  })
})

describe('eventStream', () => {
  it('writes events', async () => {
    const app = makeApp()
    app.get('/', () => eventStream(['a\nb', { event: 'tick', id: 3, data: { n: 1 }, retry: 2 }]))
    const response = await app.testClient().get('/')
    assert.equal(response.headers.get('Content-Type'), 'text/event-stream; charset=utf-8')
    assert.equal(
      response.text,
      'data: a\ndata: b\n\nevent: tick\nid: 3\nretry: 2000\ndata: {"n":1}\n\n',
    )
  })

  it('ends a source that waits when the client leaves', async () => {
    const app = makeApp()
    const emitter = new EventEmitter()
    const events = on(emitter, 'tick')
    app.get('/', () => eventStream(events as AsyncIterable<string>))
    const running = await serve(app)
    const socket = await running.open()
    socket.write(get('/'))
    await once(socket, 'data')
    assert.equal(emitter.listenerCount('tick'), 1)
    socket.destroy()
    // The listener is gone with the source, though no event came.
    while (emitter.listenerCount('tick') > 0) await turn()
    await running.stop()
  })

  it('keeps the context of the request with streamWithContext, and writes JSON as the app does', async () => {
    const app = makeApp()
    app.json.sortKeys = true
    app.get('/', () =>
      eventStream(
        streamWithContext(
          (function* () {
            yield { data: { word: request.args.get('word'), at: 1 } }
          })(),
        ),
      ),
    )
    const { text } = await app.testClient().get('/?word=x')
    assert.equal(text, 'data: {"at":1,"word":"x"}\n\n')
  })

  it('gives an event without content an empty one, and writes comments', () => {
    assert.equal(encodeEvent({ event: 'ping' }), 'event: ping\ndata: \n\n')
    assert.equal(encodeEvent({ comment: 'still\nhere' }), ': still\n: here\n\n')
    assert.equal(encodeEvent({ id: 3 }), 'id: 3\n\n')
    assert.equal(encodeEvent({ data: null }), 'data: null\n\n')
  })

  it('lets go of the source when an event cannot be written', async () => {
    const app = makeApp()
    app.logger.error = () => undefined
    let ended = false
    app.get('/', () => {
      const source = (function* () {
        try {
          yield { event: 'a\nb' }
        } finally {
          ended = true
        }
      })()
      return eventStream(source)
    })
    await heard(app, get('/'))
    assert.equal(ended, true)
  })

  it('lets no content begin a field of its own', () => {
    assert.equal(
      encodeEvent({ data: 'a\r\nid: 1\revent: x' }),
      'data: a\ndata: id: 1\ndata: event: x\n\n',
    )
    assert.throws(
      () => encodeEvent({ event: 'a\ndata: x' }),
      /The event "a\\ndata: x" of a server-sent/,
    )
    assert.throws(() => encodeEvent({ id: 'a\0' }), /The id "a/)
  })
})

describe('earlyHints', () => {
  it('sends a 103 before the answer', async () => {
    const app = makeApp()
    app.get('/', () => {
      earlyHints({ Link: '</style.css>; rel=preload; as=style' })
      return 'done'
    })
    const answer = await heard(app, get('/'))
    assert.match(
      answer,
      /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/style\.css>; rel=preload; as=style\r\n\r\nHTTP\/1\.1 200/i,
    )
  })

  it('does nothing without a connection', async () => {
    const app = makeApp()
    app.get('/', () => {
      earlyHints({ Link: '</a>; rel=preload' })
      return 'done'
    })
    assert.equal((await app.testClient().get('/')).text, 'done')
  })
})

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
