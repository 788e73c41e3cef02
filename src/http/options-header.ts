import { type Charset, percentDecode } from './percent.ts'

/** A header's main value and its parameters. */
export type OptionsHeader = [value: string, options: Record<string, string>]

const token = /^[\w!#$%&'*+\-.^`|~]+$/
const charsetValue = /^([\w!#$%&*+\-.^`|~]*)'[\w!#$%&*+\-.^`|~]*'([\w!#$%&'*+\-.^`|~]+)/
const charsets: Record<string, Charset> = {
  __proto__: null as never,
  ascii: 'ascii',
  'us-ascii': 'ascii',
  'utf-8': 'utf8',
  'iso-8859-1': 'latin1',
}

/**
 * Puts quotes around a header value unless it is a token. Werkzeug's `quote_header_value`.
 *
 * @param value What to quote; numbers and booleans are written as text.
 * @param allowToken Leaves a plain token without quotes, which is the default.
 */
export function quoteHeaderValue(value: string | number | boolean, allowToken = true): string {
  const text = String(value)
  if (allowToken && token.test(text)) return text
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** Takes the quotes and escapes off a header value. Werkzeug's `unquote_header_value`. */
function unquoteHeaderValue(value: string): string {
  if (value.length < 2 || value[0] !== '"' || value[value.length - 1] !== '"') return value
  return value.slice(1, -1).replace(/\\([^\n])/g, '$1')
}

/**
 * Writes a value and its parameters, separated by semicolons. Werkzeug's `dump_options_header`.
 *
 * @param value The main value, or null for parameters alone.
 * @param options The parameters; null is left out, and the value of a `name*` is written as it is.
 */
export function dumpOptionsHeader(
  value: string | null,
  options: Readonly<Record<string, string | number | boolean | null | undefined>>,
): string {
  const segments = value === null ? [] : [value]
  for (const [key, option] of Object.entries(options)) {
    if (option === null || option === undefined) continue
    segments.push(`${key}=${key.endsWith('*') ? option : quoteHeaderValue(option)}`)
  }
  return segments.join('; ')
}

/**
 * Reads a value and its parameters, as in `Content-Type` and `Content-Disposition`; what is not
 * well-formed is left out, and RFC 2231 charsets and continuations are undone.
 * Werkzeug's `parse_options_header`.
 */
export function parseOptionsHeader(header: string | null | undefined): OptionsHeader {
  const options: Record<string, string> = Object.create(null)
  if (!header) return ['', options]
  const semicolon = header.indexOf(';')
  if (semicolon < 0) return [header.trim(), options]
  const value = header.slice(0, semicolon).trim()
  if (value !== '') addOptions(options, collectParts(header, semicolon + 1))
  return [value, options]
}

const keyPattern = /[\w!#$%&'*+\-.^`|~]+=/y
const tokenPattern = /[\w!#$%&'*+\-.^`|~]+/y

function collectParts(header: string, start: number): [string, string][] {
  const parts: [string, string][] = []
  for (let position = skipSpace(header, start); ; ) {
    const key = matchAt(keyPattern, header, position)
    if (key !== undefined) {
      position += key.length
      const plain = matchAt(tokenPattern, header, position)
      const value = plain ?? quotedAt(header, position)
      if (value !== undefined) {
        parts.push([key.slice(0, -1).toLowerCase(), value])
        position += plain === undefined ? value.length : 0
      }
    }
    const end = header.indexOf(';', position)
    if (end < 0) return parts
    position = skipSpace(header, end + 1)
  }
}

function quotedAt(header: string, start: number): string | undefined {
  if (header[start] !== '"') return undefined
  for (let position = start + 1; position < header.length; position++) {
    const character = header[position]
    if (character === '"') return header.slice(start, position + 1)
    const next = header[position + 1]
    if (character === '\\' && (next === '\\' || next === '"')) position++
  }
  return undefined
}

function addOptions(options: Record<string, string>, parts: [string, string][]): void {
  let encoding = ''
  let continued = ''
  for (let [key, value] of parts) {
    if (key.endsWith('*')) {
      key = key.slice(0, -1)
      const match = charsetValue.exec(value)
      if (match !== null) [encoding, value] = [match[1].toLowerCase(), match[2]]
      if (encoding === '') encoding = continued
      if (charsets[encoding] !== undefined) {
        continued = encoding
        value = percentDecode(value, charsets[encoding])
      }
    }
    if (value.length > 1 && value[0] === '"' && value[value.length - 1] === '"') {
      value = unquoteOption(value)
    }
    const place = /\*\d+$/.exec(key)
    if (place === null) options[key] = value
    else {
      key = key.slice(0, place.index)
      options[key] = (options[key] ?? '') + value
    }
  }
}

// Headers escape a quote with a backslash, forms with %22.
function unquoteOption(value: string): string {
  return value.slice(1, -1).replaceAll('\\\\', '\\').replaceAll('\\"', '"').replaceAll('%22', '"')
}

/** Reads a list of items between commas; quotes around an item are taken off. Werkzeug's `parse_list_header`. */
export function parseListHeader(header: string): string[] {
  const items: string[] = []
  let start = 0
  let quoted = false
  for (let position = 0; position < header.length; position++) {
    const character = header.charCodeAt(position)
    if (character === 0x22) quoted = !quoted
    else if (quoted && character === 0x5c) position++
    else if (character === 0x2c && !quoted) {
      items.push(header.slice(start, position))
      start = position + 1
    }
  }
  if (quoted) return []
  items.push(header.slice(start))
  return items
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .map(unquoteHeaderValue)
}

/**
 * Reads a list of `key=value` pairs; a key alone has the value null. Werkzeug's
 * `parse_dict_header`.
 */
export function parseDictHeader(header: string): Map<string, string | null> {
  const result = new Map<string, string | null>()
  for (const item of parseListHeader(header)) {
    const equals = item.indexOf('=')
    const key = (equals < 0 ? item : item.slice(0, equals)).trim()
    if (key === '') continue
    if (equals < 0) result.set(key, null)
    else addPair(result, key, item.slice(equals + 1).trim())
  }
  return result
}

function addPair(result: Map<string, string | null>, key: string, value: string): void {
  if (!key.endsWith('*')) {
    result.set(key, unquoteHeaderValue(value))
    return
  }
  const match = charsetValue.exec(value)
  const charset = match === null ? undefined : charsets[match[1].toLowerCase()]
  const text = match === null ? value : match[2]
  const decoded = charset === undefined ? text : percentDecode(text, charset)
  result.set(key.slice(0, -1), unquoteHeaderValue(decoded))
}

/**
 * Writes a list of items, or of `key=value` pairs, between commas. Werkzeug's `dump_header`.
 *
 * @param items Texts, or pairs whose value may be null to write the key alone.
 */
export function dumpHeader(
  items: Iterable<string | readonly [string, string | number | boolean | null]>,
): string {
  const segments: string[] = []
  for (const item of items) {
    if (typeof item === 'string') segments.push(quoteHeaderValue(item))
    else if (item[1] === null) segments.push(item[0])
    else {
      segments.push(`${item[0]}=${item[0].endsWith('*') ? item[1] : quoteHeaderValue(item[1])}`)
    }
  }
  return segments.join(', ')
}

function matchAt(pattern: RegExp, text: string, position: number): string | undefined {
  pattern.lastIndex = position
  return pattern.exec(text)?.[0]
}

function skipSpace(text: string, position: number): number {
  while (position < text.length && text.charCodeAt(position) <= 0x20) position++
  return position
}
