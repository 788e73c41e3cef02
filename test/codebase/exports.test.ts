import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { root } from './sources.ts'

const snapshot = join(root, 'test/codebase/exports.json')
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const subpaths = Object.keys(exports).filter((path) => path !== './package.json')

describe('the exports', () => {
  it('are those of test/codebase/exports.json (UPDATE_EXPORTS=1 writes it)', async () => {
    const names: Record<string, string[]> = {}
    for (const subpath of subpaths) {
      const source = exports[subpath].default.replace('./dist/', 'src/').replace(/\.js$/, '.ts')
      names[subpath] = Object.keys(await import(join(root, source))).sort()
    }
    if (process.env.UPDATE_EXPORTS) {
      writeFileSync(snapshot, `${JSON.stringify(names, null, 2)}\n`)
    }
    assert.deepEqual(names, JSON.parse(readFileSync(snapshot, 'utf8')))
  })

  it('leave templates, multipart, stores, commands and the debug page to their first use', async (t) => {
    const { loadedBy } = await import('./loaded.ts')
    const late =
      /^(jinja\/(?!door$)|request\/multipart$|commands\/(?!group$)|cli$|debug\/|middleware$|testing\/index|sessions\/(stores|server-side)\/)/
    const loaded = loadedBy('examples/session/app.ts')
    t.diagnostic(`${loaded.length} modules: ${loaded.join(' ')}`)
    assert.deepEqual(
      loaded.filter((path) => late.test(path)),
      [],
    )
    assert.ok(loaded.includes('app'), 'the list of loaded modules is not empty')
  })
})
