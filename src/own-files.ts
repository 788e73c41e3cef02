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
