import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { root } from '../codebase/sources.ts'

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

describe('npm start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hipflask-start-'))
  after(() => rmSync(folder, { recursive: true }))

  it('builds the package first when it is missing or older than its source', () => {
    const script = /^node (src\/\S+)$/.exec(scripts.prestart)?.[1] ?? ''
    mkdirSync(join(folder, 'src/deep'), { recursive: true })
    cpSync(join(root, script), join(folder, script))
    writeFileSync(join(folder, 'package.json'), '{ "scripts": { "build": "node build.mjs" } }')
    writeFileSync(
      join(folder, 'build.mjs'),
      `import { mkdirSync, writeFileSync } from 'node:fs'
mkdirSync('dist', { recursive: true })
writeFileSync('dist/index.js', '')
console.log('It is built.')`,
    )
    const isBuilt = (): boolean => {
      const output = execFileSync(process.execPath, [script], { cwd: folder, encoding: 'utf8' })
      assert.ok(existsSync(join(folder, 'dist/index.js')))
      return output.includes('It is built.')
    }
    assert.equal(isBuilt(), true)
    assert.equal(isBuilt(), false)
    writeFileSync(join(folder, 'src/deep/module.ts'), '')
    const later = Date.now() / 1000 + 10
    utimesSync(join(folder, 'src/deep/module.ts'), later, later)
    assert.equal(isBuilt(), true)
  })

  it('runs the example with the built package, and npm run dev with the sources', () => {
    const file = 'examples/.which.ts'
    writeFileSync(join(root, file), "console.log(import.meta.resolve('hipflask'))")
    const tsx = createRequire(import.meta.url).resolve('tsx/cli')
    const env = { ...process.env, TSX_TSCONFIG_PATH: undefined }
    try {
      for (const [name, part] of [
        ['start', '/dist/index.js'],
        ['dev', '/src/index.ts'],
      ]) {
        const words: string[] = scripts[name].split(' ')
        assert.equal(words.shift(), 'tsx')
        assert.equal(words.pop(), 'examples/session/app.ts')
        const args = [tsx, ...words, file]
        const output = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', env })
        assert.ok(output.trim().endsWith(part), output)
      }
    } finally {
      rmSync(join(root, file))
    }
  })
})
