import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ask, askPython } from './live.ts'
import { cases } from './live-cases.ts'

describe('values, filters and tests of templates', () => {
  it('give what Python and Jinja2 give', (test) => {
    const expected = askPython(cases)
    if (expected === undefined) return test.skip('python3 with jinja2 is not installed')
    const wrong = cases.flatMap((one, index) => {
      const ours = ask(one)
      const theirs = expected[index]
      const isEqual = theirs.ok === undefined ? ours.ok === undefined : theirs.ok === ours.ok
      return isEqual ? [] : [JSON.stringify({ case: one, ours, theirs })]
    })
    assert.deepEqual(wrong.slice(0, 50), [], `${wrong.length} of ${cases.length} differ`)
  })
})
