import { fileURLToPath } from 'node:url'

/** Whether this package runs from its TypeScript. */
export const isSource: boolean = import.meta.url.endsWith('.ts')

/**
 * Gives the URL of a file of this package that is loaded by its place: by a worker, another process,
 * or at once. Built, the file of this function stands at the top of `dist/`, as it does in `src/`.
 *
 * @param path The path below `src/`, without its ending.
 */
export function ownFile(path: string): URL {
  return new URL(`./${path}${isSource ? '.ts' : '.js'}`, import.meta.url)
}

/** The path of this package's code: of `src/`, or of `dist/` once it is built. */
export const ownFolder: string = fileURLToPath(new URL('.', import.meta.url))

/**
 * Lets files that are required use modules that are loaded already, where a tool would load them a
 * second time.
 *
 * @param require What the files are required with.
 * @param modules The modules by their path, as it is written where `require` is from.
 */
export function shareModules(require: NodeJS.Require, modules: Record<string, object>): void {
  for (const [path, namespace] of Object.entries(modules)) {
    const filename = require.resolve(path)
    const module = { id: filename, filename, loaded: true, exports: namespace }
    require.cache[filename] ??= module as unknown as NodeJS.Module
  }
}
