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
})
