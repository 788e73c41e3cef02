import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from '../codebase/sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'hipflask-reload-'))
const file = join(folder, 'app.ts')
const source = (version: string) => `import { App } from 'hipflask'
const app = new App(import.meta)
app.get('/', () => '${version}')
app.get('/pid', () => String(process.pid))
if (app.isMain) app.run({ port: 0, debug: true })
`

describe('the reloader', () => {
  let parent: ChildProcess
  let origin: string
  let ended: Promise<unknown>

  before(async () => {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(file, source('first'))
    parent = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), file], {
      env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    ended = once(parent, 'close')
    assert.ok(parent.stdout)
    for await (const line of createInterface(parent.stdout)) {
      const found = /http:\/\/[\d.]+:\d+/.exec(line)
      if (found === null) continue
      origin = found[0]
      break
    }
    // The rest of the output is read so that the child never waits for it.
    parent.stdout.resume()
  })

  after(async () => {
    parent.kill()
    await ended
    rmSync(folder, { recursive: true, force: true })
  })

  async function get(path = '/'): Promise<string> {
    return fetch(origin + path, { headers: { Connection: 'close' } }).then(
      (response) => response.text(),
      () => '',
    )
  }

  /** Asks until the answer holds a text, and gives the milliseconds that took. */
  async function until(text: string): Promise<number> {
    const start = performance.now()
    for (let answer = ''; !answer.includes(text); answer = await get()) {
      assert.ok(
        performance.now() - start < 20_000,
        `"${text}" never came; the answer is "${answer}"`,
      )
      await pause(5)
    }
    return performance.now() - start
  }

  it('starts the program again when its file is written or replaced', async (t) => {
    await until('first')
    const times: number[] = []
    for (let save = 0; save < 6; save++) {
      const target = save % 2 === 0 ? file : `${file}.new`
      writeFileSync(target, source(`save ${save}`))
      if (target !== file) renameSync(target, file)
      times.push(await until(`save ${save}`))
    }
    times.sort((one, other) => one - other)
    t.diagnostic(`save to first answer: median ${times[3].toFixed(0)} ms`)
  })

  it('serves from the child alone', async () => {
    assert.notEqual(await get('/pid'), String(parent.pid))
  })

  it('shows what keeps the program from loading, and goes on when it is mended', async () => {
    writeFileSync(file, 'const = nothing')
    await until('does not load')
    assert.match(await get(), /app\.ts/)
    writeFileSync(file, source('mended'))
    await until('mended')
  })

  it('ends the child when the first process is gone', async () => {
    parent.kill('SIGKILL')
    await ended
    for (let turn = 0; (await get()) !== ''; turn++) {
      assert.ok(turn < 500, 'the child still serves')
      await pause(10)
    }
  })
})
