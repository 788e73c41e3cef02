const unreserved = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~'

function table(extra: string): Uint8Array {
  const safe = new Uint8Array(128)
  for (const char of unreserved + extra) safe[char.charCodeAt(0)] = 1
  return safe
}

const segment = table("!$&'()*+,/:;=@")
const query = table('')
const anchor = table("!#$%&'()*+,/:;=?@")

/** Quotes a text for a path, as UTF-8. Werkzeug's quoting of path segments. */
export function quotePath(text: string): string {
  return quote(text, segment)
}

/** Quotes a text for an anchor. */
export function quoteAnchor(text: string): string {
  return quote(text, anchor)
}

/** Quotes a key or value of a query; a space becomes a plus. */
export function quoteQuery(text: string): string {
  return quote(text, query).replaceAll('%20', '+')
}

function quote(text: string, safe: Uint8Array): string {
  let clean = true
  for (let index = 0; index < text.length && clean; index++) {
    const code = text.charCodeAt(index)
    clean = code < 128 && safe[code] === 1
  }
  if (clean) return text
  let out = ''
  for (const byte of Buffer.from(text)) {
    if (byte < 128 && safe[byte]) out += String.fromCharCode(byte)
    else out += `%${byte < 16 ? '0' : ''}${byte.toString(16).toUpperCase()}`
  }
  return out
}

/** Makes a query of pairs; lists repeat their key, null and undefined are left out. */
export function encodeQuery(pairs: readonly (readonly [string, unknown])[]): string {
  const out: string[] = []
  for (const [key, value] of pairs) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null)
        out.push(`${quoteQuery(key)}=${quoteQuery(String(item))}`)
    }
  }
  return out.join('&')
}
