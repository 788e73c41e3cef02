import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { canWait } from '../../src/debug/child.ts'
import { watchedFolder } from '../../src/debug/files.ts'
import { WatchedProgram } from './watched-program.ts'

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

const source = (version: string) => `import { existsSync } from 'node:fs'
import { App } from 'hipflask'
const app = new App(import.meta)
const news = existsSync(import.meta.dirname + '/new.ts') ? ' with new' : ''
app.get('/', () => '${version}' + news)
app.get('/pid', () => String(process.pid))
app.get('/hang', () => { for (;;); })
app.get('/flags', () => process.execArgv.join(' ') + ' ' + String(process.env.HIPFLASK_RELOADER))
export { app }
if (app.isMain) app.run({ port: 0, debug: true, extraFiles: [import.meta.dirname + '/.extra'] })
`

describe('the reloader', () => {
  const program = new WatchedProgram(source)

  before(() => program.start())
  after(() => program.stop())

  it('starts the program again when its file is written or replaced', async (t) => {
    const times: number[] = []
    for (let save = 0; save < 6; save++) {
      if (save % 2 === 0) program.save(`save ${save}`)
      else program.replace(`save ${save}`)
      times.push(await program.until(`save ${save}`))
    }
    times.sort((one, other) => one - other)
    t.diagnostic(`save to first answer: median ${times[3].toFixed(0)} ms`)
    assert.match(program.errors, /Restarting, as app\.ts has changed/)
  })

  it('serves from the child alone, which sees neither flags nor variables of the reloader', async () => {
    assert.notEqual(await program.get('/pid'), String(program.pid))
    assert.match(await program.get('/flags'), /^--import \S*tsx\S* undefined$/)
  })

  it('notices a new file and one that is gone', async () => {
    program.write('new.ts', '')
    await program.until('with new')
    assert.match(program.errors, /Restarting, as new\.ts has changed/)
    const before = await program.get('/pid')
    program.remove('new.ts')
    await program.nextPid(before)
  })

  it('notices extra files, whatever their names', async () => {
    const before = await program.get('/pid')
    program.write('.extra', 'one')
    const pid = await program.nextPid(before)
    program.write('.extra', 'another')
    await program.nextPid(pid)
  })

  it('leaves what a program writes while it runs, and hidden folders', async () => {
    const before = await program.get('/pid')
    for (const name of [
      'app.log',
      'shop.sqlite3',
      'shop.json',
      'photo.jpg',
      'page.html',
      '.hidden.ts',
    ])
      program.write(name, 'written')
    program.save('seen after that')
    await program.until('seen after that')
    assert.notEqual(await program.get('/pid'), before)
    assert.doesNotMatch(program.errors, /as (app\.log|shop|photo|page|\.hidden)/)
  })

  it('watches what a compiler wrote where that is the program, and else the package', () => {
    const root = join(program.folder, '.cache', 'shop')
    assert.equal(watchedFolder(root, root), root)
    assert.equal(watchedFolder(root, join(root, 'src')), root)
    assert.equal(watchedFolder(root, join(root, 'dist', 'web')), join(root, 'dist'))
  })

  it('ends a child that hangs', async () => {
    program.get('/hang')
    program.save('free again')
    await program.until('free again')
  })

  it('shows what keeps the program from loading, and goes on when it is mended', async () => {
    program.write('app.ts', 'const = nothing')
    await program.until('does not load')
    assert.match(program.errors, /app\.ts:1\nconst = nothing\n {6}\^\n\nSyntaxError: [^\n]+\n$/)
    const page = await program.get('/', { Accept: 'text/html' })
    assert.match(page, /<h1>The app does not load<\/h1>/)
    const json = JSON.parse(await program.get('/', { Accept: 'application/json' }))
    assert.match(json.detail, /app\.ts:1\nconst = nothing\n {6}\^\n\nSyntaxError: [^\n]+$/)
    const elsewhere = await program.get('/', {
      Accept: 'text/html',
      'X-Forwarded-For': '192.0.2.1',
    })
    assert.match(elsewhere, /The terminal of the program says why\./)
    assert.doesNotMatch(elsewhere, /app\.ts/)
    program.write('app.ts', 'const app = {}\napp.before_request(() => {})')
    await program.until('did you mean beforeRequest?')
    program.write('app.ts', `throw new Error('still <b>broken</b>')`)
    await program.until('still <b>broken</b>')
    program.save('mended')
    await program.until('mended')
  })

  it('reads a program that does not load once, and says why by what it threw', async () => {
    program.write(
      'app.ts',
      `import { appendFileSync } from 'node:fs'
appendFileSync(import.meta.dirname + '/reads.log', 'read ')
throw new Error('once is enough', { cause: new Error('the deeper one') })`,
    )
    await program.until('once is enough')
    assert.match(await program.get(), /app\.ts:3[\s\S]*the deeper one/)
    assert.equal(readFileSync(join(program.folder, 'reads.log'), 'utf8'), 'read ')
    program.save('read again')
    await program.until('read again')
  })

  it('goes on after a file that was empty for a while', async () => {
    program.write('app.ts', '')
    await program.until('It ended before it served.')
    program.save('full again')
    await program.until('full again')
  })

  it('waits for its port while another program has it', async () => {
    const port = Number(new URL(program.origin).port)
    const other = createServer((_req, res) => res.end('the other'))
    program.write('app.ts', 'process.exit(1)')
    await program.until('does not load')
    program.write('app.ts', `import './late.ts'\n${source('got its port')}`)
    program.write('late.ts', 'export {}')
    await takePort(other, port)
    assert.equal(await program.get(), 'the other')
    program.save('got its port')
    other.close().closeAllConnections()
    await program.until('got its port')
  })
})

describe('the reloader of the command', () => {
  const program = new WatchedProgram((version) => source(version).replace(/^if .*$/m, ''))
  const flags = ['--app', 'app', '--debug', 'run', '--port', '0']

  before(() => program.start([], [cli, ...flags]))

  it('watches the package of the app, and goes on after one that did not load', async () => {
    program.save('second')
    await program.until('second')
    program.write('app.ts', `throw new Error('on purpose')`)
    await program.until('on purpose')
    program.save('third')
    await program.until('third')
  })

  it('ends the child and what waits when the first process is gone', async () => {
    await program.stop('SIGKILL')
    assert.equal(await program.get(), '')
  })
})

describe('the reloader under a debugger', () => {
  const program = new WatchedProgram((version) =>
    source(version)
      .replace('process.pid', 'process.pid + " " + inspector.url()')
      .replace(/^/, `import inspector from 'node:inspector'\n`),
  )

  before(() => program.start(['--inspect=0']))
  after(() => program.stop())

  it('lets the child be debugged, again after a save', async () => {
    assert.match(await program.get('/pid'), /^\d+ ws:/)
    program.save('second')
    await program.until('second')
    assert.match(await program.get('/pid'), /^\d+ ws:/)
  })
})

describe('a process that waits for a save', () => {
  const loader = join('/somewhere', 'node_modules/tsx/dist/loader.mjs')

  it('is started where nothing of the program is read before', () => {
    assert.ok(canWait([]))
    assert.ok(canWait(['--import', 'tsx', '--enable-source-maps']))
    assert.ok(
      canWait(['--require', '/a/node_modules/tsx/dist/preflight.cjs', `--import=${loader}`]),
    )
  })

  it('is not started with a debugger, files of variables, or other modules', () => {
    for (const flags of [['--inspect'], ['--inspect-brk=0'], ['--env-file=.env']])
      assert.equal(canWait(flags), false, flags.join(' '))
    assert.equal(canWait(['--import', './telemetry.ts']), false)
    assert.equal(canWait(['-r', 'dotenv/config']), false)
    assert.equal(canWait(['--import', 'tsx-like']), false)
  })
})

async function takePort(server: Server, port: number): Promise<void> {
  while (!server.listening) {
    await once(server.listen(port, '127.0.0.1'), 'listening').catch(() => pause(5))
  }
}
