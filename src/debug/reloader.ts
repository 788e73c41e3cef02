import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { packageFolder } from '../app-root.ts'
import { ownFile } from '../own-files.ts'
import { snapshot } from './files.ts'
import type { WatchOrders } from './watcher.ts'

/** The exit code by which a child asks to be started again. */
export const RESTART = 3

/** The environment variable that makes a process a child: where it writes how it is doing. */
export const CHILD = 'HIPFLASK_RELOADER'

/** What a child has told: where it serves, and whether it wants to be started again. */
export interface ChildState {
  host?: string
  port?: number
  restart?: boolean
}

/** What the reloader is told. */
export interface ReloaderOptions {
  /** Files that are watched besides those of the package. */
  extraFiles?: readonly string[]
}

/** What a child is told by the reloader. */
export interface Reloading {
  /** The port of the child before, when it was chosen by the system. */
  readonly port: number | undefined
  /** Tells where the child serves. */
  listening(host: string, port: number): void
}

/**
 * Runs this program again and again in a child, each time a file has changed. In the first process it
 * never returns: that one serves nothing. In the child it begins to watch and returns at once.
 *
 * @param options What is watched besides the package.
 */
export function reload(options: ReloaderOptions = {}): Reloading {
  const statePath = process.env[CHILD]
  if (statePath === undefined) return superviseForever()
  // A program that the app starts is no child of the reloader.
  delete process.env[CHILD]
  if (statePath === 'probe') process.exit(0)
  const before = readState(statePath)
  watch(statePath, watchedFolder(), options.extraFiles ?? [])
  return {
    port: before.port,
    listening: (host, port) => writeState(statePath, { host, port }),
  }
}

/** Gives the folder that is watched: the package of the program, else the folder of its script. */
export function watchedFolder(): string {
  const folder = process.argv[1] === undefined ? process.cwd() : dirname(process.argv[1])
  return packageFolder(folder) ?? folder
}

/**
 * Begins to watch in a thread of its own, so that a program that hangs is restarted too.
 *
 * @param statePath Where the restart is noted.
 * @param folder The folder that is watched.
 * @param files Other files that are watched.
 */
export function watch(statePath: string, folder: string, files: readonly string[]): void {
  const orders: WatchOrders = {
    statePath,
    folder,
    files,
    parent: process.ppid,
    first: snapshot(folder, files),
    started: Date.now() - process.uptime() * 1000,
  }
  const restart = (): never => process.exit(RESTART)
  const worker = new Worker(ownFile('debug/watcher'), { workerData: orders })
  worker.unref()
  worker.on('message', restart)
  // Threads of Node 20 cannot load TypeScript; then this thread watches, and must not hang.
  worker.on('error', () =>
    import('./watcher.ts').then(({ watchFiles }) => watchFiles(orders, restart)),
  )
}

/** Reads what a child has told. */
export function readState(path: string): ChildState {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return {}
  }
}

/** Notes what a child tells. */
export function writeState(path: string, state: ChildState): void {
  writeFileSync(path, JSON.stringify(state))
}

function superviseForever(): never {
  closeInspector()
  const folder = mkdtempSync(join(tmpdir(), 'hipflask-reloader-'))
  const statePath = join(folder, 'state.json')
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const program = [...process.execArgv, ...process.argv.slice(1)]
  let last: ChildState = {}
  for (;;) {
    writeState(statePath, { port: last.port })
    const { status, signal } = start(program, statePath)
    const state = readState(statePath)
    if (state.host !== undefined) last = { host: state.host, port: state.port }
    if (status === RESTART || state.restart) continue
    const failed = state.host === undefined && last.host !== undefined && signal === null
    if (!failed || status === 0) process.exit(status ?? 1)
    const page = [
      ...process.execArgv,
      fileURLToPath(ownFile('debug/failure')),
      ...process.argv.slice(1),
    ]
    writeState(statePath, last)
    const shown = start(page, statePath)
    if (shown.status !== RESTART && !readState(statePath).restart) process.exit(shown.status ?? 1)
  }
}

function start(program: readonly string[], statePath: string) {
  return spawnSync(process.execPath, program, {
    stdio: 'inherit',
    env: { ...process.env, [CHILD]: statePath },
  })
}

// The child debugs on the port that this process was given.
function closeInspector(): void {
  if (!process.execArgv.some((word) => word.startsWith('--inspect'))) return
  process.getBuiltinModule('node:inspector').close()
}
