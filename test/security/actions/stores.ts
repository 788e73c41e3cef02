import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type App, request, session } from 'hipflask'
import {
  destroy,
  FileStore,
  MemoryStore,
  RedisStore,
  rotate,
  ServerSideSessionInterface,
  type SessionStore,
} from 'hipflask/sessions'
import { Redis } from 'ioredis'
import { startRedis } from '../../sessions/redis-server.ts'
import { startProxy, type Weather } from '../../sessions/weather.ts'
import type { Action } from './index.ts'
import { makeApp } from './library.ts'
import { unless } from './tools.ts'

function makeShop(store: SessionStore): App {
  const app = makeApp()
  app.sessionInterface = new ServerSideSessionInterface(store, { timeout: 0.5 })
  app.get('/health', { session: false }, () => 'ok')
  app.get('/set/<key>/<value>', async ({ key, value }) => {
    const before = session.get('user')
    session[key] = value
    await delay(Number(request.args.get('ms', '0')))
    return String(before)
  })
  app.get('/get/<key>', ({ key }) => String(session.get(key)))
  app.get('/all', () => JSON.stringify(Object.fromEntries(session)))
  app.get('/login', async () => {
    session.user = 'ann'
    await rotate(session)
    return 'in'
  })
  app.get('/logout', async () => {
    await destroy(session)
    return 'out'
  })
  return app
}

type Client = ReturnType<App['testClient']>
const cookieOf = async (client: Client, path: string) =>
  (await client.get(path)).headers.get('Set-Cookie')?.split(';')[0] ?? ''
const withCookie = (app: App, path: string, cookie: string) =>
  app.testClient({ useCookies: false }).get(path, { headers: { Cookie: cookie } })

interface Kept {
  app: App
  redis: Redis | undefined
  folder: string
}

/** Tries something on each kind of store. */
async function onEach(test: (kept: Kept) => Promise<string[]>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'attacked-store-'))
  const server = await startRedis()
  const redis = new Redis(server.port, '127.0.0.1')
  const stores: Record<string, [SessionStore, Redis?]> = {
    memory: [new MemoryStore()],
    file: [new FileStore(join(folder, 'sessions'))],
    redis: [new RedisStore(redis), redis],
  }
  const problems: string[] = []
  for (const [name, [store, client]] of Object.entries(stores)) {
    const found = await test({ app: makeShop(store), redis: client, folder })
    problems.push(...found.map((problem) => `${name}: ${problem}`))
  }
  redis.disconnect()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
  return problems
}

const HOSTILE = [
  '../../etc/passwd',
  '*',
  'a%0d%0aDEL x',
  '%00',
  'x'.repeat(9000),
  'session:other',
  'a/b',
  '..',
]

const hostileIds = () =>
  onEach(async ({ app, redis, folder }) => {
    const problems: string[] = []
    for (const id of HOSTILE) {
      const answer = await withCookie(app, '/set/a/1', `session=${id}`)
      const given = answer.headers.get('Set-Cookie') ?? ''
      if (answer.statusCode !== 200) problems.push(`${answer.statusCode} for ${id.slice(0, 20)}`)
      if (given.includes(`session=${id};`)) problems.push(`${id.slice(0, 20)} was adopted`)
    }
    const outside = readdirSync(folder).filter((name) => name !== 'sessions')
    const keys = (await redis?.keys('*')) ?? []
    const odd = keys.filter((key) => HOSTILE.some((id) => id.length > 1 && key.includes(id)))
    return [...problems, ...unless(outside.length + odd.length === 0, `${[...outside, ...odd]}`)]
  })

const rotation = () =>
  onEach(async ({ app }) => {
    const client = app.testClient()
    const before = await cookieOf(client, '/set/cart/full')
    const after = await cookieOf(client, '/login')
    const { text } = await withCookie(app, '/get/user', before)
    const moved = await client.get('/get/cart')
    return [
      ...unless(after !== '' && after !== before, 'the id stays'),
      ...unless(moved.text === 'full', `the cart is ${moved.text}`),
      // The old id works for requests that were on their way, and is no way in afterwards.
      ...unless(['ann', 'undefined'].includes(text), `the old id gives ${text}`),
    ]
  })

const destruction = () =>
  onEach(async ({ app }) => {
    const client = app.testClient()
    const cookie = await cookieOf(client, '/set/user/ann')
    await client.get('/logout')
    const { text } = await withCookie(app, '/get/user', cookie)
    return unless(text === 'undefined', `the old cookie gives ${text}`)
  })

const resurrection = () =>
  onEach(async ({ app }) => {
    const cookie = await cookieOf(app.testClient(), '/set/user/ann')
    const slow = withCookie(app, '/set/late/1?ms=100', cookie)
    await delay(30)
    await withCookie(app, '/logout', cookie)
    const kept = (await slow).headers.get('Set-Cookie')?.split(';')[0]
    const texts = [cookie, ...(kept ? [kept] : [])].map((one) => withCookie(app, '/get/user', one))
    const users = (await Promise.all(texts)).map(({ text }) => text)
    return unless(
      users.every((user) => user === 'undefined'),
      `it is back: ${users}`,
    )
  })

const parallel = () =>
  onEach(async ({ app }) => {
    const cookie = await cookieOf(app.testClient(), '/set/user/ann')
    const keys = Array.from({ length: 50 }, (_, n) => `k${n}`)
    const answers = await Promise.all(
      keys.map((key) => withCookie(app, `/set/${key}/1?ms=5`, cookie)),
    )
    const failed = answers.filter(({ statusCode }) => statusCode !== 200)
    const all = JSON.parse((await withCookie(app, '/all', cookie)).text) as Record<string, string>
    return [
      ...unless(failed.length === 0, `${failed.length} failed`),
      ...unless(
        keys.every((key) => all[key] === '1'),
        `${Object.keys(all).length} of 51 keys`,
      ),
    ]
  })

const BROKEN = ['{bad', '\x80\x04pickle', `x ${'x'.repeat(10_000_000)}`, '[1,2]', '']

const corruption = () =>
  onEach(async ({ app, redis }) => {
    if (redis === undefined) return []
    const problems: string[] = []
    for (const text of BROKEN) {
      await redis.flushall()
      const cookie = await cookieOf(app.testClient(), '/set/user/ann')
      for (const key of await redis.keys('*')) {
        const hash = (await redis.type(key)) === 'hash'
        if (!hash) await redis.set(key, text)
        else for (const field of await redis.hkeys(key)) await redis.hset(key, field, text)
      }
      const read = await withCookie(app, '/get/user', cookie)
      const written = await withCookie(app, '/set/user/bob', cookie)
      if (read.statusCode !== 200 || written.statusCode !== 200 || read.text !== 'undefined')
        problems.push(`${text.slice(0, 8)}: ${read.statusCode} ${read.text}, ${written.statusCode}`)
    }
    return problems
  })

/** Tries something on a Redis whose wire can be bad. */
async function inWeather(
  test: (app: App, change: (weather: Weather) => void) => Promise<string[]>,
) {
  const server = await startRedis()
  const proxy = await startProxy(server.port)
  const client = new Redis(proxy.port, '127.0.0.1', {
    retryStrategy: () => 50,
    maxRetriesPerRequest: null,
  })
  client.on('error', () => {})
  try {
    return await test(makeShop(new RedisStore(client)), proxy.change)
  } finally {
    client.disconnect()
    proxy.stop()
    await server.stop()
  }
}

async function timed(app: App, path: string, cookie: string) {
  const start = performance.now()
  const answer = await withCookie(app, path, cookie)
  return { answer, time: performance.now() - start }
}

async function recovers(app: App, cookie: string): Promise<string[]> {
  for (const end = Date.now() + 3000; Date.now() < end; await delay(50))
    if ((await withCookie(app, '/get/user', cookie)).text === 'ann') return []
  return ['it does not recover']
}

const badWeather = (weather: Weather) => () =>
  inWeather(async (app, change) => {
    const cookie = await cookieOf(app.testClient(), '/set/user/ann')
    change(weather)
    const health = await withCookie(app, '/health', cookie)
    const { answer, time } = await timed(app, '/get/user', cookie)
    const write = await timed(app, '/set/user/eve', cookie)
    change('fine')
    const fine = weather === 'flapping' || weather === 'cut' ? [200, 503] : [503]
    return [
      ...unless(health.statusCode === 200, `/health is ${health.statusCode}`),
      ...unless(fine.includes(answer.statusCode), `reading is ${answer.statusCode}`),
      ...unless(answer.statusCode !== 200 || answer.text === 'ann', `reading gives ${answer.text}`),
      ...unless(answer.statusCode !== 503 || answer.headers.has('Retry-After'), 'no Retry-After'),
      ...unless(time < 2500 && write.time < 2500, `${time} and ${write.time} ms`),
      ...(write.answer.statusCode === 200 ? [] : await recovers(app, cookie)),
    ]
  })

const misaligned = () =>
  inWeather(async (app, change) => {
    const users = Array.from({ length: 40 }, (_, n) => `user${n}`)
    const cookies = await Promise.all(
      users.map((user) => cookieOf(app.testClient(), `/set/user/${user}`)),
    )
    const read = () => Promise.all(cookies.map((cookie) => withCookie(app, '/get/user', cookie)))
    const foreign: string[] = []
    for (const weather of [
      'cut',
      'fine',
      'flapping',
      'fine',
      'half-open',
      'refuse',
      'fine',
    ] as const) {
      change(weather)
      for (const [n, { statusCode, text }] of (await read()).entries())
        if (statusCode === 200 && text !== users[n]) foreign.push(`${users[n]} reads ${text}`)
      await delay(60)
    }
    return foreign.slice(0, 3)
  })

async function unresolved(): Promise<string[]> {
  const client = new Redis(6379, 'no-such-host.invalid', {
    retryStrategy: () => 50,
    maxRetriesPerRequest: null,
  })
  client.on('error', () => {})
  const { answer, time } = await timed(makeShop(new RedisStore(client)), '/set/user/ann', '')
  client.disconnect()
  return unless(answer.statusCode === 503 && time < 2500, `${answer.statusCode} after ${time} ms`)
}

export const stores: Record<string, Action> = {
  'SS-03': hostileIds,
  'SS-04': rotation,
  'SS-05': destruction,
  'SS-06': resurrection,
  'SS-07': parallel,
  'SS-08': corruption,
  'SS-11': badWeather('refuse'),
  'SS-12': badWeather('slow'),
  'SS-13': badWeather('flapping'),
  'SS-14': misaligned,
  'SS-15': badWeather('cut'),
  'CH-05': unresolved,
}
