import { entity } from './entities.ts'
import { split } from './text.ts'

const REFERENCE = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/g
// What pages of the eighties meant by the characters 0x80 to 0x9f.
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'
const BROKEN = '\ufffd'

/**
 * Replaces HTML entities and character references by their characters.
 * @param text Any text; what is no reference stays.
 */
export function unescapeHtml(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(REFERENCE, (whole, reference: string) =>
    reference[0] === '#' ? numeric(reference) : (namedReference(reference) ?? whole),
  )
}

function numeric(reference: string): string {
  const isHex = reference[1] === 'x' || reference[1] === 'X'
  const code = Number.parseInt(reference.slice(isHex ? 2 : 1), isHex ? 16 : 10)
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return BROKEN
  if (code === 0x0d) return '\r'
  if (code >= 0x80 && code <= 0x9f) {
    return WINDOWS[code - 0x80]
  }
  return isInvalid(code) ? '' : String.fromCodePoint(code)
}

function isInvalid(code: number): boolean {
  if (code < 0x20) return code !== 9 && code !== 10 && code !== 12
  return code === 0x7f || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe
}

function namedReference(reference: string): string | undefined {
  const exact = entity(reference)
  if (exact !== undefined) return exact
  for (let end = reference.length - 1; end > 1; end--) {
    const found = entity(reference.slice(0, end))
    if (found !== undefined) return found + reference.slice(end)
  }
  return undefined
}

/**
 * Removes comments and tags, makes every run of whitespace one space and replaces the entities.
 * @param markup HTML; an unclosed comment or tag stays.
 */
export function stripTags(markup: string): string {
  const text = removeTags(removeComments(markup))
  return unescapeHtml(split(text, null, -1).join(' '))
}

function removeTags(text: string): string {
  let result = ''
  let place = 0
  for (;;) {
    const start = text.indexOf('<', place)
    const end = start < 0 ? -1 : text.indexOf('>', start)
    if (end < 0) return result + text.slice(place)
    result += text.slice(place, start)
    place = end + 1
  }
}

// Cuts at most three characters off the end, without copying the long parts.
function lastThree(parts: string[]): string {
  let tail = ''
  while (tail.length < 3 && parts.length > 0) {
    const part = parts.pop() ?? ''
    const wanted = 3 - tail.length
    tail = part.slice(-wanted) + tail
    if (part.length > wanted) parts.push(part.slice(0, -wanted))
  }
  return tail
}

// What a removed comment leaves may form the start of another, so the seam is looked at.
function removeComments(text: string): string {
  if (!text.includes('<!--')) return text
  const kept: string[] = []
  let seam = ''
  let place = 0
  for (;;) {
    const near = (seam + text.slice(place, place + 3)).indexOf('<!--')
    const start = near >= 0 ? near : text.indexOf('<!--', place)
    if (start < 0) break
    const head = near >= 0 ? seam.slice(near) : ''
    const from = near >= 0 ? place : start
    const window = head + text.slice(from, from + 3)
    const within = head === '' ? -1 : window.indexOf('-->')
    const end = within >= 0 ? from - head.length + within : text.indexOf('-->', from)
    if (end < 0) break
    kept.push(near >= 0 ? seam.slice(0, near) : seam + text.slice(place, start))
    place = end + 3
    seam = lastThree(kept)
  }
  return kept.join('') + seam + text.slice(place)
}
