import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { isUnreadable, placeAndReason, withoutLoaders } from '../../src/debug/unreadable.ts'

describe('a module that cannot be read', () => {
  it('is shown by its line and the reason, without the calls of who read it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hipflask-unreadable-'))
    const file = join(folder, 'app.ts')
    writeFileSync(file, 'let a\n\tconst = 1\n')
    const error = new Error(`Transform failed with 1 error:\n${file}:2:7: ERROR: No name`)
    error.name = 'TransformError'
    assert.ok(isUnreadable(error))
    assert.equal(placeAndReason(error), `${file}:2\n const = 1\n       ^\n\nSyntaxError: No name`)
    rmSync(folder, { recursive: true })
    assert.equal(placeAndReason(error), `${file}:2\n\nSyntaxError: No name`)
  })

  it('is shown as Node does where only Node knows the line', () => {
    const error = new SyntaxError('missing )')
    error.stack =
      'SyntaxError: missing )\n    at compileSourceTextModule (node:internal/modules/esm/utils:346:16)'
    assert.equal(placeAndReason(error), undefined)
    error.stack = `file:///app.js:3\nf(\n  ^\n\n${error.stack}`
    assert.equal(placeAndReason(error), 'file:///app.js:3\nf(\n  ^\n\nSyntaxError: missing )')
  })

  it('keeps the calls of a program', () => {
    const text = 'SyntaxError: x\n    at JSON.parse (<anonymous>)\n    at view (/app/app.js:3:5)'
    assert.equal(
      withoutLoaders(`${text}\n    at next (node:internal/x:1:1)\n\nNode.js v26.1.0\n`),
      text,
    )
  })
})
