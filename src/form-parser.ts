import { RequestEntityTooLarge } from './exceptions.ts'
import { percentDecoded } from './http/target.ts'

/**
 * Reads urlencoded pairs, as UTF-8.
 *
 * @param text The text, a byte a character.
 * @param most How many pairs are taken; null for any number.
 * @throws RequestEntityTooLarge (413) When there are more.
 */
export function parsePairs(text: string, most: number | null): [string, string][] {
  const pairs: [string, string][] = []
  if (text === '') return pairs
  for (let start = 0; start <= text.length; ) {
    let end = text.indexOf('&', start)
    if (end < 0) end = text.length
    if (end > start) {
      if (most !== null && pairs.length >= most) throw new RequestEntityTooLarge('There are too many fields.')
      const equals = text.indexOf('=', start)
      const middle = equals < 0 || equals > end ? end : equals
      pairs.push([decoded(text.slice(start, middle)), decoded(text.slice(middle + 1, end))])
    }
    start = end + 1
  }
  return pairs
}

const plain = /^[!-$&-*,-~]*$/

function decoded(text: string): string {
  if (plain.test(text)) return text
  return percentDecoded(text.replaceAll('+', ' ')).toString('utf8')
}
