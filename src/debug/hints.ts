import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'

// The system keeps a list of what is watched, which other programs need too.
const MOST_FOLDERS = 500

/**
 * Hears from the system what has changed in a folder, so that a save is noticed at once without polling
 * often. Who waits for hints has to look by itself too: not every system and disk gives them.
 */
export class Hints {
  readonly #watchers = new Map<string, FSWatcher>()
  #areGiven = true
  #heard = new Set<string>()
  #wake = (): void => {}

  /** Whether the system has taken all that it was asked for. */
  get areGiven(): boolean {
    return this.#areGiven
  }

  /**
   * Listens to folders, and no more to those that are not among them. Tells whether any is new, in
   * which something may have happened before.
   */
  cover(folders: ReadonlySet<string>): boolean {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue
      watcher.close()
      this.#watchers.delete(folder)
    }
    this.#areGiven = folders.size <= MOST_FOLDERS
    const before = this.#watchers.size
    for (const folder of folders) {
      if (this.#watchers.size >= MOST_FOLDERS) break
      if (!this.#watchers.has(folder)) this.#listen(folder)
    }
    return this.#watchers.size > before
  }

  /** Listens to nothing, until folders are covered anew. */
  clear(): void {
    this.cover(new Set())
  }

  /** Waits for a hint, but no longer than some milliseconds; gives what `heard` does. */
  async next(milliseconds: number): Promise<Set<string>> {
    if (this.#heard.size === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    return this.heard()
  }

  /** Gives the paths that hints were about since the last time; a folder where the file is not known. */
  heard(): Set<string> {
    const heard = this.#heard
    this.#heard = new Set()
    return heard
  }

  #listen(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) =>
        this.#hear(name === null ? folder : join(folder, name)),
      )
      watcher.on('error', () => watcher.close())
      this.#watchers.set(folder, watcher)
    } catch {
      this.#areGiven = false
    }
  }

  #hear(path: string): void {
    this.#heard.add(path)
    this.#wake()
  }
}
