import { AnyConverter, type BaseConverter, UUIDConverter } from './converters.ts'

/** What the text of an argument looks like, where that is simple enough to be tested in one pass. */
export type Shape =
  | { kind: 'text'; min: number; max: number }
  | { kind: 'digits'; signed: boolean }
  | RareShape

type RareShape =
  | { kind: 'float'; signed: boolean }
  | { kind: 'path' }
  | { kind: 'uuid' }
  | { kind: 'any'; items: readonly string[] }

const slash = 47
const newline = 10
const minus = 45
const point = 46
const repeated = /^\[\^\/\]\{(\d+)(?:(,)(\d*))?\}$/
const uuid = /^[A-Fa-f0-9]{8}(?:-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}$/

/** Gives the regular expression of a converter, its own before its class's. */
export function regexOf(converter: BaseConverter): string | RegExp {
  return converter.regex ?? (converter.constructor as typeof BaseConverter).regex
}

/** Gives the shape that a converter's regular expression stands for, if it is one of the known ones. */
export function shapeOf(converter: BaseConverter): Shape | undefined {
  const regex = regexOf(converter)
  if (typeof regex !== 'string' && regex.flags !== '') return undefined
  const source = typeof regex === 'string' ? regex : regex.source
  if (converter instanceof AnyConverter && converter.ownsRegex) {
    return { kind: 'any', items: [...converter.items] }
  }
  return namedShape(source) ?? textShape(source)
}

function namedShape(source: string): Shape | undefined {
  switch (source) {
    case '\\d+':
    case '[0-9]+':
      return { kind: 'digits', signed: false }
    case '-?\\d+':
      return { kind: 'digits', signed: true }
    case '\\d+\\.\\d+':
      return { kind: 'float', signed: false }
    case '-?\\d+\\.\\d+':
      return { kind: 'float', signed: true }
    case '[^/].*?':
      return { kind: 'path' }
    case UUIDConverter.regex:
      return { kind: 'uuid' }
  }
  return undefined
}

function textShape(source: string): Shape | undefined {
  if (source === '[^/]+' || source === '[^\\/]+')
    return { kind: 'text', min: 1, max: Number.POSITIVE_INFINITY }
  const found = repeated.exec(source)
  if (found === null) return undefined
  const min = Number(found[1])
  if (found[2] === undefined) return { kind: 'text', min, max: min }
  return { kind: 'text', min, max: found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3]) }
}

/** Tells whether the text from `start` to `end`, all of it, has a shape. */
export function hasShape(shape: Shape, text: string, start: number, end: number): boolean {
  switch (shape.kind) {
    case 'text':
      return isText(shape, text, start, end)
    case 'digits':
      return areDigits(text, start + signLength(shape.signed, text, start), end)
    default:
      return hasRareShape(shape, text, start, end)
  }
}

function hasRareShape(shape: RareShape, text: string, start: number, end: number): boolean {
  switch (shape.kind) {
    case 'float':
      return isFloat(text, start + signLength(shape.signed, text, start), end)
    case 'path':
      return start < end && text.charCodeAt(start) !== slash && !hasNewline(text, start + 1, end)
    case 'uuid':
      return end - start === 36 && uuid.test(text.slice(start, end))
    case 'any':
      return shape.items.some((item) => item.length === end - start && text.startsWith(item, start))
  }
}

/** Tells whether a character may stand in a run of a shape's characters. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isText(
  shape: { min: number; max: number },
  text: string,
  start: number,
  end: number,
): boolean {
  const place = text.indexOf('/', start)
  if (place >= 0 && place < end) return false
  const length = end - start
  if (shape.min === 1 && shape.max === Number.POSITIVE_INFINITY) return length > 0
  const count = length - pairs(text, start, end)
  return count >= shape.min && count <= shape.max
}

// How many characters are written as two code units.
function pairs(text: string, start: number, end: number): number {
  let count = 0
  for (let index = start; index < end - 1; index++) {
    if ((text.charCodeAt(index) & 0xfc00) !== 0xd800) continue
    if ((text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) count++
  }
  return count
}

function signLength(signed: boolean, text: string, start: number): number {
  return signed && text.charCodeAt(start) === minus ? 1 : 0
}

function areDigits(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    if (!isDigit(text.charCodeAt(index))) return false
  }
  return start < end
}

function isFloat(text: string, start: number, end: number): boolean {
  let place = start
  while (place < end && isDigit(text.charCodeAt(place))) place++
  return place > start && text.charCodeAt(place) === point && areDigits(text, place + 1, end)
}

function hasNewline(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    if (text.charCodeAt(index) === newline) return true
  }
  return false
}
