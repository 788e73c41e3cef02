import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'

describe('ownFolder', () => {
  it('is a path also where a URL would escape it', async () => {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'hipflask own é-'))
    try {
      const copy = join(folder, 'own-files.mts')
      copyFileSync(fileURLToPath(new URL('../../src/own-files.ts', import.meta.url)), copy)
      const { ownFolder } = await import(pathToFileURL(copy).href)
      assert.equal(ownFolder, `${folder}/`)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
