import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises'
import { App, g, request, session, streamWithContext } from 'hipflask'
import { serve } from './served.ts'

const shared = new EventEmitter().setMaxListeners(0)

/** Says who the three globals speak of; the answer is wrong when they do not agree. */
function who(): string {
  const names = new Set([request.args['who'], session['who'], g.who])
  return names.size === 1 ? [...names][0]! : `mixed ${[...names]}`
}

const WAYS: Record<string, () => Promise<string>> = {
  await: async () => {
    await null
    return who()
  },
  timer: async () => {
    await delay(Math.random() * 5)
    return who()
  },
  immediate: async () => {
    await immediate()
    return who()
  },
  callback: () => new Promise((resolve) => setTimeout(() => resolve(who()), Math.random() * 5)),
  microtask: () => new Promise((resolve) => queueMicrotask(() => resolve(who()))),
  stream: async () => {
    let text = ''
    for await (const part of Readable.from(['a', 'b'])) text = `${part}:${who()}`
    return text.slice(2)
  },
  emitter: async () => {
    const own = new EventEmitter()
    setTimeout(() => own.emit('ready'), 1)
    await once(own, 'ready')
    return who()
  },
  shared: async () => {
    const heard = once(shared, request.args['who']!)
    const name = request.args['who']!
    setTimeout(() => shared.emit(name), Math.random() * 5)
    await heard
    return who()
  },
  all: async () => {
    const names = await Promise.all([WAYS['timer']!(), WAYS['callback']!(), WAYS['stream']!()])
    return new Set(names).size === 1 ? names[0]! : `mixed ${names}`
  },
}

function makeApp(): App {
  const app = new App(import.meta)
  app.secretKey = 'a key for the isolation test'
  app.beforeRequest(async () => {
    g.who = request.args['who']
    session['who'] = request.args['who']
    await delay(Math.random() * 2)
  })
  app.afterRequest(async (response) => {
    await delay(Math.random() * 2)
    response.headers.set('X-Who', who())
    return response
  })
  app.get('/way/<name>', async function way({ name }) {
    const before = who()
    const after = await WAYS[name]!()
    return before === after ? after : `mixed ${before} ${after}`
  })
  app.get('/streamed', function streamed() {
    async function* parts() {
      for (let part = 0; part < 3; part += 1) {
        await delay(Math.random() * 3)
        yield `${who()} `
      }
    }
    return streamWithContext(parts())
  })
  app.post('/body', { stream: true }, async function body() {
    const heard: string[] = []
    await new Promise((resolve, reject) => {
      request.stream.on('data', () => heard.push(who()))
      request.stream.on('error', reject)
      request.stream.on('end', resolve)
    })
    const names = [...new Set([...heard, who()])]
    return names.length === 1 ? names[0]! : `mixed ${names}`
  })
  return app
}

async function ask(base: string, index: number): Promise<void> {
  const name = `client-${index}`
  const ways = Object.keys(WAYS)
  const kind = index % (ways.length + 2)
  const streamed = kind === ways.length
  const path = kind < ways.length ? `/way/${ways[kind]}` : streamed ? '/streamed' : '/body'
  const options = path === '/body' ? { method: 'POST', body: 'x'.repeat(100_000) } : {}
  const answer = await fetch(`${base}${path}?who=${name}`, options)
  const text = await answer.text()
  assert.equal(text, streamed ? `${name} `.repeat(3) : name, path)
  assert.equal(answer.headers.get('X-Who'), name)
}

describe('the request context', () => {
  it('never mixes 1,000 interleaved requests', async () => {
    const served = await serve(makeApp())
    try {
      for (let start = 0; start < 1000; start += 100)
        await Promise.all(
          Array.from({ length: 100 }, (_, index) => ask(served.base, start + index)),
        )
    } finally {
      await served.close()
    }
  })
})
