import { BadData } from './errors.ts'

/** Text, read as UTF-8, or bytes. */
export type BytesLike = string | Uint8Array

/** Gives bytes as they are and text as its UTF-8. itsdangerous `want_bytes`. */
export function wantBytes(value: BytesLike): Buffer {
  if (typeof value === 'string') return Buffer.from(value, 'utf8')
  return Buffer.isBuffer(value)
    ? value
    : Buffer.from(value.buffer, value.byteOffset, value.byteLength)
}

/** Gives URL-safe base64 without padding. itsdangerous `base64_encode`. */
export function base64Encode(value: BytesLike): string {
  return wantBytes(value).toString('base64url')
}

const canonical = /^[A-Za-z0-9_-]*$/

/**
 * Gives the bytes of URL-safe base64 text, with or without padding. itsdangerous `base64_decode`.
 *
 * @throws BadData When the text cannot be base64.
 */
export function base64Decode(value: BytesLike): Buffer {
  const text = typeof value === 'string' ? value : Buffer.from(value).toString('latin1')
  if (text.length % 4 !== 1 && canonical.test(text)) return Buffer.from(text, 'base64url')
  // Python counts the padding that is missing after it left out what is not ASCII from text, but
  // with all that is there in bytes.
  const counted = typeof value === 'string' ? text.replace(/[^\x00-\x7f]/g, '') : text
  const bytes = decodeLoosely(counted + '='.repeat((4 - (counted.length % 4)) % 4))
  if (bytes === undefined) {
    throw new BadData('The text is not base64: its length does not fit. It may have been cut.')
  }
  return bytes
}

/**
 * Gives the bytes of base64 text in either alphabet as Python's `b64decode` reads it: foreign
 * characters are skipped, and undefined says that the padding is wrong.
 */
export function decodeLoosely(text: string): Buffer | undefined {
  const out = Buffer.allocUnsafe(Math.ceil((text.length * 3) / 4))
  let length = 0
  let place = 0
  let pads = 0
  let left = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 61) {
      if (place >= 2 && place + ++pads >= 4) return out.subarray(0, length)
      continue
    }
    const bits = sextet(code)
    if (bits < 0) continue
    pads = 0
    if (place > 0) out[length++] = (left << (place * 2)) | (bits >> (6 - place * 2))
    left = bits & (0x3f >> (place * 2))
    if (place === 0) left = bits
    place = (place + 1) % 4
  }
  return place === 0 ? out.subarray(0, length) : undefined
}

function sextet(code: number): number {
  if (code >= 65 && code <= 90) return code - 65
  if (code >= 97 && code <= 122) return code - 71
  if (code >= 48 && code <= 57) return code + 4
  if (code === 43 || code === 45) return 62
  return code === 47 || code === 95 ? 63 : -1
}

/** Gives the shortest big-endian bytes of an integer below 2**64. itsdangerous `int_to_bytes`. */
export function intToBytes(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  let start = 0
  while (start < 8 && bytes[start] === 0) start++
  return bytes.subarray(start)
}

/**
 * Gives the integer of at most eight big-endian bytes: a number, or a bigint where a number would
 * be rounded. itsdangerous `bytes_to_int`.
 *
 * @throws BadData When there are more than eight bytes.
 */
export function bytesToInt(bytes: Uint8Array): number | bigint {
  if (bytes.length > 8) throw new BadData('The number is longer than eight bytes.')
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
}
