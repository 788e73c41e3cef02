import { Float } from '../python/float.ts'

const simpleEscapes: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
}

/**
 * Gives the value of a string literal by Python's escapes, or an error's text.
 * @param body What stands between the quotes.
 */
export function unescapeString(body: string): { value: string } | { error: string } {
  if (!body.includes('\\')) return { value: body }
  let error: string | undefined
  const pattern = /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{1,3})|(.)|$)/gis
  const value = body.replace(pattern, (whole, hex, short, long, octal, letter) => {
    const digits =
      hex ??
      (whole[1] === 'u' ? short : undefined) ??
      (whole[1] === 'U' ? (long ?? short) : undefined)
    if (digits !== undefined && /[xuU]/.test(whole[1])) {
      const code = Number.parseInt(digits, 16)
      if (code > 0x10ffff) error = `The escape "${whole}" is beyond the last character.`
      return code > 0x10ffff ? '' : String.fromCodePoint(code)
    }
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
    if (letter === undefined) error = 'A string ends with a single backslash.'
    else if (letter === 'x' || letter === 'u' || letter === 'U' || letter === 'N') {
      error = `The escape "\\${letter}" in a string is incomplete or not supported.`
    }
    return simpleEscapes[letter] ?? whole
  })
  return error === undefined ? { value } : { error }
}

/**
 * Gives the value of an integer literal; a bigint where a number is not exact.
 * @param text The literal, as `0x1f` or `1_000`.
 */
export function parseInteger(text: string): number | bigint {
  const digits = text.replaceAll('_', '')
  const value = Number(digits)
  return Number.isSafeInteger(value) ? value : BigInt(digits)
}

/**
 * Gives the value of a float literal.
 * @param text The literal, as `1.5` or `1e3`.
 */
export function parseFloatLiteral(text: string): number | Float {
  const value = Number(text.replaceAll('_', ''))
  return Number.isInteger(value) ? new Float(value) : value
}
