import { spawnSync } from 'node:child_process'
import { Socket } from 'node:net'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageFolder } from '../app/root.ts'
import { isSource, ownFile } from '../own-files.ts'
import { watchedFolder } from './files.ts'
import { CHANNEL, CHILD, LOADS, type Orders, PARTING, PROBE, type Told } from './orders.ts'

/** What the reloader is told. */
export interface ReloaderOptions {
  /** Files that are watched besides those of the package. */
  extraFiles?: readonly string[]
  /** A folder of the package that is watched; that of the script unless given. */
  folder?: string
}

/** What a child is told by the reloader, and tells it. */
export interface Reloading {
  /** The port of the child before. */
  readonly port: number | undefined
  /** Tells that the program has loaded. */
  loaded(): void
  /** Tells where the child serves. */
  listening(host: string, port: number): void
}

/**
 * Runs this program again and again in a child, each time a file has changed. In the first process it
 * never returns: that one serves nothing. In the child it returns at once.
 *
 * @param options What is watched besides the package.
 */
export function reload(options: ReloaderOptions = {}): Reloading {
  const told = process.env[CHILD]
  if (told === undefined) return superviseForever(options)
  // A program that the app starts is no child of the reloader.
  delete process.env[CHILD]
  if (told === PROBE)
    return { port: undefined, loaded: () => process.exit(LOADS), listening: () => {} }
  const channel = attach()
  return {
    port: (JSON.parse(told) as { port?: number }).port,
    loaded: () => tell(channel, { loaded: true, extraFiles: options.extraFiles ?? [] }),
    listening: (host, port) => tell(channel, { place: { host, port } }),
  }
}

function tell(channel: Socket, message: Told): void {
  channel.write(`${JSON.stringify(message)}\n`)
}

/** Listens to the supervisor: what it says, and that it is gone. */
function attach(): Socket {
  let isStopping = false
  const signalled = (): void => {
    isStopping = true
  }
  process.once('SIGINT', signalled).once('SIGTERM', signalled)
  const stop = (): void => {
    if (!isStopping) process.kill(process.pid, 'SIGTERM')
  }
  const channel = new Socket({ fd: CHANNEL, readable: true, writable: true })
  channel.setEncoding('utf8').on('data', (text: unknown) => {
    if (String(text).includes('restart')) process.exit(0)
    tell(channel, { stopping: true })
    stop()
  })
  channel.on('error', () => undefined)
  channel.once('close', () => {
    setTimeout(() => process.exit(1), PARTING).unref()
    stop()
  })
  return channel.unref()
}

function superviseForever(options: ReloaderOptions): never {
  closeInspector()
  const script = process.argv[1]
  const folder = options.folder ?? (script === undefined ? process.cwd() : dirname(script))
  const orders: Orders = {
    execArgv: process.execArgv,
    args: process.argv.slice(1),
    folder: watchedFolder(packageFolder(folder) ?? folder, folder),
  }
  const flags = isSource ? process.execArgv.filter((word) => !word.startsWith('--inspect')) : []
  // No listener is called while this process waits, so that a signal that has one would do nothing.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
  const { status, error } = spawnSync(
    process.execPath,
    [...flags, fileURLToPath(ownFile('debug/supervisor')), JSON.stringify(orders)],
    { stdio: ['inherit', 'inherit', 'inherit', 'pipe'] },
  )
  if (error !== undefined)
    process.stderr.write(`The reloader cannot be started: ${error.message}.\n`)
  process.exit(status ?? 1)
}

// The child debugs on the port that this process was given.
function closeInspector(): void {
  if (!process.execArgv.some((word) => word.startsWith('--inspect'))) return
  process.getBuiltinModule('node:inspector').close()
}
