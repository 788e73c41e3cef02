import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const IGNORED_FOLDERS = /^(node_modules|dist|coverage|__pycache__|\..*)$/
// What programs write while they run would restart them for ever.
const IGNORED_FILES =
  /^\.|~$|\.(log|pid|tmp|sw[a-z]|db|sqlite3?|db-\w+|sqlite3?-\w+|rdb|tsbuildinfo)$/

/** What watched files were like at one moment: time, size and place, by path. */
export type Snapshot = Map<string, string>

/**
 * Looks at every watched file.
 *
 * @param folder Everything in it, but for node_modules, dist and what begins with a dot.
 * @param files Other files.
 */
export function snapshot(folder: string, files: readonly string[]): Snapshot {
  const found: Snapshot = new Map()
  collect(folder, found)
  for (const file of files) noteFile(file, found)
  return found
}

function collect(path: string, found: Snapshot): void {
  let entries: Dirent[]
  try {
    entries = readdirSync(path, { withFileTypes: true })
  } catch {
    return
  }
  for (const entry of entries) {
    const child = join(path, entry.name)
    if (entry.isDirectory()) {
      if (!IGNORED_FOLDERS.test(entry.name)) collect(child, found)
    } else if (!IGNORED_FILES.test(entry.name)) noteFile(child, found)
  }
}

/** Adds what a file is like at this moment. */
export function noteFile(path: string, found: Snapshot): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isFile()) found.set(path, `${stat.mtimeMs} ${stat.size} ${stat.ino}`)
}

/** Gives a file that is new, gone or not as it was. */
export function difference(before: Snapshot, now: Snapshot): string | undefined {
  for (const [path, state] of now) if (before.get(path) !== state) return path
  for (const path of before.keys()) if (!now.has(path)) return path
  return undefined
}
