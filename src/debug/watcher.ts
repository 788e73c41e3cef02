import { setTimeout as pause } from 'node:timers/promises'
import { difference, noteFile, type Snapshot, snapshot } from './files.ts'

const POLL = 25
const SETTLED = 10

/** Polls the files of a folder. */
export class Watcher {
  readonly #folder: string
  #files: readonly string[] = []
  #last: Snapshot

  /** @param folder Its modules, but for those in node_modules, dist and what begins with a dot. */
  constructor(folder: string) {
    this.#folder = folder
    this.#last = snapshot(folder, [])
  }

  /** Watches other files too. */
  add(files: readonly string[]): void {
    for (const file of files) if (!this.#files.includes(file)) noteFile(file, this.#last)
    this.#files = files
  }

  /** Tells whether a file is watched besides those of the folder. */
  isExtra(path: string): boolean {
    return this.#files.includes(path)
  }

  /** Waits until a file has changed and is written to no more; gives its path. */
  async next(): Promise<string> {
    for (;;) {
      const before = performance.now()
      const now = this.#look()
      const path = difference(this.#last, now)
      if (path !== undefined) {
        this.#last = await this.#settled(now)
        return path
      }
      // At most a fifth of a core, however many files there are.
      await pause(Math.max(POLL, (performance.now() - before) * 4))
    }
  }

  async #settled(seen: Snapshot): Promise<Snapshot> {
    for (let last = seen; ; ) {
      await pause(SETTLED)
      const now = this.#look()
      if (difference(last, now) === undefined) return now
      last = now
    }
  }

  #look(): Snapshot {
    return snapshot(this.#folder, this.#files)
  }
}
