import { ValueError } from '../errors.ts'
import { percentEscape } from '../http/percent.ts'

/** A form has more of something than is allowed: answered with a 413. */
export class FormLimitError extends ValueError {
  override name = 'FormLimitError'
}

/**
 * Reads `name=value` pairs between `&`, as in a query or an urlencoded form. Escapes that are no
 * UTF-8 stay as they are, as in Werkzeug.
 *
 * @param text The text with one byte a character.
 * @param limit The largest number of pairs, or null.
 * @throws FormLimitError When there are more.
 */
export function parsePairs(text: string, limit: number | null): [string, string][] {
  const pairs: [string, string][] = []
  if (text === '') return pairs
  for (let start = 0; start <= text.length; ) {
    const ampersand = text.indexOf('&', start)
    const end = ampersand < 0 ? text.length : ampersand
    if (end > start) {
      if (pairs.length === limit) {
        throw new FormLimitError(`There are more than ${limit} names and values.`)
      }
      const equals = text.indexOf('=', start)
      if (equals < 0 || equals >= end) pairs.push([decodePart(text, start, end), ''])
      else pairs.push([decodePart(text, start, equals), decodePart(text, equals + 1, end)])
    }
    start = end + 1
  }
  return pairs
}

const special = /[%+\u0080-\uffff]/

function decodePart(text: string, start: number, end: number): string {
  const part = text.slice(start, end)
  if (!special.test(part)) return part
  const bytes = Buffer.allocUnsafe(part.length)
  let length = 0
  for (let index = 0; index < part.length; index++) {
    const code = part.charCodeAt(index)
    const escaped = code === 37 ? escapedByte(part, index) : -1
    if (escaped >= 0) index += 2
    bytes[length++] = escaped >= 0 ? escaped : code === 43 ? 32 : code
  }
  return decodeUtf8(bytes.subarray(0, length))
}

function escapedByte(text: string, index: number): number {
  const digits = text.slice(index + 1, index + 3)
  return /^[\da-fA-F]{2}$/.test(digits) ? Number.parseInt(digits, 16) : -1
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Decodes UTF-8; bytes that are none are written as `%FF`. */
function decodeUtf8(bytes: Buffer): string {
  try {
    return strict.decode(bytes)
  } catch {
    return decodeBroken(bytes)
  }
}

function decodeBroken(bytes: Buffer): string {
  let text = ''
  let start = 0
  for (let index = 0; index < bytes.length; ) {
    const length = sequenceLength(bytes, index)
    if (length === 0) {
      text += bytes.toString('utf8', start, index)
      text += percentEscape(bytes[index])
      start = index + 1
    }
    index += length || 1
  }
  return text + bytes.toString('utf8', start)
}

// Gives the length of the UTF-8 sequence at a place, 0 when there is none (RFC 3629).
function sequenceLength(bytes: Buffer, index: number): number {
  const first = bytes[index]
  if (first < 0x80) return 1
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  for (let offset = 1; offset < length; offset++) {
    const byte = bytes[index + offset] ?? 0
    if (byte < 0x80 || byte > 0xbf) return 0
  }
  const second = bytes[index + 1]
  const isOverlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90)
  const isBeyond = (first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f)
  return isOverlong || isBeyond ? 0 : length
}
