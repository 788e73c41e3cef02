import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { App, Blueprint, currentApp } from 'hipflask'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'hipflask-cli-'))
after(() => rmSync(folder, { recursive: true }))

writeFileSync(
  join(folder, 'shop.mts'),
  `import { App } from 'hipflask'
export const app = new App(import.meta)
app.config.SECRET_KEY = 'a key for the test of commands'
app.get('/', () => 'hello')
app.post('/item/<int:id>', function item({ id }) { return { id } })
app.cli.command('greet <name>', { options: { '--loud': 'Loudly.' } }, ({ name, loud }) => console.log(loud ? name.toUpperCase() : name))
app.run()
`,
)

interface Outcome {
  code: number
  stdout: string
  stderr: string
}

function hipflask(...args: string[]): Promise<Outcome> {
  return hipflaskIn(root, ...args)
}

function hipflaskIn(cwd: string, ...args: string[]): Promise<Outcome> {
  const all = ['--import', import.meta.resolve('tsx'), join(root, 'src/cli.ts'), ...args]
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') }
  return new Promise((resolve) => {
    execFile(process.execPath, all, { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

const place = join(folder, 'shop.mts')

describe('hipflask', () => {
  it('lists the routes of an app that also calls run()', async () => {
    const { code, stdout } = await hipflask('--app', place, 'routes')
    assert.equal(code, 0)
    assert.match(stdout, /^item +POST +\/item\/<int:id>$/m)
  })

  it('finds an app by dots, and calls a function with arguments as they are written', async () => {
    mkdirSync(join(folder, 'made'))
    const code = `import { App } from 'hipflask'
export const createApp = (one, two) => {
  const app = new App(import.meta)
  app.cli.command('show', () => console.log(one, two, app.debug))
  return app
}
`
    writeFileSync(join(folder, 'made/app.mts'), code)
    writeFileSync(join(folder, 'made.env'), 'FLASK_DEBUG=1\n')
    const made = join(folder, 'made.app')
    for (const app of [`${made}:createApp("a", 'b', )`, ` ${made} : createApp ("a", "b") `]) {
      const { stdout } = await hipflask('--app', app, '-e', join(folder, 'made.env'), 'show')
      assert.equal(stdout.trim(), 'a b true')
    }
  })

  it('runs a command of the app', async () => {
    const { code, stdout } = await hipflask('--app', place, 'greet', 'bob', '--loud')
    assert.deepEqual([code, stdout.trim()], [0, 'BOB'])
  })

  it('says in one line which module is missing', async () => {
    const { code, stderr } = await hipflask('--app', 'nothing-here', 'routes')
    assert.equal(code, 1)
    assert.match(stderr, /^There is no module "nothing-here" in .*\n$/)
  })

  it('says where a module cannot be read, and no more', async () => {
    const file = join(folder, 'broken.mts')
    writeFileSync(file, `import { App } from 'hipflask'\nconst = 1\n`)
    const { code, stderr } = await hipflask('--app', file, 'routes')
    assert.equal(code, 1)
    assert.equal(
      stderr,
      `${file}:2\nconst = 1\n      ^\n\nSyntaxError: Expected identifier but found "="\n`,
    )
  })

  it('says why the app that was found has no commands', async () => {
    const broken = mkdtempSync(join(folder, 'broken-'))
    writeFileSync(join(broken, 'app.mts'), 'throw new TypeError("nothing works")')
    assert.match((await hipflaskIn(broken, 'greet')).stderr, /TypeError: nothing works/)
    const { stderr } = await hipflaskIn(mkdtempSync(join(folder, 'empty-')), 'greet')
    assert.match(stderr, /^No app was found in .*\n.*unknown command 'greet'/)
  })

  it('refuses an order of routes that does not exist', async () => {
    const { code, stderr } = await hipflask('--app', place, 'routes', '--sort', 'name')
    assert.equal(code, 1)
    assert.match(
      stderr,
      /'name' is invalid\. Allowed choices are endpoint, methods, domain, rule, match/,
    )
  })

  it('says in one line which file of variables is missing', async () => {
    const { code, stderr } = await hipflask('-e', 'missing.env', '--app', place, 'routes')
    assert.equal(code, 1)
    assert.match(stderr, /^The file "missing\.env" cannot be read: .*\n$/)
  })

  it('says in one line which certificate is missing', async () => {
    const tls = ['--cert', 'missing.pem', '--key', 'missing.pem']
    const { code, stderr } = await hipflask('--app', place, 'run', ...tls)
    assert.equal(code, 1)
    assert.match(stderr, /^The file "missing\.pem" cannot be read: .*$/m)
    assert.doesNotMatch(stderr, /^ +at /m)
  })

  it('says that it serves https when it was given a certificate', async () => {
    const pem = join(root, 'test/fixtures/localhost.pem')
    const tls = ['--cert', pem, '--key', pem, '--port', '0']
    const all = ['--import', 'tsx', join(root, 'src/cli.ts'), '--app', place, 'run', ...tls]
    const env = { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') }
    const child = spawn(process.execPath, all, { cwd: root, env })
    const [line] = await once(child.stdout, 'data')
    child.kill()
    await once(child, 'close')
    assert.match(String(line), /Serving shop on https:\/\/127\.0\.0\.1:\d+ /)
  })

  it('shows what a session cookie holds and whether it was signed here', async () => {
    const cookie = 'eyJuYW1lIjoicHl0aG9uIn0.ZVPxAA.xxxxxxxxxxxxxxxxxxxxxxxxxxx'
    const { stdout } = await hipflask('--app', place, 'session', 'decode', cookie)
    assert.match(stdout, /"name": "python"/)
    assert.match(stdout, /signed 2023-11-14T22:13:20\.000Z/)
    assert.match(stdout, /bad\./)
  })
})

describe('app.testCliRunner', () => {
  it('runs commands in the app context, those of blueprints in their group', async () => {
    const app = new App()
    const blueprint = new Blueprint('users')
    blueprint.cli.command('add <name>', ({ name }) =>
      console.log(`${currentApp.name} adds ${name}`),
    )
    app.registerBlueprint(blueprint)
    app.cli.command('fail', () => {
      throw new Error('no')
    })
    const runner = app.testCliRunner()
    const added = await runner.invoke(['users', 'add', 'ann'])
    assert.deepEqual([added.output.trim(), added.exitCode], [`${app.name} adds ann`, 0])
    const failed = await runner.invoke(['fail'])
    assert.equal((failed.exception as Error).message, 'no')
    assert.notEqual((await runner.invoke(['nothing'])).exitCode, 0)
    assert.equal((await runner.invoke(['nothing', '--help'])).exitCode, 2)
    assert.equal((await runner.invoke(['users', '--help'])).exitCode, 0)
  })

  it('puts the commands of a blueprint where cliGroup says, of its registration first', async () => {
    const app = new App()
    const say = (name: string) => () => console.log(`${name} ${currentApp.name}`)
    for (const [name, cliGroup, late] of [
      ['plain', undefined, undefined],
      ['custom', 'customized', undefined],
      ['merged', null, undefined],
      ['late', undefined, 'later'],
    ] as const) {
      const blueprint = new Blueprint(name, import.meta, { cliGroup })
      blueprint.cli.command(`${name}-command`, say(name))
      app.registerBlueprint(blueprint, { cliGroup: late })
    }
    const [parent, child] = [new Blueprint('parent'), new Blueprint('child')]
    child.cli.command('run', say('child'))
    parent.registerBlueprint(child)
    app.registerBlueprint(parent)
    const runner = app.testCliRunner()
    for (const args of [
      ['plain', 'plain-command'],
      ['customized', 'custom-command'],
      ['merged-command'],
      ['later', 'late-command'],
      ['parent.child', 'run'],
    ]) {
      assert.match((await runner.invoke(args)).output, new RegExp(` ${app.name}\n$`))
    }
    assert.equal((await runner.invoke(['late', 'late-command'])).exitCode, 2)
    assert.equal((await runner.invoke(['parent'])).exitCode, 2)
  })

  it('takes a command as a function, its arguments by name, and tells apart what was written where', async () => {
    const app = new App()
    const greet = app.cli.group('users').command('greet <name>', ({ name }: { name: string }) => {
      process.stderr.write('warned ')
      process.stdout.write(name)
    })
    const runner = app.testCliRunner()
    const result = await runner.invoke(greet, ['ann'])
    assert.deepEqual(
      [result.output, result.stdout, result.stderr],
      ['warned ann', 'ann', 'warned '],
    )
    assert.equal((await runner.invoke({ args: ['users', 'greet', 'bob'] })).stdout, 'bob')
  })

  it('refuses options that a command or a registration does not have', () => {
    const app = new App()
    const wrong = { option: {} } as never
    assert.throws(() => app.cli.command('x', wrong, () => undefined), /"option".*"options"/)
    const given = { url_prefix: '/a' }
    assert.throws(() => app.registerBlueprint(new Blueprint('b'), given), /"urlPrefix"/)
    app.registerBlueprint(new Blueprint('c'), { ownOption: 1 })
  })

  it('refuses two commands of one name', () => {
    const app = new App()
    app.cli.command('one', () => undefined)
    assert.throws(
      () => app.cli.command('one <x>', () => undefined),
      /Two commands are called "one"/,
    )
  })
})
