import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, flash, session } from 'hipflask'
import { MemoryStore, ServerSideSessionInterface, type SessionSchema } from 'hipflask/sessions'

/** A schema as libraries make them: `{ count: number }` and nothing else. */
const counts: SessionSchema = {
  '~standard': {
    version: 1,
    validate(value) {
      const keys = Object.entries(value as object)
      const wrong = keys.find(([key, each]) => key !== 'count' || typeof each !== 'number')
      if (wrong === undefined) return { value }
      return { issues: [{ message: 'Not a number', path: [{ key: wrong[0] }] }] }
    },
  },
}

function setUp() {
  const app = new App()
  app.secretKey = 'a key for the tests'
  app.get('/set/<value>', ({ value }) => {
    session.count = value === 'text' ? value : Number(value)
    session.permanent = true
    flash('kept')
    return 'set'
  })
  app.get('/get', () => String(session.get('count')))
  return app
}

describe('SESSION_SCHEMA', () => {
  for (const kind of ['cookie', 'store']) {
    it(`makes a session of another shape empty, in a ${kind}`, async () => {
      const app = setUp()
      if (kind === 'store') app.sessionInterface = new ServerSideSessionInterface(new MemoryStore())
      app.config.SESSION_SCHEMA = counts
      const warnings: string[] = []
      app.logger.warn = (...words: unknown[]) => void warnings.push(String(words[0]))
      app.debug = true
      const client = app.testClient()
      await client.get('/set/3')
      assert.equal((await client.get('/get')).text, '3')
      await client.get('/set/text')
      assert.equal((await client.get('/get')).text, 'undefined')
      assert.match(warnings[0], /does not fit SESSION_SCHEMA.*"count": Not a number/)
    })
  }

  it('has to answer at once', async () => {
    const app = setUp()
    app.testing = true
    app.config.SESSION_SCHEMA = {
      '~standard': { version: 1, validate: async (value) => ({ value }) },
    }
    const client = app.testClient()
    await client.get('/set/3')
    await assert.rejects(client.get('/get'), /validates asynchronously/)
  })
})
