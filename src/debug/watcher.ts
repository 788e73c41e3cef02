import { relative } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { difference, type Snapshot, snapshot, writtenSince } from './files.ts'
import { readState, writeState } from './reloader.ts'

/** What the thread that watches is told. */
export interface WatchOrders {
  /** Where a restart is noted. */
  statePath: string
  folder: string
  files: readonly string[]
  /** The process that starts this one again; without it this one ends. */
  parent: number
  /** What the files were like when the program was loaded. */
  first: Snapshot
  /** When the program began to load, in milliseconds. */
  started: number
}

const POLL = 50
const PATIENCE = 1000
const { statePath, folder, files, parent, first, started } = workerData as WatchOrders

function restart(path: string): void {
  process.stderr.write(` * Restarting, as ${relative(folder, path)} has changed\n`)
  writeState(statePath, { ...readState(statePath), restart: true })
  parentPort?.postMessage('restart')
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), PATIENCE)
}

function poll(): void {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
  const before = performance.now()
  const now = snapshot(folder, files)
  const changed = difference(first, now) ?? writtenSince(started, now)
  // At most a quarter of a core, however many files there are.
  if (changed === undefined) setTimeout(poll, Math.max(POLL, (performance.now() - before) * 3))
  else restart(changed)
}

poll()
