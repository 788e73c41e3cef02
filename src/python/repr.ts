import { strftime } from './datetime.ts'
import { Float, floatText, numberText } from './float.ts'
import { clockParts, clockText, dayParts, momentType } from './moments.ts'
import { REPR, type Repr } from './protocol.ts'
import { TimeDelta } from './timedelta.ts'
import { Tuple } from './tuple.ts'

/** What an object may say about itself, under Python's names. */
export interface Printable {
  __str__?(): string
  __repr__?(): string
  __html__?(): unknown
  [REPR]?(repr: Repr): string
}

const UNPRINTABLE = /[\p{C}\p{Z}]/u
const UNPRINTABLES = /[\\\p{C}\p{Z}]/gu

/**
 * Gives the text of a value as Python's `str` does: `True`, `None`, `[1, 'a']`.
 * @param value Anything; an object may define `__str__` or `toString`.
 */
export function str(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      return numberText(value)
    case 'boolean':
      return value ? 'True' : 'False'
    case 'object':
      return value === null ? 'None' : objectText(value)
    default:
      return scalarRepr(value)
  }
}

/**
 * Gives the text of a value as Python's `repr` does, with strings in quotes.
 * @param value Anything; an object may define `__repr__`.
 */
export function repr(value: unknown): string {
  return reprWithin(value, [])
}

/**
 * Gives a text with escapes for all beyond ASCII, as Python's `ascii` does with what `repr` gives.
 * @param text Any string.
 */
export function asciiOnly(text: string): string {
  return text.replace(/[^\x00-\x7f]/gu, escapeOne)
}

function objectText(value: object): string {
  const printable = value as Printable
  if (typeof printable.__str__ === 'function') return printable.__str__()
  if (typeof printable[REPR] === 'function') return printable[REPR](repr)
  if (Array.isArray(value)) return reprWithin(value, [])
  if (value instanceof Float) return floatText(value.valueOf())
  if (value instanceof Date) return dateText(value)
  if (value instanceof Error) return value.message
  if (isBuiltIn(value)) return reprWithin(value, [])
  const text = (value as { toString?: unknown }).toString
  if (typeof text === 'function' && text !== Object.prototype.toString) return String(value)
  return reprWithin(value, [])
}

// Their own toString says something that no Python programmer expects.
function isBuiltIn(value: object): boolean {
  return value instanceof Map || value instanceof Set || value instanceof Uint8Array
}

function scalarRepr(value: unknown): string {
  if (value === undefined) return 'None'
  if (typeof value === 'function') return `<function ${value.name || '<lambda>'}>`
  return String(value)
}

function reprWithin(value: unknown, parents: readonly unknown[]): string {
  if (typeof value === 'string') return stringRepr(value)
  if (typeof value !== 'object' || value === null) return str(value)
  const printable = value as Printable
  if (typeof printable.__repr__ === 'function') return printable.__repr__()
  if (typeof printable[REPR] === 'function') return printable[REPR](repr)
  if (value instanceof Float) return floatText(value.valueOf())
  if (value instanceof Date) return dateRepr(value)
  if (value instanceof Uint8Array) return bytesRepr(value)
  if (value instanceof Error) return `${value.constructor.name}(${stringRepr(value.message)})`
  if (parents.includes(value)) return Array.isArray(value) ? '[...]' : '{...}'
  const inner = [...parents, value]
  if (Array.isArray(value)) return listRepr(value, inner)
  if (value instanceof Set) return setRepr(value, inner)
  if (value instanceof Map) return dictRepr([...value], inner)
  if (isPlain(value)) return dictRepr(Object.entries(value), inner)
  return instanceRepr(value)
}

function instanceRepr(value: object): string {
  const text = (value as { toString?: unknown }).toString
  if (typeof text === 'function' && text !== Object.prototype.toString) return String(value)
  return `<${typeName(value)} object>`
}

function listRepr(items: readonly unknown[], parents: readonly unknown[]): string {
  const parts = Array.from(items, (item) => reprWithin(item, parents)).join(', ')
  if (!(items instanceof Tuple)) return `[${parts}]`
  return items.length === 1 ? `(${parts},)` : `(${parts})`
}

function setRepr(items: Set<unknown>, parents: readonly unknown[]): string {
  if (items.size === 0) return 'set()'
  return `{${Array.from(items, (item) => reprWithin(item, parents)).join(', ')}}`
}

function dictRepr(entries: [unknown, unknown][], parents: readonly unknown[]): string {
  const parts = entries.map(
    ([key, value]) => `${reprWithin(key, parents)}: ${reprWithin(value, parents)}`,
  )
  return `{${parts.join(', ')}}`
}

/**
 * Tells whether an object is a plain one, which stands for a Python dict.
 * @param value Any object.
 */
export function isPlain(value: object): value is Record<string, unknown> {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/**
 * Gives a string in Python's quotes and escapes.
 * @param text Any string.
 */
export function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let body = text
  if (text.includes('\\') || UNPRINTABLE.test(text)) body = text.replace(UNPRINTABLES, escapeOne)
  if (quote === "'" && body.includes("'")) body = body.replaceAll("'", "\\'")
  return quote + body + quote
}

function escapeOne(char: string): string {
  if (char === ' ') return char
  if (char === '\\') return '\\\\'
  if (char === '\n') return '\\n'
  if (char === '\r') return '\\r'
  if (char === '\t') return '\\t'
  const code = char.codePointAt(0) as number
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`
  return `\\U${code.toString(16).padStart(8, '0')}`
}

function bytesRepr(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const body = text.replace(/[\\'\x00-\x1f\x7f-\xff]/g, (char) => {
    if (char === "'") return quote === "'" ? "\\'" : char
    if (char.charCodeAt(0) >= 0x7f) return `\\x${char.charCodeAt(0).toString(16)}`
    return escapeOne(char)
  })
  return `b${quote}${body}${quote}`
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime())
    ? 'Invalid Date'
    : `${strftime(date, '%Y-%m-%d')} ${clockText(date)}`
}

function dateRepr(date: Date): string {
  return `datetime.datetime(${[...dayParts(date), ...clockParts(date)].join(', ')})`
}

/**
 * Gives the name of a value's type as Python's messages have it: `int`, `list`, `dict`, `NoneType`.
 * @param value Anything.
 */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'str'
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float'
    case 'bigint':
      return 'int'
    case 'boolean':
      return 'bool'
    case 'function':
      return 'function'
    case 'object':
      return value === null ? 'NoneType' : objectTypeName(value)
    default:
      return 'NoneType'
  }
}

function objectTypeName(value: object): string {
  if (Array.isArray(value)) return value instanceof Tuple ? 'tuple' : 'list'
  if (value instanceof Float) return 'float'
  if (value instanceof Map) return 'dict'
  if (value instanceof Set) return 'set'
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof Date) return momentType(value)
  if (value instanceof TimeDelta) return 'timedelta'
  const creator = (Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null)
    ?.constructor
  const name = creator === Object ? 'dict' : creator?.name
  return typeof name === 'string' && name !== '' ? name : 'dict'
}
