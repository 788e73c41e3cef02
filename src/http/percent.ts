/** The charsets that parts of a request may name. */
export type Charset = 'utf8' | 'latin1' | 'ascii'

/** Gives the text of bytes; what is no text in that charset becomes U+FFFD. */
export function decodeBytes(bytes: Buffer, charset: Charset): string {
  if (charset !== 'ascii') return bytes.toString(charset)
  return bytes.toString('latin1').replace(/[\x80-\xff]/g, '\ufffd')
}

/**
 * Undoes percent encoding; sequences that are not valid are kept, and bytes that are no text
 * become U+FFFD. Python's `urllib.parse.unquote` with `errors="replace"`.
 *
 * @param text The encoded text.
 * @param charset What the bytes are, UTF-8 by default.
 */
export function percentDecode(text: string, charset: Charset = 'utf8'): string {
  if (!text.includes('%')) return text
  return text.replace(/(?:%[\da-fA-F]{2})+/g, (run) =>
    decodeBytes(Buffer.from(run.replaceAll('%', ''), 'hex'), charset),
  )
}

/** Gives the escape of a byte: `%2F`. */
export function percentEscape(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}

const plain = new Set(
  Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~'),
)

/** Percent-encodes text as the value of an extended parameter (RFC 8187). */
export function quotePlain(text: string): string {
  let quoted = ''
  for (const byte of Buffer.from(text)) {
    quoted += plain.has(byte) ? String.fromCharCode(byte) : percentEscape(byte)
  }
  return quoted
}
