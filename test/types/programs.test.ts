import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const source = `import { App, g, session } from 'hipflask'
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
const same = <A, B>(..._: Same<A, B> extends true ? [] : ['different']): void => {}
declare module 'hipflask' {
  interface SessionData { name?: string; count: number; cart: { id: number }[] }
  interface Globals { user: { id: number } }
  interface Config { MAIL_SERVER: string }
  interface Converters { date: Date }
}
const app = new App()
const name = session.get('name')
same<typeof name, string | undefined>()
const other = session.get('name', null)
same<typeof other, string | null>()
const count = session.pop('count')
same<typeof count, number>()
same<typeof session.name, string>()
same<typeof g.user, { id: number }>()
same<typeof app.config.MAIL_SERVER, string>()
app.route('/<date:on>', ({ on }) => { same<typeof on, Date>(); return 'x' })
session.cart.push({ id: 1 })
session.update({ count: 1 })
session.permanent = true
session.count++
for (const [key] of session) same<typeof key, 'name' | 'count' | 'cart'>()
new App().testClient().session.count.toFixed()
// @ts-expect-error unknown
session.nmae = 'x'
// @ts-expect-error mistyped
session.count = 'x'
// @ts-expect-error unknown
g.usr
// @ts-expect-error read only
session.size = 1
`

/** Gives what the compiler says of a program of its own, which needs the framework. */
function mistakes(source: string, compilerOptions: object): string[] {
  const folder = mkdtempSync(join(root, 'test/types/.program-'))
  try {
    const config = { extends: '../../../tsconfig.json', include: ['*.ts'], compilerOptions }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    writeFileSync(join(folder, 'program.ts'), source)
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const args = [compiler, '-p', folder, '--pretty', 'false']
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    return stdout.split(/\n(?=\S)/).filter((text) => text !== '')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('SessionData, Globals, Config and Converters', () => {
  it('type session, g, config and rules everywhere, once they are augmented', () => {
    const found = mistakes(source, {})
    const own = found.filter((text) => text.includes('program.ts('))
    assert.deepEqual(own, [])
  })
})

describe('the types', () => {
  it('fit those of browsers, which are there unless a program says otherwise', () => {
    const lib = ['es2023', 'esnext.disposable', 'dom']
    assert.deepEqual(mistakes("import 'hipflask'\n", { lib }), [])
  })
})
