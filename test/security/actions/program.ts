import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { root } from '../../codebase/sources.ts'
import { type Answer, exchange } from '../../runners/wire.ts'

const CLI = join(root, 'src/cli.ts')

export const SOURCE = `import { setTimeout as delay } from 'node:timers/promises'
import { App, makeResponse, request } from 'hipflask'
export const app = new App(import.meta)
app.secretKey = 'dev-secret-key-for-tests'
app.get('/', () => 'first')
app.get('/pid', () => String(process.pid))
app.get('/slow', () => delay(400).then(() => 'slow'))
app.get('/hang', () => new Promise<string>(() => undefined))
app.get('/log', () => {
  app.logger.warn(request.args.get('msg', ''))
  return 'logged'
})
app.get('/stream', async function* stream() {
  for (;;) yield await delay(50).then(() => 'part')
})
app.post('/upload', () => String(request.files.size))
app.get('/dated', () => {
  const response = makeResponse('dated')
  response.lastModified = 0
  response.headers.set('X-TITLE-I', String(request.headers.get('X-ITEM-I')))
  return response
})
`

interface ProgramOptions {
  /** The end of the source: how the app is run. */
  run?: string
  /** The arguments of the command that is run in place of the program. */
  command?: string[]
  /** More files of the folder: there before the process begins. */
  files?: Record<string, string>
  env?: Record<string, string>
}

/** A program of its own folder, in a process of its own. */
export class Program {
  readonly folder = mkdtempSync(join(tmpdir(), 'attacked-program-'))
  readonly file = join(this.folder, 'app.ts')
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  out = ''
  errors = ''

  constructor({ run = '', command, files = {}, env = {} }: ProgramOptions) {
    mkdirSync(join(this.folder, 'tmp'))
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(this.file, `${SOURCE}${run}\n`)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.folder, name), text)
    const what = command ? [CLI, ...command] : [this.file]
    this.child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), ...what], {
      cwd: this.folder,
      env: {
        ...process.env,
        TMPDIR: join(this.folder, 'tmp'),
        TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'),
        NODE_ENV: 'production',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child.stdout!.on('data', (chunk) => {
      this.out += chunk
    })
    this.child.stderr!.on('data', (chunk) => {
      this.errors += chunk
    })
    this.ended = new Promise((resolve) => this.child.on('close', resolve))
  }

  get port(): number {
    return Number(/http:\/\/[\d.]+:(\d+)/.exec(this.out)?.[1])
  }

  /** Waits until it serves. */
  async served(): Promise<this> {
    for (const end = Date.now() + 20_000; Date.now() < end; await delay(20))
      if (this.port) return this
    throw new Error(`The program does not serve: ${this.errors}`)
  }

  get(path: string, extra = ''): Promise<Answer> {
    const head = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${extra}\r\n`
    return exchange({ port: this.port, timeout: 5000 }, Buffer.from(head, 'latin1'), 'GET')
  }

  /** Gives the body, empty when there is no answer. */
  text(path: string): Promise<string> {
    return this.get(path).then(
      ({ body }) => body.toString(),
      () => '',
    )
  }

  /** Waits for its end; gives the milliseconds that took, infinite when it went on. */
  async end(patience: number): Promise<number> {
    const start = performance.now()
    const code = await Promise.race([this.ended, delay(patience, undefined, { ref: false })])
    return code === undefined ? Number.POSITIVE_INFINITY : performance.now() - start
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL')
    await this.ended
    rmSync(this.folder, { recursive: true, force: true })
  }
}
