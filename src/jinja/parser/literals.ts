import { Float } from '../../python/float.ts'

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
  const value = body.replace(escapes, (whole) => {
    const result = unescapeOne(whole)
    if (result !== undefined) return result
    error ??= `The escape "${whole}" in a string is not complete, or is not known.`
    return ''
  })
  return error === undefined ? { value } : { error }
}

const escapes = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{1,3}|[\s\S]|$)/g

function unescapeOne(whole: string): string | undefined {
  const letter = whole.charAt(1)
  if (letter === '') return undefined
  if (letter >= '0' && letter <= '7') return String.fromCharCode(Number.parseInt(whole.slice(1), 8))
  if ('xuU'.includes(letter)) {
    const code = Number.parseInt(whole.slice(2), 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : undefined
  }
  return letter === 'N' ? undefined : (simpleEscapes[letter] ?? whole)
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
