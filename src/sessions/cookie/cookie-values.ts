import { parseCookies } from '../../http/cookies.ts'
import { isNamed } from '../../http/header-list.ts'

/**
 * Gives every value of a cookie in the headers of a request, without reading the other cookies.
 *
 * @param flat Header names and values in turn.
 * @param name The name of the cookie.
 */
export function cookieValues(flat: readonly string[], name: string): string[] {
  const values: string[] = []
  for (let index = 0; index < flat.length; index += 2) {
    if (flat[index].length === 6 && isNamed(flat[index], 'cookie'))
      addValues(values, flat[index + 1], name)
  }
  return values
}

function addValues(values: string[], header: string, name: string): void {
  if (!header.includes(name)) return
  // A quoted value may hold what looks like another cookie: left to the real parser.
  if (header.includes('"')) {
    for (const [key, value] of parseCookies(header)) if (key === name) values.push(value)
    return
  }
  let place = 0
  while (place < header.length) {
    const semicolon = header.indexOf(';', place)
    const end = semicolon < 0 ? header.length : semicolon
    while (header.charCodeAt(place) === 32) place++
    if (header.startsWith(name, place)) {
      let equals = place + name.length
      while (header.charCodeAt(equals) === 32) equals++
      if (header.charCodeAt(equals) === 61) values.push(header.slice(equals + 1, end).trim())
    }
    place = end + 1
  }
}

const codes = [0, 1, 2].map((offset) => {
  const text = Buffer.from(`${' '.repeat(offset)}"_permanent"`).toString('base64url')
  // The characters at both ends also depend on the neighbours.
  return text.slice(offset === 0 ? 0 : offset + 1, text.length - 2)
})

/** Tells whether a sealed text may hold a permanent session, without opening it. */
export function mayBePermanent(text: string): boolean {
  if (text.charCodeAt(0) === 46) return true
  return text.includes(codes[0]) || text.includes(codes[1]) || text.includes(codes[2])
}
