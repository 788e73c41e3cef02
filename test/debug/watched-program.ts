import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from '../codebase/sources.ts'

/** Milliseconds after which something has gone wrong: a busy machine starts programs slowly. */
const PATIENCE = 90_000

/** A program in a folder of its own that the reloader runs. */
export class WatchedProgram {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'hipflask-reload-'))
  readonly file: string = join(this.folder, 'app.ts')
  /** What was written to stderr so far. */
  errors = ''
  origin = ''
  readonly #source: (version: string) => string
  #parent: ChildProcess | undefined
  #ended: Promise<unknown> | undefined
  #isGroup = false

  /** @param source Gives the program with an answer in it. */
  constructor(source: (version: string) => string) {
    this.#source = source
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }')
  }

  get pid(): number | undefined {
    return this.#parent?.pid
  }

  /**
   * Starts it and waits until it serves.
   *
   * @param flags For node.
   * @param command What node runs.
   * @param isGroup Whether a signal is for all its processes at once, as Ctrl-C in a terminal.
   */
  async start(
    flags: readonly string[] = [],
    command = [this.file],
    isGroup = false,
  ): Promise<void> {
    this.save('first')
    const parent = spawn(
      process.execPath,
      [...flags, '--import', import.meta.resolve('tsx'), ...command],
      {
        cwd: this.folder,
        detached: isGroup,
        env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    this.#parent = parent
    this.#isGroup = isGroup
    this.#ended = once(parent, 'close')
    parent.stderr.setEncoding('utf8').on('data', (text) => {
      this.errors += text
    })
    // A program that says nothing ends, and with it the wait for what it says.
    const end = setTimeout(() => parent.kill('SIGKILL'), PATIENCE)
    for await (const line of createInterface(parent.stdout)) {
      const found = /http:\/\/[\d.]+:\d+/.exec(line)
      if (found === null) continue
      this.origin = found[0]
      break
    }
    clearTimeout(end)
    assert.notEqual(this.origin, '', this.errors)
    // The rest of the output is read so that the child never waits for it.
    parent.stdout.resume()
    await this.until('first')
  }

  /** Writes the program in place. */
  save(version: string): void {
    this.write('app.ts', this.#source(version))
  }

  /** Writes the program beside itself and renames that. */
  replace(version: string): void {
    writeFileSync(`${this.file}.new`, this.#source(version))
    renameSync(`${this.file}.new`, this.file)
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text)
  }

  remove(name: string): void {
    rmSync(join(this.folder, name))
  }

  async get(path = '/', headers: Record<string, string> = {}): Promise<string> {
    const signal = AbortSignal.timeout(PATIENCE)
    return fetch(this.origin + path, { headers: { Connection: 'close', ...headers }, signal }).then(
      (response) => response.text(),
      () => '',
    )
  }

  /** Asks until the answer holds a text, and gives the milliseconds that took. */
  async until(text: string, path = '/'): Promise<number> {
    const start = performance.now()
    for (let answer = ''; !answer.includes(text); answer = await this.get(path)) {
      assert.ok(
        performance.now() - start < PATIENCE,
        `"${text}" never came; the answer is "${answer}"; ${this.errors}`,
      )
      await pause(5)
    }
    return performance.now() - start
  }

  /** Waits until another process answers than the given one, and gives its id. */
  async nextPid(before: string): Promise<string> {
    const start = performance.now()
    for (;;) {
      const pid = await this.get('/pid')
      if (/^\d+$/.test(pid) && pid !== before) return pid
      assert.ok(performance.now() - start < PATIENCE, `${before} still serves; ${this.errors}`)
      await pause(5)
    }
  }

  /**
   * Ends the first process and waits until nobody writes to its output any more.
   *
   * @param signal What it is sent.
   * @param pid The process that is sent it instead.
   */
  async stop(signal: NodeJS.Signals = 'SIGTERM', pid = this.#parent?.pid): Promise<void> {
    if (pid !== undefined) process.kill(this.#isGroup ? -pid : pid, signal)
    const late = pause(30_000, 'late', { ref: false })
    const isLate = (await Promise.race([this.#ended, late])) === 'late'
    for (const output of [this.#parent?.stdout, this.#parent?.stderr]) output?.destroy()
    rmSync(this.folder, { recursive: true, force: true })
    assert.ok(!isLate, 'A process of the program outlives it.')
  }
}
