import { BadRequest, HTTPException, RequestEntityTooLarge } from '../exceptions/index.ts'
import { DefaultJSONProvider } from '../json/provider.ts'
import type { Request } from './request.ts'

/** How `getJson` reads. */
export interface GetJsonOptions {
  /** Whether the body is read whatever its type. */
  force?: boolean
  /** Whether an error gives undefined. */
  silent?: boolean
  /** Whether the result is kept; true unless given. */
  cache?: boolean
}

/** The arguments of `getJson`. */
export type GetJsonArguments =
  | [force?: boolean, silent?: boolean, cache?: boolean]
  | [GetJsonOptions]

/** What `getJson` takes by name, in the order of its arguments. */
export const getJsonOptions: readonly (keyof GetJsonOptions)[] = ['force', 'silent', 'cache']

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Reads the body of a request as JSON, as `getJson` describes it. */
export function readJson(
  request: Request,
  options: GetJsonOptions,
): { value: unknown; cacheable: boolean } {
  if (!options.force && !request.isJson) {
    if (options.silent) return { value: undefined, cacheable: false }
    return { value: request.onJsonLoadingFailed(undefined), cacheable: false }
  }
  const bytes = request.getData({ cache: options.cache })
  try {
    const limit = request.app?.config.MAX_JSON_LENGTH ?? null
    if (limit !== null && bytes.length > limit) throw new RequestEntityTooLarge()
    const levels = request.app?.config.MAX_JSON_DEPTH ?? Number.POSITIVE_INFINITY
    const provider = request.app?.json
    const isPlain = provider === undefined || provider.loads === DefaultJSONProvider.prototype.loads
    const isWalked = isPlain && bytes.length <= parsedFirst
    const utf8 = inUtf8(bytes)
    if (!isWalked && !isTextWithin(utf8, levels)) throw tooDeep(levels)
    const text = decoder.decode(utf8)
    const value: unknown = provider === undefined ? JSON.parse(text) : provider.loads(text)
    if (isWalked && !isValueWithin(value, levels)) throw tooDeep(levels)
    return { value, cacheable: true }
  } catch (error) {
    if (error instanceof HTTPException) throw error
    if (options.silent) return { value: undefined, cacheable: false }
    return { value: request.onJsonLoadingFailed(error as Error), cacheable: true }
  }
}

// Of the other encodings a byte that looks like a quote may be half of a character.
function inUtf8(bytes: Buffer): Buffer {
  if (bytes.length >= 2) {
    if (
      bytes.length >= 4 &&
      bytes[2] === 0 &&
      (bytes[0] === 0) === (bytes[3] !== 0) &&
      bytes[1] === 0
    ) {
      return Buffer.from(widest(bytes))
    }
    if (bytes[0] === 0 || (bytes[1] === 0 && bytes[0] < 128)) return Buffer.from(wide(bytes))
    if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
      return Buffer.from(wide(bytes))
  }
  return bytes
}

// Python reads UTF-32 too: the zeros of the first character tell the order of the bytes.
function widest(bytes: Buffer): string {
  const bigEndian = bytes[0] === 0
  let text = ''
  for (let index = 0; index + 4 <= bytes.length; index += 4) {
    text += String.fromCodePoint(bigEndian ? bytes.readUInt32BE(index) : bytes.readUInt32LE(index))
  }
  return text
}

// JSON may come as UTF-16 (RFC 4627 section 3), and Python reads it.
function wide(bytes: Buffer): string {
  const bigEndian = bytes[0] === 0 || bytes[0] === 0xfe
  return new TextDecoder(bigEndian ? 'utf-16be' : 'utf-16le', { fatal: true }).decode(bytes)
}

// Walking the value is several times faster than walking the text. But JSON.parse takes half a
// second for a megabyte of brackets, and what a provider of the app's makes may go round in circles.
const parsedFirst = 64 * 1024

function tooDeep(levels: number): BadRequest {
  return new BadRequest(`The JSON is nested deeper than ${levels} levels.`)
}

function isTextWithin(bytes: Buffer, levels: number): boolean {
  if (levels === Number.POSITIVE_INFINITY) return true
  let depth = 0
  let quoted = false
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]
    if (quoted) {
      if (byte === 92) index++
      else if (byte === 34) quoted = false
    } else if (byte === 34) quoted = true
    else if (byte === 91 || byte === 123) {
      if (++depth > levels) return false
    } else if (byte === 93 || byte === 125) depth--
  }
  return true
}

function isValueWithin(value: unknown, levels: number): boolean {
  return levels === Number.POSITIVE_INFINITY || isWithin(value, levels)
}

function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      if (!isWithin(value[index], levels - 1)) return false
    }
    return true
  }
  for (const key in value) {
    if (!isWithin((value as Record<string, unknown>)[key], levels - 1)) return false
  }
  return true
}
