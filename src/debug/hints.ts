import { type FSWatcher, watch } from 'node:fs'

// The system keeps a list of what is watched, which other programs need too.
const MOST_FOLDERS = 500

/**
 * Hears from the system that something in a folder has happened, so that a save is noticed at once
 * without polling often. No hint is missed for good: not every system and disk gives them.
 */
export class Hints {
  readonly #watchers = new Map<string, FSWatcher>()
  #areGiven = true
  #isStirred = false
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

  /** Waits for a hint, but no longer than some milliseconds. */
  async next(milliseconds: number): Promise<void> {
    if (!this.#isStirred) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    this.#isStirred = false
  }

  #listen(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#stir())
      watcher.on('error', () => watcher.close())
      this.#watchers.set(folder, watcher)
    } catch {
      this.#areGiven = false
    }
  }

  #stir(): void {
    this.#isStirred = true
    this.#wake()
  }
}
