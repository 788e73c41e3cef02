import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { App } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'
import { DIFFERENCES } from '../../src/config/defaults.ts'
import { withTable } from './differences-table.ts'

describe('docs/differences.md', () => {
  it('has the table of the config keys as they are: npm run docs writes it', () => {
    const page = readFileSync(new URL('../../docs/differences.md', import.meta.url), 'utf8')
    assert.equal(page, withTable(page))
  })
})

describe('flaskDefaults', () => {
  it("sets every key that differs to Flask's value", () => {
    const app = flaskDefaults(new App())
    for (const [key, { ours, flask }] of Object.entries(DIFFERENCES)) {
      assert.deepEqual(app.config.get(key), flask)
      assert.notDeepEqual(ours, flask)
      assert.deepEqual(new App().config.get(key), ours)
    }
  })
})
