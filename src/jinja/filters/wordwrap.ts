import { ValueError } from '../../errors.ts'
import { splitLines, strip } from '../../python/text.ts'

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

function chunksOf(line: string, options: WrapOptions): string[] {
  const chunks = line.match(CHUNKS) ?? []
  if (!options.breakOnHyphens) return chunks
  return chunks.flatMap((chunk) => (chunk.includes('-') ? hyphenParts(chunk) : [chunk]))
}

const LETTER = /[\p{L}_]/u
const WORD = /[\p{L}\p{N}_!"'&.,?]/u
const WORD_CHAR = /[\p{L}\p{N}_]/u

// Breaks behind hyphens between letters, and around dashes that join words.
function hyphenParts(chunk: string): string[] {
  const parts: string[] = []
  let start = 0
  let place = 0
  while (place < chunk.length) {
    if (chunk[place] !== '-') {
      place++
      continue
    }
    let end = place
    while (chunk[end] === '-') end++
    if (
      end - place >= 2 &&
      place > start &&
      WORD.test(chunk[place - 1]) &&
      WORD_CHAR.test(chunk[end] ?? '')
    ) {
      parts.push(chunk.slice(start, place), chunk.slice(place, end))
      start = end
    } else if (end - place === 1 && isWordBreak(chunk, start, place)) {
      parts.push(chunk.slice(start, end))
      start = end
    }
    place = end
  }
  if (start < chunk.length) parts.push(chunk.slice(start))
  return parts
}

function isWordBreak(chunk: string, start: number, place: number): boolean {
  const before =
    place - start >= 2 && LETTER.test(chunk[place - 1]) && LETTER.test(chunk[place - 2])
  const short = place - start >= 3 && LETTER.test(chunk[place - 1]) && chunk[place - 2] === '-'
  const next = chunk[place + 1] ?? ''
  const after = chunk[place + 2] ?? ''
  return (
    (before || short) &&
    LETTER.test(next) &&
    (LETTER.test(after) || (after === '-' && LETTER.test(chunk[place + 3] ?? '')))
  )
}

function wrapLine(line: string, options: WrapOptions): string[] {
  const chunks = chunksOf(line, options).reverse()
  const lines: string[] = []
  while (chunks.length > 0) {
    if (isBlank(chunks[chunks.length - 1]) && lines.length > 0) chunks.pop()
    const current = fill(chunks, options)
    if (current.length > 0 && isBlank(current[current.length - 1])) current.pop()
    if (current.length > 0) lines.push(current.join(''))
  }
  return lines
}

function isBlank(chunk: string): boolean {
  return strip(chunk, null, 'both') === ''
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
  const room = Math.max(options.width - size, 1)
  if (!options.breakLongWords) {
    if (current.length === 0) current.push(chunks.pop() as string)
    return
  }
  const chunk = chunks.pop() as string
  let end = room
  if (options.breakOnHyphens && chunk.length > room) {
    const hyphen = chunk.lastIndexOf('-', room - 1)
    if (hyphen > 0 && /[^-]/.test(chunk.slice(0, hyphen))) end = hyphen + 1
  }
  current.push(chunk.slice(0, end))
  if (end < chunk.length) chunks.push(chunk.slice(end))
}
