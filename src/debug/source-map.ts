import { readFile } from 'node:fs/promises'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** A place in a file, lines and columns counted from 1. */
export interface Place {
  path: string
  line: number
  column: number | undefined
}

/** A place in the source of which a file was made, with all of the source. */
export interface OriginalPlace extends Place {
  text: string
}

/**
 * Gives the place in the source of which a compiler made a place in a file, where it left a source map.
 *
 * @param place The place in the file.
 * @param text What the file says.
 */
export async function originalPlace(
  { path, line, column = 1 }: Place,
  text: string,
): Promise<OriginalPlace | undefined> {
  const reference = /\/\/[#@] ?sourceMappingURL=(\S+)\s*$/.exec(text.slice(-MAX_REFERENCE))?.[1]
  if (reference === undefined) return undefined
  const url = new URL(reference, pathToFileURL(path))
  const payload: SourceMapPayload = JSON.parse(await readMap(url))
  const entry = new SourceMap(payload).findEntry(line - 1, column - 1)
  if (!('originalSource' in entry) || entry.originalSource === undefined) return undefined
  const base = url.protocol === 'data:' ? pathToFileURL(path) : url
  const source = new URL((payload.sourceRoot ?? '') + entry.originalSource, base)
  const index = payload.sources.indexOf(entry.originalSource)
  const original =
    source.protocol === 'file:' ? await readFile(source, 'utf8').catch(() => undefined) : undefined
  const content = original ?? payload.sourcesContent?.[index]
  if (content === undefined) return undefined
  return {
    path: source.protocol === 'file:' ? fileURLToPath(source) : source.href,
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
    text: content,
  }
}

// A map may stand in the file itself.
const MAX_REFERENCE = 4 * 1024 * 1024

async function readMap(url: URL): Promise<string> {
  if (url.protocol === 'file:') return readFile(url, 'utf8')
  const [head, data] = url.pathname.split(',', 2)
  return head.endsWith(';base64')
    ? Buffer.from(data, 'base64').toString('utf8')
    : decodeURIComponent(data)
}
