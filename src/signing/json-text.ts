import { randomBytes } from 'node:crypto'
import { ValueError } from '../errors.ts'

/** How deep values may be nested in signed JSON: deeper ones are refused in both directions. */
export const DEPTH_LIMIT = 400

/** How JSON text is written. */
export interface JSONStyle {
  readonly comma: string
  readonly colon: string
  readonly ascii: boolean
}

/** The style of Python's `json.dumps`. */
export const spacedStyle: JSONStyle = { comma: ', ', colon: ': ', ascii: true }
/** The style of URL-safe serializers and of session cookies. */
export const compactStyle: JSONStyle = { comma: ',', colon: ':', ascii: false }

/**
 * Gives JSON text with Python's additions: integers of any length (bigint), NaN and Infinity.
 *
 * @throws ValueError When the value is nested too deeply or in itself.
 * @throws TypeError When a value cannot be written.
 */
export function writeJson(value: unknown, style: JSONStyle = compactStyle, depth = 0): string {
  if (typeof value === 'string') return quoteText(value, style.ascii)
  if (typeof value === 'number') return writeNumber(value)
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (value === null || value === undefined) return 'null'
  if (typeof value !== 'object') throw new TypeError(`A ${typeof value} cannot be written as JSON.`)
  if (depth > DEPTH_LIMIT) throw tooDeep()
  if (hasToJson(value)) return writeJson(value.toJSON(), style, depth + 1)
  if (Array.isArray(value)) {
    return `[${value.map((item) => writeJson(item, style, depth + 1)).join(style.comma)}]`
  }
  return writeObject(value, style, depth)
}

function writeObject(value: object, style: JSONStyle, depth: number): string {
  const parts: string[] = []
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue
    parts.push(quoteText(key, style.ascii) + style.colon + writeJson(item, style, depth + 1))
  }
  return `{${parts.join(style.comma)}}`
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

/** Says that a value is nested too deeply. */
export function tooDeep(): ValueError {
  return new ValueError(
    `The value is nested more than ${DEPTH_LIMIT} levels deep, or holds itself. Store less.`,
  )
}

/** Gives a text in quotes; with `ascii` all beyond ASCII is escaped, as in Python. */
export function quoteText(text: string, ascii: boolean): string {
  const quoted = JSON.stringify(text)
  if (!ascii) return quoted
  return quoted.replace(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Gives a number so that an integer beyond the safe range is read back as the same number. */
export function writeNumber(value: number): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '-0.0' : String(value)
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : String(value)
  const size = Math.abs(value)
  if (size >= 1e-4 && size < 1e16) return Number.isInteger(value) ? `${value}.0` : String(value)
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
}

/**
 * Reads JSON text with Python's additions. An integer beyond 2**53 is a bigint.
 *
 * @throws SyntaxError When the text is not JSON.
 */
export function readJson(text: string): unknown {
  if (!/\d{16}|NaN|Infinity/.test(text)) return JSON.parse(text)
  // The long way round: what JSON cannot say travels as marked text.
  const marked = text.replace(
    /"(?:[^"\\]|\\.)*"|-?Infinity|NaN|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g,
    (token) => (needsMark(token) ? `"${mark}${token}"` : token),
  )
  return unmark(JSON.parse(marked), 0)
}

// Random, so that no text can be taken for a marked token.
const mark = randomBytes(12).toString('hex')

function needsMark(token: string): boolean {
  if (token.endsWith('Infinity') || token === 'NaN') return true
  return /^-?[1-9]\d{15,}$/.test(token) && !Number.isSafeInteger(Number(token))
}

function unmark(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    if (!value.startsWith(mark)) return value
    const token = value.slice(mark.length)
    return /\d$/.test(token) ? BigInt(token) : Number(token)
  }
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEPTH_LIMIT) throw tooDeep()
  const holder = value as Record<string, unknown>
  for (const key of Object.keys(holder)) holder[key] = unmark(holder[key], depth + 1)
  return value
}
