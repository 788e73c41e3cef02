import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App } from 'hipflask'

describe('app.testRequestContext', () => {
  it('lets hooks be registered behind it', async () => {
    const app = new App(import.meta)
    app.route('/', () => 'view')
    app.testRequestContext('/', () => undefined)
    const seen: string[] = []
    app.beforeRequest(() => void seen.push('before'))
    app.teardownRequest(() => void seen.push('teardown'))
    await app.testClient().get('/')
    assert.deepEqual(seen, ['before', 'teardown'])
  })
})
