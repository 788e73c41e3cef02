import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ValueError } from '../errors.ts'

/** Where an app or a blueprint is: `import.meta`, a URL, or the path of a folder or module. */
export type Root = ImportMeta | URL | string

/** Gives the folder that a root stands for; the main script's folder without one. */
export function rootFolder(root: Root | undefined): string {
  const path = modulePath(root)
  if (path === undefined) return process.cwd()
  return isModule(path) ? dirname(path) : path
}

/** Gives the path of a folder that was given as one, or as a file URL. */
export function pathOf(folder: string | URL | null | undefined): string | undefined {
  return folder instanceof URL ? fileURLToPath(folder) : (folder ?? undefined)
}

/** Gives the base name of the module that a root stands for. */
export function moduleName(root: Root | undefined): string {
  const path = modulePath(root)
  return path === undefined ? 'app' : basename(path, extname(path))
}

/** Tells whether a module is the one that node was started with. */
export function isMainModule(root: Root | undefined): boolean {
  const main = typeof root === 'object' && 'main' in root ? root.main : undefined
  if (typeof main === 'boolean') return main
  const script = process.argv[1]
  const path = modulePath(root)
  if (script === undefined || path === undefined) return false
  const started = resolve(script)
  return [started, real(started)].some(
    (name) => withoutEnding(name) === withoutEnding(path) || name === dirname(path),
  )
}

/** Gives a folder below the root; one that is missing is also looked for beside the nearest package.json. */
export function folderBelow(rootPath: string, folder: string): string {
  const path = resolve(rootPath, folder)
  if (existsSync(path)) return path
  const fallback = packageFolder(rootPath)
  const other = fallback === undefined ? undefined : resolve(fallback, folder)
  return other !== undefined && existsSync(other) ? other : path
}

/** Refuses an instance folder that would be another one when the program is started elsewhere. */
export function checkInstancePath(path: string | URL | null | undefined): void {
  if (path === undefined || path === null || path instanceof URL || isAbsolute(path)) return
  throw new ValueError(
    `The instancePath "${path}" is not absolute. Write join(import.meta.dirname, '${path}').`,
  )
}

/** Gives the folder of an installation's own files. */
export function instanceFolder(rootPath: string, given: string | URL | null | undefined): string {
  return pathOf(given) ?? join(packageFolder(rootPath) ?? rootPath, 'instance')
}

/** Gives the nearest folder with a package.json, at or above a path. */
export function packageFolder(path: string): string | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (folder === dirname(folder)) return undefined
  }
}

function modulePath(root: Root | undefined): string | undefined {
  if (root === undefined)
    return process.argv[1] === undefined ? undefined : resolve(process.argv[1])
  if (root instanceof URL) return fileURLToPath(root)
  if (typeof root === 'string')
    return root.startsWith('file:') ? fileURLToPath(root) : resolve(root)
  if (typeof root.url === 'string') return fileURLToPath(root.url)
  throw new TypeError(
    'The first argument of App says where it is. Write new App(import.meta, { … }), or ' +
      'new App(undefined, { … }) for the folder of the main script.',
  )
}

function isModule(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path)
}

function withoutEnding(path: string): string {
  return path.replace(/(?:\/index)?\.[cm]?[jt]sx?$/, '')
}

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
