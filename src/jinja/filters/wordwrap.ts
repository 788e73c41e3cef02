import { ValueError } from '../../errors.ts'
import { isSpace, splitLines, strip } from '../../python/text.ts'

/** How `wordWrap` breaks lines. */
export interface WrapOptions {
  width: number
  breakLongWords: boolean
  breakOnHyphens: boolean
}

const CHUNKS = /[\t\n\v\f\r ]+|[^\t\n\v\f\r ]+/g

/** Wraps every line of a text by itself, as Python's `textwrap.wrap` does. */
export function wordWrap(text: string, wrapString: string, options: WrapOptions): string {
  if (options.width <= 0) throw new ValueError(`The width ${options.width} must be more than 0.`)
  return splitLines(text)
    .map((line) => wrapLine(line, options).join(wrapString))
    .join(wrapString)
}

const WORD = '[\\p{L}\\p{N}_]'
const PUNCTUATED = '[\\p{L}\\p{N}_!"\'&.,?]'
const LETTER = '[\\p{L}_]'
const BLANK = '[\\t\\n\\v\\f\\r ]'
// Blanks, dashes between words, and words up to a hyphen between letters, a blank or a dash.
const HYPHENATED = new RegExp(
  `${BLANK}+|(?<=${PUNCTUATED})-{2,}(?=${WORD})|[^\\t\\n\\v\\f\\r ]+?(?:` +
    `-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${PUNCTUATED}-))(?=${LETTER}-?${LETTER})` +
    `|(?=${BLANK}|$)|(?<=${PUNCTUATED})(?=-{2,}${WORD}))`,
  'gu',
)

function chunksOf(line: string, options: WrapOptions): string[] {
  return line.match(options.breakOnHyphens ? HYPHENATED : CHUNKS) ?? []
}

function wrapLine(line: string, options: WrapOptions): string[] {
  const chunks = chunksOf(line, options).reverse()
  shortenStart(chunks, options)
  const lines: string[] = []
  while (chunks.length > 0) {
    if (isBlank(chunks[chunks.length - 1]) && lines.length > 0) chunks.pop()
    const current = fill(chunks, options)
    if (current.length > 0 && isBlank(current[current.length - 1])) current.pop()
    if (current.length > 0) lines.push(current.join(''))
  }
  return lines
}

// Of blanks that fill whole lines only those of the last line would be kept.
function shortenStart(chunks: string[], { width, breakLongWords }: WrapOptions): void {
  const first = chunks[chunks.length - 1]
  if (first === undefined || first.length <= width || !isBlank(first)) return
  chunks.pop()
  if (breakLongWords) chunks.push(first.slice(-(((first.length - 1) % width) + 1)))
}

function isBlank(chunk: string): boolean {
  return chunk === '' || (isSpace(chunk.charCodeAt(0)) && strip(chunk, null, 'left') === '')
}

function fill(chunks: string[], options: WrapOptions): string[] {
  const current: string[] = []
  let size = 0
  while (chunks.length > 0) {
    const chunk = chunks[chunks.length - 1]
    if (size + chunk.length > options.width) break
    current.push(chunk)
    chunks.pop()
    size += chunk.length
  }
  const next = chunks[chunks.length - 1]
  if (next !== undefined && next.length > options.width) breakWord(chunks, current, [size, options])
  return current
}

function breakWord(
  chunks: string[],
  current: string[],
  [size, options]: [number, WrapOptions],
): void {
  const room = options.width - size
  if (!options.breakLongWords) {
    if (current.length === 0) current.push(chunks.pop() ?? '')
    return
  }
  const chunk = chunks.pop() ?? ''
  let end = room
  if (options.breakOnHyphens && chunk.length > room) {
    const hyphen = room > 0 ? chunk.lastIndexOf('-', room - 1) : -1
    if (hyphen > 0 && /[^-]/.test(chunk.slice(0, hyphen))) end = hyphen + 1
  }
  current.push(chunk.slice(0, end))
  if (end < chunk.length) chunks.push(chunk.slice(end))
}
