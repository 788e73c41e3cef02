import { ValueError } from '../../errors.ts'
import { Markup } from '../../markup.ts'
import { encode } from '../../python/codecs.ts'
import { OverflowError } from '../../python/errors.ts'
import { format } from '../../python/format.ts'
import { absent } from '../../python/member.ts'
import { typeName } from '../../python/repr.ts'
import * as text from '../../python/text.ts'
import { Tuple } from '../../python/tuple.ts'
import { builtin, splitArguments } from './call.ts'
import { valueAt } from './dict.ts'
import { iterate } from './slice.ts'
import { table } from './table.ts'

type Place = unknown

/** Gives an argument that must be text. */
export function wantText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Markup) return value.toString()
  throw new TypeError(`A text is wanted here, not a ${typeName(value)}.`)
}

function optionalText(value: unknown): string | null {
  return value === undefined || value === null ? null : wantText(value)
}

/** Gives an argument that must be an int. */
export function wantInt(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'bigint') throw new OverflowError(`The int ${value} is too large here.`)
  throw new TypeError(`An int is wanted here, not a ${typeName(value)}.`)
}

/** Gives an argument that is a place in a text or a list, or null for none. */
export function wantPlace(value: unknown): number | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'bigint') return Math.sign(Number(value)) * Number.MAX_SAFE_INTEGER
  return wantInt(value)
}

function fillOf(value: unknown): string {
  const fill = value === undefined ? ' ' : wantText(value)
  if (text.textLength(fill) === 1) return fill
  throw new TypeError('The fill must be exactly one character.')
}

function part(value: string, start: Place, stop: Place): [string, number] {
  const length = text.textLength(value)
  const [from, to] = text.sliceBounds(length, wantPlace(start), wantPlace(stop), 1)
  return [text.sliceText(value, from, to, 1), from]
}

function findText(value: string, wanted: unknown, bounds: [Place, Place], last: boolean): number {
  const piece = wantText(wanted)
  const [within, offset] = part(value, ...bounds)
  if ((wantPlace(bounds[0]) ?? 0) > text.textLength(value)) return -1
  const place = last ? within.lastIndexOf(piece) : within.indexOf(piece)
  if (place < 0) return -1
  return offset + text.textLength(within.slice(0, place))
}

function indexText(value: string, wanted: unknown, bounds: [Place, Place], last: boolean): number {
  const place = findText(value, wanted, bounds, last)
  if (place < 0) throw new ValueError(`The text does not contain "${wanted}". Use find.`)
  return place
}

function hasEdge(value: string, wanted: unknown, bounds: [Place, Place], end: boolean): boolean {
  const [within] = part(value, ...bounds)
  const texts = wanted instanceof Tuple ? wanted.map(wantText) : [wantText(wanted)]
  return texts.some((piece) => (end ? within.endsWith(piece) : within.startsWith(piece)))
}

function whole(pattern: RegExp): (value: string) => boolean {
  return (value) => pattern.test(value)
}

function isCase(value: string, other: RegExp, wanted: RegExp): boolean {
  return wanted.test(value) && !other.test(value)
}

function isTitle(value: string): boolean {
  return /\p{Cased}/u.test(value) && text.title(value) === value
}

function translate(value: string, map: unknown): string {
  return Array.from(value, (char) => {
    const found = valueAt(map as object, char.codePointAt(0))
    if (found === absent) return char
    if (found === null) return ''
    return typeof found === 'number' ? String.fromCodePoint(found) : wantText(found)
  }).join('')
}

function formatText(...args: unknown[]): string {
  const [[value, ...values], kwargs] = splitArguments(args)
  return format(value as string, values, { named: kwargs })
}

/** The methods of Python's `str`. */
export const textMethods = table({
  upper: ['value', (value: string) => value.toUpperCase()],
  lower: ['value', (value: string) => value.toLowerCase()],
  capitalize: ['value', text.capitalize],
  title: ['value', text.title],
  swapcase: ['value', text.swapCase],
  casefold: ['value', text.caseFold],
  strip: [
    'value chars?',
    (value: string, chars: unknown) => text.strip(value, optionalText(chars), 'both'),
  ],
  lstrip: [
    'value chars?',
    (value: string, chars: unknown) => text.strip(value, optionalText(chars), 'left'),
  ],
  rstrip: [
    'value chars?',
    (value: string, chars: unknown) => text.strip(value, optionalText(chars), 'right'),
  ],
  split: [
    'value sep? maxsplit?',
    (value: string, sep: unknown, max: unknown = -1) =>
      text.split(value, optionalText(sep), wantInt(max)),
  ],
  rsplit: [
    'value sep? maxsplit?',
    (value: string, sep: unknown, max: unknown = -1) =>
      text.rsplit(value, optionalText(sep), wantInt(max)),
  ],
  splitlines: [
    'value keepends?',
    (value: string, keep: unknown) =>
      text.splitLines(value, keep !== undefined && wantInt(keep) !== 0),
  ],
  partition: [
    'value sep',
    (value: string, sep: unknown) => Tuple.from(text.partition(value, wantText(sep))),
  ],
  rpartition: [
    'value sep',
    (value: string, sep: unknown) => Tuple.from(text.partition(value, wantText(sep), true)),
  ],
  replace: [
    'value old new count?',
    (value: string, old: unknown, by: unknown, count: unknown = -1) =>
      text.replace(value, wantText(old), wantText(by), wantInt(count)),
  ],
  join: [
    'value items',
    (value: string, items: unknown) => Array.from(iterate(items), wantText).join(value),
  ],
  startswith: [
    'value prefix start? end?',
    (value: string, wanted: unknown, start: Place, stop: Place) =>
      hasEdge(value, wanted, [start, stop], false),
  ],
  endswith: [
    'value suffix start? end?',
    (value: string, wanted: unknown, start: Place, stop: Place) =>
      hasEdge(value, wanted, [start, stop], true),
  ],
  find: [
    'value sub start? end?',
    (value: string, wanted: unknown, start: Place, stop: Place) =>
      findText(value, wanted, [start, stop], false),
  ],
  rfind: [
    'value sub start? end?',
    (value: string, wanted: unknown, start: Place, stop: Place) =>
      findText(value, wanted, [start, stop], true),
  ],
  index: [
    'value sub start? end?',
    (value: string, wanted: unknown, start: Place, stop: Place) =>
      indexText(value, wanted, [start, stop], false),
  ],
  rindex: [
    'value sub start? end?',
    (value: string, wanted: unknown, start: Place, stop: Place) =>
      indexText(value, wanted, [start, stop], true),
  ],
  count: [
    'value sub start? end?',
    (value: string, wanted: unknown, start: Place, stop: Place) =>
      text.countText(part(value, start, stop)[0], wantText(wanted)),
  ],
  center: [
    'value width fillchar?',
    (value: string, width: unknown, fill: unknown) =>
      text.center(value, wantInt(width), fillOf(fill)),
  ],
  ljust: [
    'value width fillchar?',
    (value: string, width: unknown, fill: unknown) =>
      text.justify(value, wantInt(width), fillOf(fill), 'left'),
  ],
  rjust: [
    'value width fillchar?',
    (value: string, width: unknown, fill: unknown) =>
      text.justify(value, wantInt(width), fillOf(fill), 'right'),
  ],
  zfill: ['value width', (value: string, width: unknown) => text.zeroFill(value, wantInt(width))],
  expandtabs: [
    'value tabsize?',
    (value: string, size: unknown = 8) => text.expandTabs(value, wantInt(size)),
  ],
  removeprefix: [
    'value prefix',
    (value: string, start: unknown) =>
      value.startsWith(wantText(start)) ? value.slice(wantText(start).length) : value,
  ],
  removesuffix: [
    'value suffix',
    (value: string, end: unknown) =>
      value.endsWith(wantText(end)) ? value.slice(0, value.length - wantText(end).length) : value,
  ],
  isalpha: ['value', whole(/^\p{L}+$/u)],
  isdigit: ['value', whole(/^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]+$/u)],
  isdecimal: ['value', whole(/^\p{Nd}+$/u)],
  isnumeric: ['value', whole(/^\p{N}+$/u)],
  isalnum: ['value', whole(/^[\p{L}\p{N}]+$/u)],
  isspace: ['value', (value: string) => value !== '' && text.strip(value, null, 'both') === ''],
  islower: ['value', (value: string) => isCase(value, /[\p{Lu}\p{Lt}]/u, /\p{Lowercase}/u)],
  isupper: ['value', (value: string) => isCase(value, /[\p{Lowercase}\p{Lt}]/u, /\p{Lu}/u)],
  istitle: ['value', isTitle],
  isascii: ['value', whole(/^[\x00-\x7f]*$/)],
  isidentifier: ['value', whole(/^[\p{ID_Start}_]\p{ID_Continue}*$/u)],
  isprintable: ['value', (value: string) => !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(value)],
  translate: ['value table', translate],
  encode: ['value encoding? errors?', encode],
})
textMethods.format = builtin('*', formatText)
textMethods.format_map = builtin('value mapping', (value: string, named: unknown) =>
  format(value, [], { named }),
)
