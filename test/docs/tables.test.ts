import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { App } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'
import { configDefaults, DIFFERENCES } from '../../src/config/defaults.ts'
import { keyMeanings, pagesWithTables } from './tables.ts'

describe('the tables in docs/', () => {
  for (const [name, write] of Object.entries(pagesWithTables)) {
    it(`are as the source has them: npm run docs writes them (${name})`, () => {
      const page = readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')
      assert.equal(page, write(page))
    })
  }

  it('say of each key of the configuration what it is by default', () => {
    const meanings = keyMeanings()
    assert.deepEqual([...meanings.keys()].sort(), Object.keys(configDefaults()).sort())
    for (const [key, meaning] of meanings) assert.match(meaning, /\. Default [^.]/, key)
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
