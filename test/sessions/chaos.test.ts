import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { App, session } from 'hipflask'
import { RedisStore, ServerSideSessionInterface } from 'hipflask/sessions'
import { Redis } from 'ioredis'
import { type RedisServer, startRedis, withoutRedis } from './redis-server.ts'

/** What the wire between the app and Redis does with the answers. */
type Weather = 'fine' | 'slow' | 'cut' | 'silent' | 'refuse'

/** A TCP proxy in front of Redis that can behave badly. */
async function startProxy(target: number) {
  const sockets = new Set<Socket>()
  const state = { weather: 'fine' as Weather }
  const server = createServer((client) => {
    if (state.weather === 'refuse') return client.destroy()
    const upstream = connect(target, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (chunk) => upstream.write(chunk))
    upstream.on('data', (chunk) => {
      if (state.weather === 'silent') return
      if (state.weather === 'slow') return void setTimeout(() => client.write(chunk), 600).unref()
      if (state.weather !== 'cut') return void client.write(chunk)
      client.write(chunk.subarray(0, Math.floor(chunk.length / 2)))
      client.destroy()
    })
    return undefined
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as { port: number }).port,
    state,
    change(weather: Weather) {
      state.weather = weather
      if (weather === 'refuse') for (const socket of sockets) socket.destroy()
    },
    stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

describe('store sessions on a Redis that fails', { skip: withoutRedis }, () => {
  let redis: RedisServer
  let proxy: Awaited<ReturnType<typeof startProxy>>
  let client: Redis
  let direct: Redis
  const app = new App()
  app.logger.error = () => {}
  app.secretKey = 'a key for the tests'
  app.get('/set/<value>', ({ value }) => {
    session.value = value
    return value
  })
  app.get('/get', () => String(session.get('value')))

  before(async () => {
    redis = await startRedis()
    proxy = await startProxy(redis.port)
    direct = new Redis(redis.port, '127.0.0.1')
    client = new Redis(proxy.port, '127.0.0.1', {
      retryStrategy: () => 50,
      maxRetriesPerRequest: null,
    })
    client.on('error', () => {})
    app.sessionInterface = new ServerSideSessionInterface(new RedisStore(client), { timeout: 0.4 })
  })
  after(async () => {
    client.disconnect()
    direct.disconnect()
    proxy.stop()
    await redis.stop()
  })

  /** Reads until the answer is 200 again, and gives the time that took. */
  async function recover(read: () => Promise<{ statusCode: number; text: string }>) {
    const started = performance.now()
    for (;;) {
      const response = await read()
      if (response.statusCode === 200) return { response, took: performance.now() - started }
      assert.ok(performance.now() - started < 5000, 'it did not recover')
    }
  }

  for (const weather of ['slow', 'cut', 'silent', 'refuse'] as const) {
    it(`answers 503 in time and recovers when the connection is: ${weather}`, async () => {
      const [ann, bob] = [app.testClient(), app.testClient()]
      await recover(() => ann.get('/set/ann'))
      await recover(() => bob.get('/set/bob'))
      proxy.change(weather)
      for (const [name, browser] of [
        ['ann', ann],
        ['bob', bob],
      ] as const) {
        const started = performance.now()
        const response = await browser.get('/get')
        assert.ok(performance.now() - started < 2000)
        assert.ok(response.statusCode === 503 || response.text === name, response.text)
      }
      proxy.change('fine')
      client.disconnect(true)
      const { response, took } = await recover(() => ann.get('/get'))
      assert.equal(response.text, 'ann')
      assert.equal((await recover(() => bob.get('/get'))).response.text, 'bob')
      assert.ok(took < 2000, `it took ${took} ms`)
    })
  }

  it('answers 503 when Redis is out of memory, and keeps what it had', async () => {
    const browser = app.testClient()
    await browser.get('/set/old')
    await direct.config('SET', 'maxmemory', '1')
    assert.equal((await browser.get('/set/new')).statusCode, 503)
    await direct.config('SET', 'maxmemory', '0')
    assert.equal((await browser.get('/get')).text, 'old')
  })

  it('answers 503 when Redis wants a password', async () => {
    const browser = app.testClient()
    await browser.get('/set/secret')
    await direct.config('SET', 'requirepass', 'pass')
    client.disconnect(true)
    assert.equal((await browser.get('/get')).statusCode, 503)
    await direct.config('SET', 'requirepass', '')
    assert.equal((await recover(() => browser.get('/get'))).response.text, 'secret')
  })

  it('never ends a session because Redis was restarted in between', async () => {
    const browser = app.testClient()
    await browser.get('/set/x')
    proxy.change('refuse')
    const broken = await browser.get('/get')
    assert.equal(broken.statusCode, 503)
    assert.equal(broken.headers.get('Set-Cookie'), null)
    proxy.change('fine')
    assert.equal((await recover(() => browser.get('/get'))).response.text, 'x')
  })
})
