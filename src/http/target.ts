/** A request target, taken apart. */
export interface Target {
  /** The decoded path, always with a slash in front. */
  path: string
  /** What follows the question mark, as it was sent. */
  query: string
  /** The host of a target in absolute form. */
  host: string | undefined
}

// Most targets: a path with nothing to decode and no query.
const plainTarget = /^\/[!$&-;=@-~]*$/

/**
 * Takes a request target apart (RFC 9112 section 3.2): the path decoded once, as UTF-8, invalid
 * bytes replaced. Gives undefined for a target that is none.
 */
export function parseTarget(target: string): Target | undefined {
  return plainTarget.test(target)
    ? { path: target, query: '', host: undefined }
    : parseOther(target)
}

function parseOther(target: string): Target | undefined {
  let rest = target
  let host: string | undefined
  if (rest.charCodeAt(0) !== 47) {
    if (rest === '*') return { path: '/*', query: '', host }
    const absolute = /^https?:\/\/([^/?#]+)/i.exec(rest)
    if (absolute === null) return undefined
    host = absolute[1]
    rest = rest.slice(absolute[0].length)
    if (rest.charCodeAt(0) !== 47) rest = `/${rest}`
  }
  const mark = rest.indexOf('?')
  const raw = mark < 0 ? rest : rest.slice(0, mark)
  if (rest.includes('#')) return undefined
  return { path: decodePath(raw), query: mark < 0 ? '' : rest.slice(mark + 1), host }
}

const plainPath = /^[!$-~]*$/

/**
 * Decodes a path once: percent escapes and raw bytes as UTF-8. An invalid escape is left as it stands,
 * and invalid bytes become U+FFFD.
 */
export function decodePath(raw: string): string {
  if (plainPath.test(raw) && !raw.includes('%')) return raw
  return percentDecoded(raw).toString('utf8')
}

/** Decodes percent escapes to bytes; `raw` holds one byte a character. */
export function percentDecoded(raw: string): Buffer {
  const bytes = Buffer.allocUnsafe(raw.length)
  let length = 0
  for (let index = 0; index < raw.length; index++) {
    let byte = raw.charCodeAt(index)
    if (byte === 37) {
      const high = hexDigit(raw.charCodeAt(index + 1))
      const low = hexDigit(raw.charCodeAt(index + 2))
      if (high >= 0 && low >= 0) {
        byte = high * 16 + low
        index += 2
      }
    }
    bytes[length++] = byte
  }
  return bytes.subarray(0, length)
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/** Takes the slashes off the end of a path. A pattern would take time by the square of many in its middle. */
export function withoutEndSlashes(path: string): string {
  let end = path.length
  while (end > 0 && path.charCodeAt(end - 1) === 47) end--
  return path.slice(0, end)
}
