import { setTimeout as pause } from 'node:timers/promises'
import { difference, isVoid, noteFile, type Snapshot, snapshot } from './files.ts'
import { Hints } from './hints.ts'

// In milliseconds: between two looks at the files, with hints, without, and at least; how long nothing
// may change after a change; and how long a file may be empty or gone while it is saved.
const RELAXED = 200
const ALERT = 25
const BUSY = 5
const SETTLED = 10
const VOID = 100

/** Polls the files of a folder, and at once when there is a hint that one has changed. */
export class Watcher {
  readonly #folder: string
  readonly #hints = new Hints()
  #files: readonly string[] = []
  #last: Snapshot
  /** How long the last look took, in milliseconds. */
  #cost = 0

  /** @param folder Its modules, but for those in node_modules, dist and what begins with a dot. */
  constructor(folder: string) {
    this.#folder = folder
    this.#last = this.#look()
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
      const now = this.#look()
      const path = difference(this.#last, now)
      if (path !== undefined) {
        this.#last = await this.#settled(path, now)
        // What listened to a folder hears nothing once that has made way for another of its name.
        this.#hints.clear()
        return path
      }
      if (!this.#hints.cover(now.folders)) await this.#rest()
    }
  }

  // At most a fifth of a core, however many files and hints there are, and a twentieth at rest.
  async #rest(): Promise<void> {
    const least = Math.max(BUSY, this.#cost * 4)
    await pause(least)
    const most = this.#hints.areGiven ? Math.max(RELAXED, this.#cost * 20) : ALERT
    await this.#hints.next(most - least)
  }

  async #settled(path: string, seen: Snapshot): Promise<Snapshot> {
    const start = performance.now()
    for (let last = seen; ; ) {
      await pause(SETTLED)
      const now = this.#look()
      const isWritten = !isVoid(path) || performance.now() - start > VOID
      if (isWritten && difference(last, now) === undefined) return now
      last = now
    }
  }

  #look(): Snapshot {
    const start = performance.now()
    const now = snapshot(this.#folder, this.#files)
    this.#cost = performance.now() - start
    return now
  }
}
