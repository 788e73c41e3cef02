import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { root } from './sources.ts'

describe('the build', () => {
  // Where an installed package would be, so that what it needs is found.
  const folder = mkdtempSync(join(root, 'node_modules/.build-'))

  before(() => {
    const builder = join(root, 'node_modules/rolldown/bin/cli.mjs')
    const args = ['-c', 'src/rolldown.config.mjs', '--dir', folder, '--log-level', 'silent']
    execFileSync(process.execPath, [builder, ...args], { cwd: root, stdio: 'ignore' })
    // Not the sources, to which the paths of the repository lead.
    writeFileSync(join(folder, 'tsconfig.json'), '{}')
  })
  after(() => rmSync(folder, { recursive: true }))

  function run(flags: readonly string[]): string {
    writeFileSync(
      join(folder, 'program.mjs'),
      `import { App, FileStorage, Markup, renderTemplateString, request } from './index.js'
      const app = new App(import.meta)
      const form = { method: 'POST', data: { f: [Buffer.from('x'), 'a.txt'] } }
      const isOurs = () => request.files.f instanceof FileStorage
      if (!app.testRequestContext('/', form, isOurs)) console.log('another FileStorage')
      app.testing = true
      app.templateGlobal('mark', () => new Markup('<b>'))
      app.get('/', () => renderTemplateString('{{ mark() }}{{ "<" }}'))
      console.log((await app.testClient().get('/')).text)`,
    )
    const options = { cwd: folder, encoding: 'utf8' } as const
    return execFileSync(process.execPath, [...flags, 'program.mjs'], options)
  }

  it('renders templates, also where a tool compiles each required file', () => {
    assert.equal(run([]), '<b>&lt;\n')
    assert.equal(run(['--import', import.meta.resolve('tsx')]), '<b>&lt;\n')
  })

  it('throws in lines that a terminal can show, as Node prints them', () => {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.js')) continue
      for (const line of readFileSync(join(folder, name), 'utf8').split('\n'))
        assert.ok(!line.includes('throw ') || line.length < 500, `${name}: ${line.slice(0, 100)}`)
    }
  })
})
