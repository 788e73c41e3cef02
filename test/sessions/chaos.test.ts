import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createClient } from '@redis/client'
import { App, session } from 'hipflask'
import {
  type RedisClient,
  RedisStore,
  ServerSideSessionInterface,
  transact,
} from 'hipflask/sessions'
import { Redis } from 'ioredis'
import { inTime, PATIENCE } from '../fixtures/patience.ts'
import { type RedisServer, startRedis, withoutRedis } from './redis-server.ts'
import { startProxy } from './weather.ts'

/** A client of some library: how it is ended, and how it begins again with a new connection. */
interface Connection {
  readonly client: RedisClient
  end(): void
}

const libraries: Record<string, (port: number) => Promise<Connection>> = {
  async ioredis(port) {
    const client = new Redis(port, '127.0.0.1', {
      retryStrategy: () => 50,
      maxRetriesPerRequest: null,
    })
    client.on('error', () => {})
    return { client, end: () => client.disconnect() }
  },
  async redis(port) {
    const client = createClient({
      socket: { port, host: '127.0.0.1', reconnectStrategy: () => 50 },
    })
    client.on('error', () => {})
    await client.connect()
    return { client, end: () => client.destroy() }
  },
}

for (const [library, open] of Object.entries(libraries)) {
  describe(`store sessions on a Redis that fails, over ${library}`, { skip: withoutRedis }, () => {
    let redis: RedisServer
    let proxy: Awaited<ReturnType<typeof startProxy>>
    let connection: Connection
    let direct: Redis
    const app = new App()
    app.logger.error = () => {}
    app.get('/set/<value>', ({ value }) => {
      session.value = value
      return value
    })
    app.get('/get', () => String(session.get('value')))
    app.get('/count', () =>
      transact(session, (fresh) => String((fresh.count = fresh.get('count', 0) + 1))),
    )

    before(async () => {
      redis = await startRedis()
      proxy = await startProxy(redis.port)
      direct = new Redis(redis.port, '127.0.0.1')
      connection = await open(proxy.port)
      const store = new RedisStore(connection.client)
      app.sessionInterface = new ServerSideSessionInterface(store, { timeout: 0.4 })
    })
    after(async () => {
      connection.end()
      direct.disconnect()
      proxy.stop()
      await redis.stop()
    })

    /** Reads until the answer is 200 again. */
    async function recover(read: () => Promise<{ statusCode: number; text: string }>) {
      const started = performance.now()
      for (;;) {
        const response = await read()
        const took = performance.now() - started
        if (response.statusCode === 200) return response.text
        assert.ok(took < PATIENCE, `it did not recover in ${took} ms`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }

    for (const weather of ['slow', 'cut', 'half-open', 'refuse', 'flapping'] as const) {
      it(`gives own data or a 503 in time, and recovers, when it is: ${weather}`, async () => {
        const [ann, bob] = [app.testClient(), app.testClient()]
        await recover(() => ann.get('/set/ann'))
        await recover(() => bob.get('/set/bob'))
        proxy.change(weather)
        const ask = async (name: string, browser: typeof ann) => {
          const response = await inTime(browser.get('/get'))
          assert.ok(response.statusCode === 503 || response.text === name, response.text)
          assert.ok(response.statusCode === 200 || !response.headers.has('Set-Cookie'))
        }
        for (let count = 0; count < 5; count++) {
          await Promise.all([ask('ann', ann), ask('bob', bob), ask('ann', ann)])
          await new Promise((resolve) => setTimeout(resolve, 15))
        }
        proxy.change('fine')
        assert.equal(await recover(() => ann.get('/get')), 'ann')
        assert.equal(await recover(() => bob.get('/get')), 'bob')
      })
    }

    it('keeps all that it said it had kept, while connections come and go', async () => {
      const browser = app.testClient()
      await recover(() => browser.get('/set/counter'))
      proxy.change('flapping')
      const answers = await Promise.all(Array.from({ length: 30 }, () => browser.get('/count')))
      proxy.change('fine')
      const counts = answers.filter((each) => each.statusCode === 200).map((each) => each.text)
      assert.equal(new Set(counts).size, counts.length)
      const last = Number(await recover(() => browser.get('/count')))
      assert.ok(last > counts.length, `${last} after ${counts.length}`)
      assert.equal(await recover(() => browser.get('/get')), 'counter')
    })

    it('answers 503 when Redis is out of memory, and keeps what it had', async () => {
      const browser = app.testClient()
      await recover(() => browser.get('/set/old'))
      await direct.config('SET', 'maxmemory', '1')
      assert.equal((await browser.get('/set/new')).statusCode, 503)
      await direct.config('SET', 'maxmemory', '0')
      assert.equal((await browser.get('/get')).text, 'old')
    })

    it('answers 503 when Redis wants a password', async () => {
      const browser = app.testClient()
      await recover(() => browser.get('/set/secret'))
      await direct.config('SET', 'requirepass', 'pass')
      proxy.change('refuse')
      proxy.change('fine')
      assert.equal((await browser.get('/get')).statusCode, 503)
      await direct.config('SET', 'requirepass', '')
      assert.equal(await recover(() => browser.get('/get')), 'secret')
    })
  })
}
