import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App } from 'hipflask'

describe('DefaultJSONProvider.dumps', () => {
  it('refuses a value that goes round in circles in many ways', () => {
    const { json } = new App(import.meta)
    const parent: { children: unknown[] } = { children: [] }
    parent.children = [{ parent }, { parent }, { parent }]
    assert.throws(() => json.dumps(parent), /circular/)
  })

  it('refuses functions and symbols at any place', () => {
    const { json } = new App(import.meta)
    assert.throws(() => json.dumps({ a: [1, { b: () => 1 }] }), /function has no form in JSON/)
    assert.throws(() => json.dumps([[Symbol('s')]]), /symbol has no form in JSON/)
    assert.equal(json.dumps({ a: [undefined, null], b: undefined }), '{"a":[null,null]}')
  })
})
