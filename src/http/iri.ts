import { domainToASCII, domainToUnicode } from 'node:url'
import { percentEscape } from './percent.ts'
import { percentDecoded, withoutEndSlashes } from './target.ts'

const unreserved = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~'
const pathSafe = safeBytes("!$&'()*+,/:;=@%")
const querySafe = safeBytes("!$&'()*+,/:;=?@%")

/** The parts that a URL is put together from. */
export interface UrlParts {
  scheme: string
  host: string
  /** Where the app is mounted, decoded. */
  root?: string
  /** The path below the root, decoded. */
  path?: string
  /** The query as it was sent. */
  query?: string
}

/** Puts the URL of a request together, as an IRI: what can be read is not escaped. Werkzeug's `get_current_url`. */
export function currentUrl(parts: UrlParts): string {
  let url = `${parts.scheme.toLowerCase()}://${readableHost(parts.host)}`
  if (parts.root === undefined) return `${url}/`
  url += readable(quoted(withoutEndSlashes(parts.root), pathSafe), '/?#')
  url += '/'
  if (parts.path === undefined) return url
  url += readable(quoted(parts.path.replace(/^\/+/, ''), pathSafe), '/?#')
  if (parts.query)
    url += `?${readable(quotedBytes(Buffer.from(parts.query, 'latin1'), querySafe), '&=+#')}`
  return url
}

function readableHost(given: string): string {
  const host = given.toLowerCase()
  if (!host.includes('xn--')) return host
  const [, name, port] = /^(.*?)(:\d*)?$/.exec(host) ?? ['', host, '']
  return (domainToUnicode(name) || name) + (port ?? '')
}

function safeBytes(extra: string): Uint8Array {
  const table = new Uint8Array(256)
  for (const char of unreserved + extra) table[char.charCodeAt(0)] = 1
  return table
}

function quoted(text: string, safe: Uint8Array): string {
  return quotedBytes(Buffer.from(text), safe)
}

function quotedBytes(bytes: Buffer, safe: Uint8Array): string {
  let out = ''
  for (const byte of bytes) out += safe[byte] ? String.fromCharCode(byte) : percentEscape(byte)
  return out
}

// Undoes the escapes of characters that mean the same without them, where they are valid UTF-8.
function readable(text: string, keep: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    let out = ''
    let place = 0
    for (const char of utf8Pieces(percentDecoded(run))) {
      if (typeof char === 'number') out += percentEscape(char)
      else if (char <= ' ' || char === '%' || char === '\x7f' || keep.includes(char)) {
        out += run.slice(place, place + 3)
      } else out += char
      place += 3 * (typeof char === 'number' ? 1 : Buffer.byteLength(char))
    }
    return out
  })
}

function* utf8Pieces(bytes: Buffer): Generator<string | number> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  for (let index = 0; index < bytes.length; ) {
    const size = bytes[index] < 0x80 ? 1 : bytes[index] < 0xe0 ? 2 : bytes[index] < 0xf0 ? 3 : 4
    try {
      yield decoder.decode(bytes.subarray(index, index + size))
      index += size
    } catch {
      yield bytes[index++]
    }
  }
}

/**
 * Makes a URL that consists of ASCII alone: what a URL may not hold is escaped, what is escaped
 * stays, tabs and line breaks are dropped. Werkzeug's `iri_to_uri`.
 */
export function iriToUri(iri: string): string {
  if (plainUri.test(iri) && !iri.startsWith('///') && !iri.endsWith('?')) return iri
  const clean = iri.replace(/^[\x00-\x20]+|[\t\r\n]+/g, '')
  const [, scheme = '', host = '', path = '', query = '', fragment = ''] =
    /^([a-z][a-z\d+.-]*:)?(\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(clean) ?? []
  // Without this the first part of the path of "///x" would become a host.
  const isBare = scheme === '' && host === '//'
  return (
    scheme.toLowerCase() +
    (isBare ? '' : asciiHost(host)) +
    quoted(isBare ? path.replace(/^\/+/, '/') : path, uriPath) +
    quoted(query === '?' ? '' : query, uriRest) +
    quoted(fragment === '#' ? '' : fragment, uriRest)
  )
}

/** Makes URLs of ASCII of the headers that say where something is, in a flat list of headers. */
export function escapeLocations(flat: string[]): void {
  for (let index = 0; index < flat.length; index += 2) {
    const { length } = flat[index]
    if (length !== 8 && length !== 16) continue
    if (/^(?:content-)?location$/i.test(flat[index])) flat[index + 1] = iriToUri(flat[index + 1])
  }
}

const plainUri = /^[a-z\d_.~!$&'()*+,/:;=?@%-]*$/
const uriPath = safeBytes("%!#$&'()*+,/:;=@")
const uriRest = safeBytes("%!#$&'()*+,/:;=?@")

function asciiHost(host: string): string {
  if (/^[!-~]*$/.test(host)) return host.replace(/[^@]*$/, (name) => name.toLowerCase())
  const [, user = '', name = '', port = ''] = /^\/\/([^@]*@)?(.*?)(:\d*)?$/s.exec(host) ?? []
  return `//${quoted(user, uriRest)}${domainToASCII(name) || quoted(name, uriRest)}${port}`
}
