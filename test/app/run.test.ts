import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, it } from 'node:test'
import { App } from 'hipflask'

const hasIPv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
)

describe('app.run', () => {
  it('takes null for what is not given, by position and by name', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.config.SERVER_NAME = '127.0.0.1:0'
    for (const server of [await app.run(null, null, null), await app.run({ host: null })]) {
      assert.equal((server.address() as AddressInfo).address, '127.0.0.1')
      await once(server.close(), 'close')
    }
    assert.equal(app.debug, false)
  })

  it('listens where SERVER_NAME says', async () => {
    const app = new App(import.meta, { staticFolder: null })
    for (const [name, address] of [
      ['127.0.0.1:0', '127.0.0.1'],
      ...(hasIPv6 ? [['[::1]:0', '::1']] : []),
    ]) {
      app.config.SERVER_NAME = name
      const server = await app.run()
      assert.equal((server.address() as AddressInfo).address, address)
      await once(server.close(), 'close')
    }
  })

  it('is in debug mode as it is told, else as FLASK_DEBUG says, else as configured', async () => {
    const before = process.env.FLASK_DEBUG
    const debugs = async (
      environment: string | undefined,
      configured: boolean,
      debug?: boolean,
    ): Promise<boolean> => {
      delete process.env.FLASK_DEBUG
      if (environment !== undefined) process.env.FLASK_DEBUG = environment
      const app = new App(import.meta, { staticFolder: null })
      app.logger = { debug() {}, info() {}, warn() {}, error() {} }
      app.debug = configured
      const server = await app.run({
        port: 0,
        useReloader: false,
        ...(debug !== undefined && { debug }),
      })
      await once(server.close(), 'close')
      return app.debug
    }
    try {
      assert.equal(await debugs('1', false), true)
      assert.equal(await debugs('0', true), false)
      assert.equal(await debugs('1', true, false), false)
      assert.equal(await debugs('0', false, true), true)
      assert.equal(await debugs(undefined, true), true)
    } finally {
      delete process.env.FLASK_DEBUG
      if (before !== undefined) process.env.FLASK_DEBUG = before
    }
  })
})
