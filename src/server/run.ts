import { once } from 'node:events'
import type { Server } from 'node:http'
import { Server as SecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { App } from '../app.ts'
import { checkSecretKey } from '../config/secret-key.ts'
import { debugFlag } from '../config/sources.ts'
import type { Reloading } from '../debug/reloader.ts'
import { codeOf, messageOf } from '../guards.ts'
import { readArguments } from '../options.ts'
import { type CreateServerOptions, stopServer } from './server.ts'

/** What `run` takes. */
export interface RunOptions {
  /** Where to listen; 127.0.0.1 unless given, or the host of SERVER_NAME. */
  host?: string | null
  /** The port; 5000 unless given, or the port of SERVER_NAME. 0 takes a free one. */
  port?: number | null
  /** Debug mode; as FLASK_DEBUG says unless given, else as configured. */
  debug?: boolean | null
  /** Whether the program starts again when a file of its package changes; in debug unless given. */
  useReloader?: boolean
  /** Files that the reloader watches besides those of the package. */
  extraFiles?: readonly string[]
  /** How long running requests may take when the server stops, in seconds; 30 unless given. */
  grace?: number
  /** What node:http and node:https take. */
  server?: CreateServerOptions
}

const optionNames = ['host', 'port', 'debug', 'useReloader', 'extraFiles', 'grace', 'server']

/** Reads what `run` was given: by name, or host, port and debug by position as in Flask. */
export function readRunOptions(args: readonly unknown[]): RunOptions {
  if (typeof args[0] === 'number') {
    throw new TypeError(
      `run() takes the host before the port, and was given ${args[0]}: write run({ port: ${args[0]} }).`,
    )
  }
  if (args.some((given) => typeof given === 'function')) {
    throw new TypeError(
      'run() takes no callback, it gives a promise: app.run({ port: 3000 }).then((server) => …).',
    )
  }
  const options: RunOptions = readArguments(optionNames, args, 'run()')
  checkPlace(options)
  return options
}

// A port from the environment is text.
function checkPlace({ host, port }: { host?: unknown; port?: unknown }): void {
  if (host !== undefined && host !== null && typeof host !== 'string')
    throw new TypeError(`The host of run() is text such as '127.0.0.1', not ${String(host)}.`)
  const isPort = /^\d+$/.test(String(port ?? 0)) && Number(port ?? 0) < 65_536
  if (!isPort) throw new TypeError(`The port of run() is a number from 0 to 65535, not "${port}".`)
}

// How long the port of the process before is waited for, in milliseconds.
const PATIENCE = 5000
// How many calls of an error are kept in debug.
const MAX_CALLS = 50

/**
 * Serves an app until the process is asked to stop; gives the server once it listens.
 *
 * @param app The app.
 * @param options What `run` takes.
 * @param outer The reloader, where it has started this process before the app was loaded.
 */
export async function runServer(app: App, options: RunOptions, outer?: Reloading): Promise<Server> {
  if (process.env['HIPFLASK_RUN_FROM_CLI'] !== undefined) {
    process.stderr.write(
      ' * app.run() does nothing under the hipflask command, which serves by itself. Guard it: if (app.isMain) app.run().\n',
    )
    return app.createServer()
  }
  app.debug = options.debug ?? debugFlag() ?? app.debug
  checkSecretKey(app)
  app.start()
  outliveReaders()
  const configured = hostAndPort(app.config.SERVER_NAME ?? '')
  const host = options.host ?? (configured.host || '127.0.0.1')
  const wanted = Number(options.port ?? configured.port ?? 5000)
  const reloading =
    outer ??
    ((options.useReloader ?? (app.debug && app.isMain)) ? await startReloader(options) : undefined)
  reloading?.loaded()
  const port = wanted === 0 ? (reloading?.port ?? 0) : wanted
  if (app.debug && !isLoopback(host)) {
    app.logger.warn(
      `Debug mode is on, and ${host} can be reached from other machines. They get no error pages, and ` +
        'what else debug mode changes is theirs too: listen on 127.0.0.1, or run without debug.',
    )
  }
  const server = app.createServer(options.server)
  await listen(server, { host, port, patience: reloading?.port === port ? PATIENCE : 0 })
  if (app.debug) tellMore(app, server)
  stopOnSignals(server, options.grace)
  const { port: actual } = server.address() as AddressInfo
  reloading?.listening(host, actual)
  const shown = host.includes(':') ? `[${host}]` : host
  const scheme = server instanceof SecureServer ? 'https' : 'http'
  process.stdout.write(
    ` * Serving ${app.name}${app.debug ? ' in debug mode' : ''} on ${scheme}://${shown}:${actual} (Ctrl+C to stop)\n`,
  )
  return server
}

// A log whose reader has gone (`… | head`) is no reason to stop serving.
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners('error').includes(ignoreBrokenPipe)) stream.on('error', ignoreBrokenPipe)
  }
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

// An address of IPv6 stands in brackets, which are not part of it.
function hostAndPort(name: string): { host: string; port: number | undefined } {
  const [, inBrackets, plain = '', port] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(name) ?? []
  return { host: inBrackets ?? plain, port: port === undefined ? undefined : Number(port) }
}

/** Tells whether only this machine itself reaches a host. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|::1|\[::1\])$/i.test(host)
}

async function startReloader(options: RunOptions): Promise<Reloading> {
  const { reload } = await import('../debug/reloader.ts')
  return reload(options)
}

interface ListenOptions {
  host: string
  port: number
  /** How long a busy port is tried again, in milliseconds. */
  patience: number
}

async function listen(server: Server, { host, port, patience }: ListenOptions): Promise<void> {
  const start = performance.now()
  for (;;) {
    try {
      await once(server.listen(port, host), 'listening')
      return
    } catch (error) {
      const code = codeOf(error)
      const isBusy = code === 'EADDRINUSE'
      if (isBusy && performance.now() - start < patience) {
        await pause(20)
        continue
      }
      const reason = isBusy
        ? `Port ${port} on ${host} is in use by another program: stop that program, or choose a port with run({ port: ${port + 1} }).`
        : code === 'EACCES'
          ? `This user may not listen on port ${port}: choose one above 1023.`
          : `The server cannot listen on ${host}:${port}: ${messageOf(error)}.`
      process.stderr.write(`${reason}\n`)
      process.exit(1)
    }
  }
}

/** Logs each request, and keeps more calls of an error: the one that matters is often the first of many. */
function tellMore(app: App, server: Server): void {
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, MAX_CALLS)
  server.prependListener('request', (req, res) => {
    res.once('close', () => {
      const line = `${req.socket.remoteAddress ?? '-'} "${req.method} ${req.url} HTTP/${req.httpVersion}" ${res.statusCode}`
      app.logger.info(line)
    })
  })
}

function stopOnSignals(server: Server, grace: number | undefined): void {
  let stopping = false
  const stop = (): void => {
    if (stopping) process.exit(1)
    stopping = true
    void stopServer(server, grace).then(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  server.once('close', () => process.off('SIGTERM', stop).off('SIGINT', stop))
}
