import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { showFailure } from '../../src/debug/failure.ts'

describe('showFailure', () => {
  it('leaves the port to the next program, also when it never got it', async () => {
    const other = createServer()
    await once(other.listen(0, '127.0.0.1'), 'listening')
    const { port } = other.address() as AddressInfo
    const changes = new EventEmitter()
    const change = once(changes, 'change').then(([path]) => String(path))
    const args = ['-e', 'process.exit(1)']
    const orders = { execArgv: [], args, folder: tmpdir(), parent: process.pid }
    const shown = showFailure(orders, { host: '127.0.0.1', port }, { change, isRepeated: false })
    await pause(50)
    changes.emit('change', 'app.ts')
    assert.equal(await shown, 'app.ts')
    await once(other.close(), 'close')
    // Longer than it waits before it tries the port again.
    await pause(200)
    await assert.rejects(once(connect(port, '127.0.0.1'), 'connect'), /ECONNREFUSED/)
  })
})
