import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isSecretName, Secrets } from '../../src/debug/secrets.ts'
import { cpuTime } from '../fixtures/cpu-time.ts'

describe('the secrets of the error page', () => {
  const secrets = new Secrets({ SECRET_KEY: 'known-to-us', PER_PAGE: 20 })

  it('are hidden in addresses, in queries and by what they are', () => {
    const shown = {
      'postgres://me:word@host/db': 'postgres://me:(hidden)@host/db',
      '/a?page=1&token=abc&next=/b?api_key=d#e':
        '/a?page=1&token=(hidden)&next=/b?api_key=(hidden)#e',
      '/a?database_pool_url=x;otp=123': '/a?database_pool_url=(hidden)',
      'signed with known-to-us': 'signed with (hidden)',
      '/a?author=me&options=1': '/a?author=me&options=1',
    }
    for (const [text, hidden] of Object.entries(shown)) assert.equal(secrets.hide(text), hidden)
  })

  it('have names that tell', () => {
    const names = ['SECRET_KEY', 'DATABASE_URL', 'SQLALCHEMY_DATABASE_URI', 'dbPassword', 'otp']
    assert.deepEqual(names.map(isSecretName), [true, true, true, true, true])
    assert.deepEqual(['author', 'option', 'footprint', 'database'].map(isSecretName), [
      false,
      false,
      false,
      false,
    ])
  })

  it('are looked for in time by the length of a text', () => {
    for (const part of ['?', '?database', 'a.', ';x', 'a://u:', '?token']) {
      const text = part.repeat(15_000 / part.length)
      assert.ok(cpuTime(() => secrets.hide(text)) < 500, part)
      assert.ok(cpuTime(() => isSecretName(text)) < 500, part)
    }
  })
})
