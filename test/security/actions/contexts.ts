import { AsyncResource } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { setTimeout as delay } from 'node:timers/promises'
import {
  copyCurrentRequestContext,
  g,
  hasRequestContext,
  request,
  streamWithContext,
} from 'hipflask'
import { MemoryStore, ServerSideSessionInterface } from 'hipflask/sessions'
import type { Action } from './index.ts'
import { makeApp } from './library.ts'
import { unless } from './tools.ts'

/** Gives what a function gives, or the name of what it throws. */
function tried(run: () => unknown): string {
  try {
    return String(run())
  } catch (error) {
    return (error as Error).constructor.name
  }
}

async function emitters(): Promise<string[]> {
  const app = makeApp()
  const shared = new EventEmitter()
  const seen: string[] = []
  app.get('/listen/<name>', ({ name }) => {
    shared.on(
      'bound',
      AsyncResource.bind(() => seen.push(`${name} ${request.path}`)),
    )
    shared.on(
      'copied',
      copyCurrentRequestContext(() => seen.push(`${name} ${request.path}`)),
    )
    return name
  })
  app.get('/emit', () => {
    shared.emit('bound')
    shared.emit('copied')
    return request.path
  })
  const client = app.testClient()
  await client.get('/listen/a')
  const { text } = await client.get('/emit')
  return [
    ...unless(text === '/emit', `the emitting request became ${text}`),
    ...unless(seen.length === 2 && seen.every((one) => one === 'a /listen/a'), String(seen)),
  ]
}

async function generators(): Promise<string[]> {
  const app = makeApp()
  const parts = async function* () {
    yield tried(() => request.path)
    await delay(5)
    yield tried(() => request.path)
  }
  app.get('/with', () => streamWithContext(parts()))
  app.get('/without', () => parts())
  const client = app.testClient()
  const [inside, outside] = [await client.get('/with'), await client.get('/without')]
  return [
    ...unless(inside.text === '/with/with', `with: ${inside.text}`),
    ...unless(/^(?:RuntimeError|\/without)+$/.test(outside.text), `without: ${outside.text}`),
  ]
}

async function afterwards(): Promise<string[]> {
  const app = makeApp()
  const seen: string[] = []
  app.get('/p/<name>', ({ name }) => {
    setTimeout(() => seen.push(`${name}:${tried(() => request.path)}`), 20)
    return name
  })
  const client = app.testClient()
  for (const name of ['a', 'b', 'c']) await client.get(`/p/${name}`)
  await delay(80)
  const own = seen.every((one) => /^(\w):(?:\/p\/\1|\w*Error)$/.test(one))
  return unless(seen.length === 3 && own, String(seen))
}

async function nesting(): Promise<string[]> {
  const app = makeApp()
  const paths: string[] = []
  app.testRequestContext('/outer', () => {
    app.testRequestContext('/inner', () => paths.push(request.path))
    paths.push(request.path)
    tried(() =>
      app.testRequestContext('/failing', () => {
        throw new Error('inside')
      }),
    )
    paths.push(request.path)
  })
  return [
    ...unless(String(paths) === '/inner,/outer,/outer', String(paths)),
    ...unless(!hasRequestContext(), 'a context is left'),
  ]
}

const collect = (globalThis as { gc?: () => void }).gc

async function soak(): Promise<string[]> {
  const app = makeApp()
  let left = 0
  const registry = new FinalizationRegistry(() => {
    left -= 1
  })
  app.get('/', async () => {
    const mark = {}
    registry.register(mark, undefined)
    left += 1
    g.mark = mark
    await delay(0)
    return 'ok'
  })
  const client = app.testClient()
  for (let round = 0; round < 100; round += 1)
    await Promise.all(Array.from({ length: 10 }, () => client.get('/')))
  // Without a collector at hand, memory that is asked for makes one run.
  for (let round = 0; round < 60 && left > 50; round += 1) {
    collect?.()
    Array.from({ length: 200 }, () => new Array(10_000).fill(round))
    await delay(10)
  }
  return unless(left <= 50, `${left} of 1000 contexts are still there`)
}

async function noRandom(): Promise<string[]> {
  const app = makeApp()
  app.sessionInterface = new ServerSideSessionInterface(new MemoryStore())
  app.get('/', async () => {
    const { session } = await import('hipflask')
    session.user = 'ann'
    return 'set'
  })
  const crypto = createRequire(import.meta.url)('node:crypto') as { randomBytes: unknown }
  crypto.randomBytes = () => {
    throw new Error('no entropy')
  }
  syncBuiltinESMExports()
  const client = app.testClient()
  try {
    const broken = await client.get('/')
    crypto.randomBytes = randomBytesKept
    syncBuiltinESMExports()
    const whole = await client.get('/')
    return [
      ...unless(broken.statusCode >= 500, `status ${broken.statusCode} without random bytes`),
      ...unless(broken.headers.get('Set-Cookie') === null, 'a cookie without random bytes'),
      ...unless(whole.statusCode === 200, `status ${whole.statusCode} afterwards`),
    ]
  } finally {
    crypto.randomBytes = randomBytesKept
    syncBuiltinESMExports()
  }
}

const randomBytesKept = randomBytes

async function recursion(): Promise<string[]> {
  const app = makeApp()
  const depth = (value: unknown): number => (Array.isArray(value) ? 1 + depth(value[0]) : 0)
  app.config.MAX_JSON_DEPTH = null
  app.post('/', () => String(depth(request.getJson())))
  app.get('/endless', () => {
    const deeper = (n: number): number => 1 + deeper(n + 1)
    return String(deeper(0))
  })
  const client = app.testClient()
  const text = '['.repeat(50_000) + ']'.repeat(50_000)
  const posted = await client.post('/', {
    data: text,
    headers: { 'Content-Type': 'application/json' },
  })
  const endless = await client.get('/endless')
  return [posted, endless].flatMap(({ statusCode }) =>
    unless([200, 400, 500].includes(statusCode), `status ${statusCode}`),
  )
}

export const contexts: Record<string, Action> = {
  'CX-03': emitters,
  'CX-04': generators,
  'CX-06': afterwards,
  'CX-07': nesting,
  'CX-09': soak,
  'CH-06': noRandom,
  'ER-24': recursion,
}
