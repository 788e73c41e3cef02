import { type Dirent, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'

const IGNORED_FOLDERS = /^(node_modules|dist|coverage|__pycache__|\..*)$/
// Only what is loaded once: templates are read anew, and what a program writes, such as an upload or
// its data, would end the requests and the sessions in memory.
const WATCHED_FILES = /^[^.].*\.([cm]?[jt]sx?|node|wasm)$|^(package|tsconfig(\..+)?)\.json$/

/** What was watched at one moment. */
export interface Snapshot {
  /** What each file was like: time, size and place, by path. */
  files: Map<string, string>
  /** Where modules are looked for. */
  folders: Set<string>
}

/**
 * Gives the folder to watch for a program: its package, or the part of it that a compiler wrote where
 * the program is that.
 *
 * @param root The folder of the package.
 * @param folder The folder of the program.
 */
export function watchedFolder(root: string, folder: string): string {
  const names = relative(root, folder).split(sep)
  const built = names.findIndex((name) => IGNORED_FOLDERS.test(name))
  return join(root, ...names.slice(0, built + 1))
}

/**
 * Looks at every watched file.
 *
 * @param folder Its modules, but for those in node_modules, dist and what begins with a dot.
 * @param files Other files.
 */
export function snapshot(folder: string, files: readonly string[]): Snapshot {
  const found: Snapshot = { files: new Map(), folders: new Set() }
  collect(folder, found)
  for (const file of files) noteFile(file, found)
  return found
}

/**
 * Looks at some paths alone; the rest is taken as it was.
 *
 * @param before What was seen before.
 * @param paths What may have changed, whether it is watched or not.
 * @param files Files that are watched besides modules.
 */
export function renewed(
  before: Snapshot,
  paths: ReadonlySet<string>,
  files: readonly string[],
): Snapshot {
  const now: Snapshot = { files: new Map(before.files), folders: before.folders }
  for (const path of paths) {
    const isModule = before.folders.has(dirname(path)) && WATCHED_FILES.test(basename(path))
    if (!isModule && !files.includes(path)) continue
    now.files.delete(path)
    noteFile(path, now)
  }
  return now
}

function collect(path: string, found: Snapshot): void {
  let entries: Dirent[]
  try {
    entries = readdirSync(path, { withFileTypes: true })
  } catch {
    return
  }
  found.folders.add(path)
  for (const entry of entries) {
    const child = join(path, entry.name)
    if (entry.isDirectory()) {
      if (!IGNORED_FOLDERS.test(entry.name)) collect(child, found)
    } else if (WATCHED_FILES.test(entry.name)) noteFile(child, found)
  }
}

/** Adds what a file is like at this moment. */
export function noteFile(path: string, found: Snapshot): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isFile()) found.files.set(path, `${stat.mtimeMs} ${stat.size} ${stat.ino}`)
}

/** Gives a file that is new, gone or not as it was. */
export function difference(before: Snapshot, now: Snapshot): string | undefined {
  for (const [path, state] of now.files) if (before.files.get(path) !== state) return path
  for (const path of before.files.keys()) if (!now.files.has(path)) return path
  return undefined
}

/** Tells whether there is a folder of this name. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** Tells whether a file is empty or gone, as it is for a moment while some editors save it. */
export function isVoid(path: string): boolean {
  return !statSync(path, { throwIfNoEntry: false })?.size
}
