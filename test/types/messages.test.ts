import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: source text
const files = {
  right: "app.route('/<int:id>', ({ id }) => id.toFixed())",
  forgotten: "app.route('/user/<int:id>', ({ id }) => { console.log(id) })",
  misnamed: "app.route('/user/<int:id>', ({ name }) => `${name}`)",
  unlinked: "const show = app.route('/user/<int:id>', ({ id }) => `${id}`)\nurlFor(show, {})",
}

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: source text
describe('What the compiler says', () => {
  let folder: string
  let output: string[]
  before(() => {
    folder = mkdtempSync(join(root, 'test/types/.compile-'))
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../../tsconfig.json', include: ['*.ts'] }),
    )
    for (const [name, source] of Object.entries(files)) {
      const head =
        "import { App, urlFor } from 'hipflask'\nexport { urlFor }\nexport const app = new App()\n"
      writeFileSync(join(folder, `${name}.ts`), `${head}${source}\n`)
    }
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
      encoding: 'utf8',
    })
    output = stdout.split(/\n(?=\S)/)
  })
  after(() => rmSync(folder, { recursive: true }))

  const said = (name: keyof typeof files): string =>
    output.find((text) => text.includes(`/${name}.ts(`)) ?? ''

  it('is nothing for what is right', () => {
    assert.equal(said('right'), '')
  })

  it('names what a view must return when the return was forgotten', () => {
    assert.match(said('forgotten'), /void/)
    assert.match(said('forgotten'), /ResponseReturnValue|ResponseValue/)
    assert.ok(said('forgotten').length < 1500, said('forgotten'))
  })

  it('prints the arguments of the rule when a name is wrong', () => {
    assert.match(said('misnamed'), /Property 'name' does not exist on type '\{ id: number; \}'/)
  })

  it('prints the value that a link lacks', () => {
    assert.match(said('unlinked'), /id: number|'id' is missing/)
  })
})
