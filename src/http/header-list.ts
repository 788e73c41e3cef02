import { ValueError } from '../errors.ts'
import { hasMethod, isIterable } from '../guards.ts'
import { dumpOptionsHeader } from './options-header.ts'

/** What a header value may be; numbers are written as text. */
export type HeaderValue = string | number
/** What headers can be made of: an object (values text, number or a list of them), pairs, or headers. */
export type HeadersInit =
  | Readonly<Record<string, HeaderValue | readonly HeaderValue[] | null | undefined>>
  | Iterable<readonly [string, HeaderValue]>
  | globalThis.Headers
/** Parameters behind a header value; null leaves one out. */
export type HeaderParameters = Readonly<Record<string, string | number | null | undefined>>

/** Gives the first value of a header in a flat list of names and values, or undefined. */
export function findHeader(flat: readonly string[], lowerName: string): string | undefined {
  const place = placeOf(flat, lowerName, 0)
  return place < 0 ? undefined : flat[place + 1]
}

/** Gives the place of a header in a flat list, from `start` on, or -1. */
export function placeOf(flat: readonly string[], lowerName: string, start: number): number {
  const { length } = lowerName
  for (let index = start; index < flat.length; index += 2) {
    const name = flat[index]
    if (name.length === length && isNamed(name, lowerName)) return index
  }
  return -1
}

/**
 * Tells whether a name is, in any case, one that is written in lower case. Letter by letter: a copy
 * in lower case for each header of each request costs more than the rest of the look.
 */
export function isNamed(name: string, lowerName: string): boolean {
  const { length } = lowerName
  if (name.length !== length) return false
  for (let index = 0; index < length; index++) {
    const code = name.charCodeAt(index)
    const lower = code >= 65 && code <= 90 ? code + 32 : code
    if (lower !== lowerName.charCodeAt(index)) return false
  }
  return true
}

/** Removes a header from a flat list, from `start` on. */
export function removeFrom(flat: string[], lowerName: string, start: number): void {
  let place = placeOf(flat, lowerName, start)
  if (place < 0) return
  let kept = place
  for (; place < flat.length; place += 2) {
    if (isNamed(flat[place], lowerName)) continue
    flat[kept++] = flat[place]
    flat[kept++] = flat[place + 1]
  }
  flat.length = kept
}

const namePattern = /^[\w!#$%&'*+\-.^`|~]+$/

/** Tells whether a name can be sent. */
export function isHeaderName(name: unknown): boolean {
  return typeof name === 'string' && namePattern.test(name)
}

/** Gives a header value as text, or throws a ValueError when it cannot be sent. */
export function headerText(
  name: string,
  value: HeaderValue,
  parameters?: HeaderParameters,
): string {
  const text = parameters === undefined ? String(value) : withParameters(String(value), parameters)
  if (isSendable(text) || (isAddress(name) && isOneLine(text))) return text
  throw new ValueError(
    `The value ${JSON.stringify(text)} of the header "${name}" cannot be sent: ${whyUnsendable(text)}.`,
  )
}

// What these hold is made ASCII when it is sent.
function isAddress(name: string): boolean {
  return isNamed(name, 'location') || isNamed(name, 'content-location')
}

function whyUnsendable(text: string): string {
  if (!isOneLine(text))
    return 'it has a line break or a null character. Take it out, or encode the value'
  const [character] = [...text].filter((some) => !isSendable(some))
  const shown = JSON.stringify(character).slice(1, -1)
  return `a header holds no "${shown}", only characters of Latin-1. Encode the value, as encodeURIComponent() does`
}

/** Tells whether a text can be sent in a header: Node writes it as Latin-1, without control characters. */
function isSendable(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 32 ? code !== 9 : code > 126 && (code === 127 || code > 255)) return false
  }
  return true
}

/** Tells whether a text ends no line of the head of a response. */
export function isOneLine(text: string): boolean {
  return !text.includes('\n') && !text.includes('\r') && !text.includes('\0')
}

function withParameters(value: string, parameters: HeaderParameters): string {
  const dashed: Record<string, string | number | null | undefined> = Object.create(null)
  for (const [key, parameter] of Object.entries(parameters)) {
    dashed[key.replaceAll('_', '-')] = parameter
  }
  return dumpOptionsHeader(value, dashed)
}

/** Tells headers, ours or the platform's, from other objects. */
function isHeaders(init: HeadersInit): init is globalThis.Headers {
  return hasMethod(init, 'getSetCookie')
}

/** Gives the names and values that headers are made of. */
export function* pairsOf(init: HeadersInit): Generator<readonly [string, HeaderValue]> {
  if (isIterable<readonly [string, HeaderValue]>(init)) {
    yield* init
    return
  }
  for (const [name, value] of Object.entries(init)) {
    if (value === null || value === undefined) continue
    if (typeof value === 'string' || typeof value === 'number') yield [name, value]
    else for (const item of value as Iterable<HeaderValue>) yield [name, item]
  }
}

/** Gives the values by name that headers are replaced by: of pairs the last one counts. */
export function listsOf(init: HeadersInit): Map<string, HeaderValue[]> {
  const isPairs = Symbol.iterator in init && !isHeaders(init)
  const lists = new Map<string, HeaderValue[]>()
  for (const [name, value] of pairsOf(init)) {
    const list = isPairs ? undefined : lists.get(name)
    if (list === undefined) lists.set(name, [value])
    else list.push(value)
  }
  return lists
}

const initial = /(^|[^a-z])([a-z])/g

/** Writes a name as WSGI does: `X-Custom`. */
export function wsgiCase(name: string): string {
  return name
    .toLowerCase()
    .replace(initial, (_, before: string, letter: string) => before + letter.toUpperCase())
}
