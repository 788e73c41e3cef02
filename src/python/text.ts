import { ValueError } from '../errors.ts'
import { OverflowError } from './errors.ts'

const SURROGATE = /[\ud800-\udfff]/
const SPACE =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const WORDS = new RegExp(`[^${SPACE}]+`, 'g')
const LINES = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g
const LIMIT = 50_000_000

/** Tells whether a string has characters outside the basic plane, so that places need care. */
export function isWide(text: string): boolean {
  return SURROGATE.test(text)
}

/** Gives the number of code points, Python's `len`. */
export function textLength(text: string): number {
  if (!isWide(text)) return text.length
  let count = 0
  for (const _ of text) count++
  return count
}

/** Tells whether a UTF-16 unit is whitespace to Python. */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 32 || (code >= 9 && code <= 13) || (code >= 28 && code <= 31)
  if (code < 0x1680) return code === 0x85 || code === 0xa0
  if (code >= 0x2000 && code <= 0x200a) return true
  return [0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000].includes(code)
}

/** Gives `text` repeated, with a limit, so that a template cannot ask for all memory. */
export function repeat(text: string, count: number): string {
  if (text.length * count > LIMIT) throw tooLong()
  return count > 0 ? text.repeat(count) : ''
}

function tooLong(): OverflowError {
  return new OverflowError(
    `The text would be longer than ${LIMIT} characters. Use a smaller width.`,
  )
}

/** Removes characters from the start, from the end, or both. */
export function strip(text: string, chars: string | null, side: 'both' | 'left' | 'right'): string {
  let start = 0
  let stop = text.length
  if (chars !== null && (isWide(chars) || isWide(text))) return stripWide(text, chars, side)
  const gone = (index: number) =>
    chars === null ? isSpace(text.charCodeAt(index)) : chars.includes(text[index])
  if (side !== 'right') while (start < stop && gone(start)) start++
  if (side !== 'left') while (stop > start && gone(stop - 1)) stop--
  return text.slice(start, stop)
}

function stripWide(text: string, chars: string, side: 'both' | 'left' | 'right'): string {
  const points = Array.from(text)
  const gone = new Set(chars)
  let start = 0
  let stop = points.length
  if (side !== 'right') while (start < stop && gone.has(points[start])) start++
  if (side !== 'left') while (stop > start && gone.has(points[stop - 1])) stop--
  return points.slice(start, stop).join('')
}

/** Splits from the left; without a separator at whitespace, Python's `split`. */
export function split(text: string, separator: string | null, max: number): string[] {
  if (separator === null) return splitWords(text, max)
  if (separator === '') throw emptySeparator()
  if (max < 0) return text.split(separator)
  const parts: string[] = []
  let start = 0
  while (parts.length < max) {
    const found = text.indexOf(separator, start)
    if (found < 0) break
    parts.push(text.slice(start, found))
    start = found + separator.length
  }
  parts.push(text.slice(start))
  return parts
}

/** Splits from the right, Python's `rsplit`. */
export function rsplit(text: string, separator: string | null, max: number): string[] {
  if (max < 0) return split(text, separator, max)
  if (separator === null) return rsplitWords(text, max)
  if (separator === '') throw emptySeparator()
  const parts: string[] = []
  let stop = text.length
  while (parts.length < max && stop >= separator.length) {
    const found = text.lastIndexOf(separator, stop - separator.length)
    if (found < 0) break
    parts.push(text.slice(found + separator.length, stop))
    stop = found
  }
  parts.push(text.slice(0, stop))
  return parts.reverse()
}

function emptySeparator(): ValueError {
  return new ValueError('A text cannot be split at "", the separator is empty. Name one.')
}

function splitWords(text: string, max: number): string[] {
  if (max < 0) return text.match(WORDS) ?? []
  const parts: string[] = []
  let rest = strip(text, null, 'left')
  while (rest !== '' && parts.length < max) {
    let stop = 0
    while (stop < rest.length && !isSpace(rest.charCodeAt(stop))) stop++
    parts.push(rest.slice(0, stop))
    rest = strip(rest.slice(stop), null, 'left')
  }
  if (rest !== '') parts.push(rest)
  return parts
}

function rsplitWords(text: string, max: number): string[] {
  const parts: string[] = []
  let rest = strip(text, null, 'right')
  while (rest !== '' && parts.length < max) {
    let start = rest.length
    while (start > 0 && !isSpace(rest.charCodeAt(start - 1))) start--
    parts.push(rest.slice(start))
    rest = strip(rest.slice(0, start), null, 'right')
  }
  if (rest !== '') parts.push(rest)
  return parts.reverse()
}

/** Splits at every kind of line end, Python's `splitlines`. */
export function splitLines(text: string, keepEnds = false): string[] {
  const lines: string[] = []
  let start = 0
  for (const end of text.matchAll(LINES)) {
    const next = end.index + end[0].length
    lines.push(text.slice(start, keepEnds ? next : end.index))
    start = next
  }
  if (start < text.length) lines.push(text.slice(start))
  return lines
}

/** Cuts at the first or last separator into three, Python's `partition` and `rpartition`. */
export function partition(text: string, separator: string, last = false): [string, string, string] {
  if (separator === '') throw emptySeparator()
  const found = last ? text.lastIndexOf(separator) : text.indexOf(separator)
  if (found < 0) return last ? ['', '', text] : [text, '', '']
  return [text.slice(0, found), separator, text.slice(found + separator.length)]
}

/** Replaces the first `count` places, all when it is negative. Python's `replace`. */
export function replace(text: string, old: string, by: string, count: number): string {
  if (count === 0) return text
  if (old === '') return weave(text, by, count)
  if (count < 0) return text.replaceAll(old, () => by)
  return split(text, old, count).join(by)
}

function weave(text: string, by: string, count: number): string {
  const points = Array.from(text)
  const most = count < 0 ? points.length + 1 : Math.min(count, points.length + 1)
  if (most * by.length > LIMIT) throw tooLong()
  return (
    points.map((point, index) => (index < most ? by : '') + point).join('') +
    (points.length < most ? by : '')
  )
}

/** Makes the first character upper case and the rest lower case. */
export function capitalize(text: string): string {
  const first = String.fromCodePoint(...(text === '' ? [] : [text.codePointAt(0) as number]))
  return titleCase(first) + text.toLowerCase().slice(first.toLowerCase().length)
}

function titleCase(char: string): string {
  const upper = char.toUpperCase()
  return upper.length > 1 && !isWide(char) ? upper[0] + upper.slice(1).toLowerCase() : upper
}

const CASED_RUN = /\p{Cased}+/gu

/** Makes the first of every run of letters upper case, Python's `title`. */
export function title(text: string): string {
  return text.replace(CASED_RUN, capitalize)
}

/** Turns upper case into lower case and the other way round. */
export function swapCase(text: string): string {
  return text.replace(CASED_RUN, (run) =>
    Array.from(run, (char) => {
      const lower = char.toLowerCase()
      return lower === char ? char.toUpperCase() : lower
    }).join(''),
  )
}

/** Lower case for comparing: `ß` becomes `ss`. */
export function caseFold(text: string): string {
  const lower = text.toLowerCase()
  if (/^[\x00-\x7f]*$/.test(lower)) return lower
  return Array.from(lower, (char) => {
    if (char === 'ς') return 'σ'
    const upper = char.toUpperCase()
    return upper.length > char.length ? upper.toLowerCase() : char
  }).join('')
}

/** Puts fill characters at both sides, Python's `center`. */
export function center(text: string, width: number, fill: string): string {
  const missing = width - textLength(text)
  if (missing <= 0) return text
  const left = Math.floor(missing / 2) + (missing & width & 1)
  return repeat(fill, left) + text + repeat(fill, missing - left)
}

/** Puts fill characters at one side, Python's `ljust` and `rjust`. */
export function justify(text: string, width: number, fill: string, side: 'left' | 'right'): string {
  const missing = width - textLength(text)
  if (missing <= 0) return text
  return side === 'left' ? text + repeat(fill, missing) : repeat(fill, missing) + text
}

/** Fills with zeros behind the sign, Python's `zfill`. */
export function zeroFill(text: string, width: number): string {
  const sign = text[0] === '-' || text[0] === '+' ? text[0] : ''
  return sign + justify(text.slice(sign.length), width - sign.length, '0', 'right')
}

/** Replaces tabs by spaces up to the next column. */
export function expandTabs(text: string, size: number): string {
  if (!text.includes('\t')) return text
  let column = 0
  let result = ''
  for (const char of text) {
    if (char === '\t') {
      const width = size > 0 ? size - (column % size) : 0
      result += repeat(' ', width)
      column += width
    } else {
      result += char
      column = char === '\n' || char === '\r' ? 0 : column + 1
    }
  }
  return result
}

/** Counts a text inside another without overlap. */
export function countText(text: string, part: string): number {
  if (part === '') return textLength(text) + 1
  let count = 0
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++
  return count
}

/** Gives the places of a slice within a length, as Python's `slice.indices`. */
export function sliceBounds(
  length: number,
  start: number | null,
  stop: number | null,
  step: number,
): [number, number] {
  const low = step < 0 ? -1 : 0
  const high = step < 0 ? length - 1 : length
  const place = (index: number | null, absent: number) => {
    if (index === null) return absent
    return Math.min(Math.max(index < 0 ? index + length : index, low), high)
  }
  return step < 0 ? [place(start, high), place(stop, low)] : [place(start, low), place(stop, high)]
}

/** Cuts a slice out of a string by code points. */
export function sliceText(
  text: string,
  start: number | null,
  stop: number | null,
  step: number,
): string {
  const points: ArrayLike<string> = isWide(text) ? Array.from(text) : text
  const [from, to] = sliceBounds(points.length, start, stop, step)
  if (step === 1 && typeof points === 'string') return points.slice(from, Math.max(from, to))
  let result = ''
  if (step > 0) for (let index = from; index < to; index += step) result += points[index]
  else for (let index = from; index > to; index += step) result += points[index]
  return result
}

/** Compares texts by code points, as Python does: less than 0 when the left one comes first. */
export function compareText(left: string, right: string): number {
  const [ones, others] = [Array.from(left), Array.from(right)]
  for (let index = 0; index < ones.length && index < others.length; index++) {
    const step = (ones[index].codePointAt(0) ?? 0) - (others[index].codePointAt(0) ?? 0)
    if (step !== 0) return step
  }
  return ones.length - others.length
}
