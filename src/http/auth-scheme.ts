import { parseDictHeader } from './options-header.ts'

/** What credentials or a challenge say by name. */
export type AuthParameters = Record<string, string | null>

/** Tells the scheme, in lower case, from the rest. */
export function schemeOf(text: string): [scheme: string, rest: string] {
  const space = text.indexOf(' ')
  if (space < 0) return [text.toLowerCase(), '']
  return [text.slice(0, space).toLowerCase(), text.slice(space + 1).trim()]
}

/** Reads the rest: an equals sign that is not at the end means parameters, else it is a token. */
export function dataOf(rest: string): [parameters: AuthParameters | null, token: string | null] {
  if (!/=[^=]/.test(rest)) return [null, rest]
  return [Object.fromEntries(parseDictHeader(rest)), null]
}

/** Gives a scheme as headers write it: `Basic`. */
export function titled(scheme: string): string {
  return scheme.toLowerCase().replace(/[a-z]+/g, (word) => word[0].toUpperCase() + word.slice(1))
}
