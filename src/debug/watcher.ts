import { dirname, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import {
  difference,
  isFolder,
  isVoid,
  noteFile,
  renewed,
  type Snapshot,
  snapshot,
} from './files.ts'
import { Hints } from './hints.ts'

// In milliseconds: between two looks at all files, with hints, without, and after a hint; how long
// nothing may change after a change; and how long a file may be empty or gone while it is saved.
const RELAXED = 200
const ALERT = 25
const BUSY = 5
const SETTLED = 10
const VOID = 100

/** The paths that are to be looked at; undefined for all. */
type Paths = ReadonlySet<string> | undefined

/** Polls the files of a folder, and looks at one at once when there is a hint that it has changed. */
export class Watcher {
  readonly #folder: string
  readonly #hints = new Hints()
  #files: readonly string[] = []
  #last: Snapshot
  /** How long the last look at all files took, in milliseconds. */
  #cost = 0
  /** When that was. */
  #looked = 0

  /** @param folder Its modules, but for those in node_modules, dist and what begins with a dot. */
  constructor(folder: string) {
    this.#folder = folder
    this.#last = this.#look(undefined)
  }

  /** Watches other files too. */
  add(files: readonly string[]): void {
    const paths = files.map((file) => resolve(file))
    for (const path of paths) if (!this.#files.includes(path)) noteFile(path, this.#last)
    this.#files = paths
  }

  /** Tells whether a file is watched besides those of the folder. */
  isExtra(path: string): boolean {
    return this.#files.includes(path)
  }

  /** Waits until a file has changed and is written to no more; gives its path. */
  async next(): Promise<string> {
    for (let paths: Paths; ; ) {
      const now = this.#look(paths)
      const path = difference(this.#last, now)
      if (path !== undefined) {
        this.#last = await this.#settled(path, now)
        // What listened to a folder hears nothing once that has made way for another of its name.
        this.#hints.clear()
        return path
      }
      // What has happened in a folder before it was listened to is seen by one more look.
      paths = this.#hints.cover(this.#placesIn(now)) ? undefined : await this.#rest()
    }
  }

  /** Gives the folders of all that is watched. */
  #placesIn({ files, folders }: Snapshot): Set<string> {
    return new Set([...folders, ...this.#files.filter((file) => files.has(file)).map(dirname)])
  }

  // Looks at all files take at most a fifth of a core, however many files and hints there are, and a
  // twentieth at rest.
  async #rest(): Promise<Paths> {
    const most = this.#hints.areGiven ? Math.max(RELAXED, this.#cost * 20) : ALERT
    const due = this.#looked + Math.max(most, this.#cost * 4)
    await pause(BUSY)
    const hints = await this.#hints.next(Math.max(due - performance.now(), 0))
    const isEnough = performance.now() < due && ![...hints].some((path) => this.#isFolder(path))
    if (isEnough) return hints
    await pause(Math.max(this.#looked + this.#cost * 4 - performance.now(), 0))
    return undefined
  }

  #isFolder(path: string): boolean {
    return this.#last.folders.has(path) || isFolder(path)
  }

  async #settled(path: string, seen: Snapshot): Promise<Snapshot> {
    const start = performance.now()
    for (let last = seen; ; ) {
      await pause(SETTLED)
      const now = this.#look(this.#hints.areGiven ? this.#hints.heard().add(path) : undefined, last)
      const isWritten = !isVoid(path) || performance.now() - start > VOID
      if (isWritten && difference(last, now) === undefined) return now
      last = now
    }
  }

  #look(paths: Paths, last = this.#last): Snapshot {
    if (paths !== undefined) return renewed(last, paths, this.#files)
    const start = performance.now()
    const now = snapshot(this.#folder, this.#files)
    this.#looked = performance.now()
    this.#cost = this.#looked - start
    return now
  }
}
