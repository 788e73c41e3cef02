import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { App } from 'hipflask'
import { root } from '../codebase/sources.ts'

describe('an error that ends the program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hipflask-advice-'))
  after(() => rmSync(folder, { recursive: true }))

  /** Runs a program that makes a mistake in its third line, and gives what it writes. */
  function errorsOf(mistake: string): string {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    const code = `import { App } from 'hipflask'\nconst app: any = new App(import.meta)\n${mistake}\n`
    writeFileSync(join(folder, 'app.ts'), code)
    const flags = ['--import', import.meta.resolve('tsx')]
    const { stderr } = spawnSync(process.execPath, [...flags, 'app.ts'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
    })
    return stderr
  }

  it('is preceded by what to do about a name of Flask', () => {
    const errors = errorsOf('app.before_request(() => {})')
    assert.match(
      errors,
      /^Names of Flask are written in camelCase here: did you mean beforeRequest\?\n/,
    )
    assert.match(errors, /TypeError: app\.before_request is not a function/)
  })

  it('is preceded by the place in the program, where this package has thrown it', () => {
    assert.match(errorsOf(`app.get('users', () => 'x')`), /^app\.ts:3:5: The rule "users" does not/)
  })

  it('stands alone else', () => {
    assert.doesNotMatch(errorsOf(`throw new Error('my own')`), /^[^\n]*my own/)
  })

  it('is preceded by advice also where there is no app yet', () => {
    assert.match(errorsOf('new Flask(__name__)'), /^The class is called App here: new App\(import/)
    assert.match(errorsOf('new App(__name__)'), /^What is __name__ in Python is import\.meta here/)
    assert.match(errorsOf('app.listen(3000)'), /^An app is served by app\.run\(\{ port: 3000 \}\)/)
  })

  it('is listened for once, however many apps there are', () => {
    const before = process.listenerCount('uncaughtExceptionMonitor')
    new App(folder)
    assert.equal(process.listenerCount('uncaughtExceptionMonitor'), before)
  })
})

describe('a name of Flask', () => {
  it('is told apart from a name that is just missing', async () => {
    const { hintForText } = await import('../../src/errors.ts')
    const missing = "The requested module 'hipflask' does not provide an export named"
    assert.match(hintForText(`${missing} 'render_template'`) ?? '', /did you mean renderTemplate\?/)
    assert.match(hintForText(`${missing} 'Flask'`) ?? '', /The class is called App here/)
    assert.match(hintForText('Flask is not a constructor') ?? '', /The class is called App here/)
    assert.equal(hintForText('None is not defined'), 'What is None in Python is null here.')
    assert.equal(
      hintForText('cart.append is not a function'),
      'What is append in Python is push() here.',
    )
    assert.match(
      hintForText('Cannot add property X-Name, object is not extensible') ?? '',
      /headers\.set\(name, value\)/,
    )
    assert.equal(hintForText('nothing is not defined'), undefined)
    assert.equal(hintForText(`${missing} 'Nothing'`), undefined)
    assert.equal(
      hintForText("The requested module 'other' does not provide an export named 'a_b'"),
      undefined,
    )
  })
})
