import { relative } from 'node:path'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
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

/**
 * Polls files until one has changed, notes that and calls back; ends the process when its parent is gone.
 *
 * @param orders What is watched.
 * @param changed Called once.
 */
export function watchFiles(orders: WatchOrders, changed: () => void): void {
  const { statePath, folder, files, parent, first, started } = orders
  const poll = (): void => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
    const before = performance.now()
    const now = snapshot(folder, files)
    const path = difference(first, now) ?? writtenSince(started, now)
    if (path === undefined) {
      // At most a quarter of a core, however many files there are.
      setTimeout(poll, Math.max(POLL, (performance.now() - before) * 3)).unref()
      return
    }
    process.stderr.write(` * Restarting, as ${relative(folder, path)} has changed\n`)
    writeState(statePath, { ...readState(statePath), restart: true })
    changed()
  }
  poll()
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort
  // A thread lives as long as its port is listened to.
  port.on('message', () => undefined)
  watchFiles(workerData, () => {
    port.postMessage('restart')
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), PATIENCE)
  })
}
