import { escapeText, toHtml } from '../../markup.ts'
import { countText, sliceText, textLength } from '../../python/text.ts'

/** What the links look like. */
export interface LinkOptions {
  limit: number | null
  rel: string
  target: string
  schemes: readonly string[]
}

const PORT_AND_PATH = '(?::\\d{1,5})?(?:[/?#]\\S*)?$'
const HOST = '(?:[\\p{L}\\p{N}_%-]+\\.)*(?:[a-z]{2,63}|xn--[\\p{L}\\p{N}_%]{2,59})'
const BASIC = '(?:[\\p{L}\\p{N}_%-]{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)'
const ADDRESS = 'https?://(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[\\da-f:]{2,40}\\])'
const LINK = new RegExp(
  `^(?:(?:https?://|www\\.)${HOST}|${BASIC}|${ADDRESS})${PORT_AND_PATH}`,
  'iu',
)
const EMAIL = /^[^\s]+@[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.[\p{L}\p{N}_]+$/u
const OPENING = /^(?:[(<]|&lt;)+/
const PAIRS = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
] as const

/** Makes links of the addresses in a text, which is escaped. */
export function urlize(text: unknown, options: LinkOptions): string {
  const rel = options.rel === '' ? '' : ` rel="${escapeText(options.rel)}"`
  const target = options.target === '' ? '' : ` target="${escapeText(options.target)}"`
  return toHtml(text)
    .split(/(\s+)/)
    .map((word) => linkWord(word, options, rel + target))
    .join('')
}

function linkWord(word: string, options: LinkOptions, extra: string): string {
  const head = OPENING.exec(word)?.[0] ?? ''
  const [middle, tail] = balance(...cutTail(word.slice(head.length)))
  return head + linkMiddle(middle, options, extra) + tail
}

// What stands behind an address: brackets, points and commas.
function cutTail(word: string): [string, string] {
  let end = word.length
  for (;;) {
    if (')>.,\n'.includes(word[end - 1] ?? ' ')) end--
    else if (word.endsWith('&gt;', end) && end >= 4) end -= 4
    else return [word.slice(0, end), word.slice(end)]
  }
}

function balance(word: string, behind: string): [string, string] {
  let middle = word
  let tail = behind
  for (const [open, close] of PAIRS) {
    const opened = countText(middle, open)
    if (opened <= countText(middle, close)) continue
    let end = 0
    for (let moved = Math.min(opened, countText(tail, close)); moved > 0; moved--) {
      end = tail.indexOf(close, end) + close.length
    }
    middle += tail.slice(0, end)
    tail = tail.slice(end)
  }
  return [middle, tail]
}

function linkMiddle(word: string, options: LinkOptions, extra: string): string {
  const shown = () => shorten(word, options.limit)
  if (isLink(word)) {
    const address = /^https?:\/\//.test(word) ? word : `https://${word}`
    return `<a href="${address}"${extra}>${shown()}</a>`
  }
  if (word.startsWith('mailto:') && EMAIL.test(word.slice(7))) {
    return `<a href="${word}">${word.slice(7)}</a>`
  }
  if (isEmail(word)) return `<a href="mailto:${word}">${word}</a>`
  let result = word
  for (const scheme of options.schemes) {
    if (result !== scheme && result.startsWith(scheme)) {
      result = `<a href="${result}"${extra}>${result}</a>`
    }
  }
  return result
}

// The pattern backtracks over the labels of a host, which no real one has so long.
function isLink(word: string): boolean {
  const host = word.slice(0, 8) + word.slice(8).split(/[/?#]/, 1)[0]
  return word.includes('.') || word.includes('[') || word.includes('//')
    ? host.length <= 300 && LINK.test(word)
    : false
}

function isEmail(word: string): boolean {
  const isPossible = word.includes('@') && !word.startsWith('@') && !word.startsWith('www.')
  return isPossible && !word.includes(':') && EMAIL.test(word)
}

function shorten(word: string, limit: number | null): string {
  if (limit === null || textLength(word) <= limit) return word
  return `${sliceText(word, null, limit, 1)}...`
}
