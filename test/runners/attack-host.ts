// The process in which the attacked application runs; the runner asks it how it is after each case.
import { chownSync, readdirSync, statSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { writeFiles } from '../security/files.ts'
import type { Watch } from '../security/fixture.ts'
import { makeAttacked } from '../security/setup.ts'

export interface Health {
  root: string
  port: number
  active: number
  dispatched: string[]
  uncaught: string[]
  prototype: string[]
  /** The number of open files, which the runner counts: the process may not. */
  handles: number
  memory: number
  temporary: string[]
  loopDelay: number
}

const watch: Watch = { active: 0, dispatched: [] }
const uncaught: string[] = []
const loop = monitorEventLoopDelay({ resolution: 10 })

// Root may read everything: what is forbidden to others must be forbidden to the attacked process too,
// as long as it can still load the code.
const NOBODY = 65534

function isReachable(path: string): boolean {
  const open = (statSync(path).mode & 0o005) === 0o005
  return open && (path === '/' || isReachable(dirname(path)))
}

function giveUpRights(root: string): void {
  if (process.getuid?.() !== 0 || !isReachable(process.cwd())) return
  for (const folder of ['', 'saved', 'tmp']) chownSync(join(root, folder), NOBODY, NOBODY)
  process.setgid!(NOBODY)
  process.setuid!(NOBODY)
}

function health(root: string, port: number): Health {
  const report: Health = {
    root,
    port,
    active: watch.active,
    dispatched: watch.dispatched.splice(0),
    uncaught: uncaught.splice(0),
    prototype: Object.getOwnPropertyNames(Object.prototype),
    handles: 0,
    memory: process.memoryUsage().rss,
    temporary: readdirSync(join(root, 'tmp')),
    loopDelay: loop.max / 1e6,
  }
  loop.reset()
  return report
}

function main() {
  const root = writeFiles()
  process.env['TMPDIR'] = join(root, 'tmp')
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) =>
      uncaught.push(`${event}: ${(error as Error)?.stack ?? error}`),
    )
  const server = makeAttacked(root, process.argv[2] ?? 'FIX', watch)
  giveUpRights(root)
  loop.enable()
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    process.on('message', () => process.send!(health(root, port)))
    process.send!(health(root, port))
  })
  process.on('disconnect', () => process.exit())
}

main()
