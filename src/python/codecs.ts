import { LookupError } from '../errors.ts'
import { UnicodeDecodeError, UnicodeEncodeError } from './errors.ts'
import { asciiOnly } from './repr.ts'

type Codec = 'utf8' | 'ascii' | 'latin1' | 'utf16le'

const CODECS: Record<string, Codec> = {
  utf8: 'utf8',
  u8: 'utf8',
  ascii: 'ascii',
  usascii: 'ascii',
  latin1: 'latin1',
  iso88591: 'latin1',
  utf16le: 'utf16le',
}

function codecOf(encoding: string): Codec {
  const name = encoding.toLowerCase().replace(/[-_ ]/g, '')
  if (Object.hasOwn(CODECS, name)) return CODECS[name]
  throw new LookupError(`The encoding "${encoding}" is unknown. Use "utf-8".`)
}

// What stands for a character that the encoding does not have.
const REPLACEMENTS: Record<string, (char: string) => string> = {
  ignore: () => '',
  replace: () => '?',
  xmlcharrefreplace: (char) => `&#${char.codePointAt(0)};`,
  backslashreplace: asciiOnly,
}

/**
 * Encodes text as Python's `str.encode` does.
 * @param text The text.
 * @param encoding UTF-8, UTF-16-LE, Latin-1 or ASCII, in any of their spellings.
 * @param errors What to do with characters that the encoding lacks: `strict`, `ignore`, `replace`,
 *   `xmlcharrefreplace` or `backslashreplace`.
 */
export function encode(text: string, encoding = 'utf-8', errors = 'strict'): Buffer {
  const codec = codecOf(encoding)
  if (codec === 'utf8' || codec === 'utf16le') return Buffer.from(text, codec)
  const lacking = codec === 'ascii' ? /[^\x00-\x7f]/gu : /[^\x00-\xff]/gu
  const fitting = text.replace(lacking, (char) => {
    if (Object.hasOwn(REPLACEMENTS, errors)) return REPLACEMENTS[errors](char)
    if (errors !== 'strict') throw new LookupError(`"${errors}" is no way to treat errors.`)
    throw new UnicodeEncodeError(`The encoding "${encoding}" has no bytes for "${char}".`)
  })
  return Buffer.from(fitting, 'latin1')
}

/**
 * Decodes bytes as Python's `bytes.decode` does.
 * @param bytes The bytes.
 * @param encoding As for `encode`.
 * @param errors What to do with bytes that are no text: `strict`, `ignore` or `replace`.
 */
export function decode(bytes: Uint8Array, encoding = 'utf-8', errors = 'strict'): string {
  const codec = codecOf(encoding)
  if (codec === 'latin1') return Buffer.from(bytes).toString('latin1')
  const text = codec === 'ascii' ? asciiText(bytes) : unicodeText(bytes, codec)
  if (errors === 'strict' && text === undefined) {
    throw new UnicodeDecodeError(`The bytes are no text in ${encoding}. Give errors="replace".`)
  }
  if (text !== undefined) return text
  const replaced =
    codec === 'ascii'
      ? Buffer.from(bytes)
          .toString('latin1')
          .replace(/[\x80-\xff]/g, '\ufffd')
      : new TextDecoder(codec === 'utf8' ? 'utf-8' : 'utf-16le', { ignoreBOM: true }).decode(bytes)
  return errors === 'ignore' ? replaced.replaceAll('\ufffd', '') : replaced
}

function asciiText(bytes: Uint8Array): string | undefined {
  return bytes.every((byte) => byte < 0x80) ? Buffer.from(bytes).toString('latin1') : undefined
}

function unicodeText(bytes: Uint8Array, codec: Codec): string | undefined {
  const label = codec === 'utf8' ? 'utf-8' : 'utf-16le'
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
