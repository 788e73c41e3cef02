import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Child } from '../../src/debug/child.ts'
import { showFailure } from '../../src/debug/failure.ts'
import { freePort, listen } from '../fixtures/ports.ts'

describe('showFailure', () => {
  it('leaves the port to the next program, also when it never got it', async () => {
    const other = createServer()
    const port = await listen(other)
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

  it('says that the program cannot be started where Node is gone, and goes on', async (t) => {
    const place = await freePlace()
    const changes = new EventEmitter()
    const change = once(changes, 'change').then(([path]) => String(path))
    withoutNode(t)
    const orders = { execArgv: [], args: ['-e', ''], folder: tmpdir() }
    const shown = showFailure(orders, place, { change, isRepeated: true })
    const { href } = new URL(`http://${place.host}:${place.port}/`)
    let text = ''
    while (text === '')
      text = await fetch(href).then(
        (answer) => answer.text(),
        () => '',
      )
    assert.match(text, /The program cannot be started: .*no-node ENOENT\./)
    changes.emit('change', 'app.ts')
    assert.equal(await shown, 'app.ts')
  })
})

describe('a child of the reloader', () => {
  it('has ended, and says why, where it could not be started', async (t) => {
    withoutNode(t)
    let written = ''
    t.mock.method(process.stderr, 'write', (text: string) => {
      written += text
      return true
    })
    const orders = { execArgv: [], args: ['-e', ''], folder: tmpdir() }
    const child = new Child(orders, { waits: true, port: undefined, watch: () => undefined })
    child.go(5000)
    assert.deepEqual(await child.ended, { code: 1, signal: null })
    assert.equal(child.isOver, true)
    assert.match((await child.lastWords()) ?? '', /^The program cannot be started: .*ENOENT\.$/)
    assert.equal(written, `${await child.lastWords()}\n`)
    await child.replace()
  })
})

function withoutNode(t: TestContext): void {
  const { execPath } = process
  process.execPath = join(tmpdir(), 'no-node')
  t.after(() => {
    process.execPath = execPath
  })
}

async function freePlace(): Promise<{ host: string; port: number }> {
  return { host: '127.0.0.1', port: await freePort() }
}
