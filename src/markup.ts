import { escapedField, escapeText, htmlOf, toHtml } from './python/escape.ts'
import { format } from './python/format.ts'
import { stripTags, unescapeHtml } from './python/html.ts'
import { printf } from './python/printf.ts'
import { hasHtml } from './python/protocol.ts'
import { isPlain, repr, str, stringRepr } from './python/repr.ts'
import * as text from './python/text.ts'
import { Tuple } from './python/tuple.ts'

type Place = number | null | undefined

/**
 * Text that is safe in HTML, either because it was escaped or because the author says so. Its
 * methods are those of a string; they escape their arguments and give Markup again.
 * MarkupSafe's `Markup`, with `mod` for `%`, `concat` for `+` and `repeat` for `*`.
 */
export class Markup {
  private readonly value: string

  /**
   * Marks text as safe without escaping it.
   * @param value The text, or an object with `__html__`; anything else becomes its text.
   */
  constructor(value: unknown = '') {
    this.value = typeof value === 'string' ? value : hasHtml(value) ? htmlOf(value) : str(value)
  }

  /** Escapes a value, as the function `escape` does. */
  static escape(value: unknown): Markup {
    return escape(value)
  }

  /** Gives the number of UTF-16 units. */
  get length(): number {
    return this.value.length
  }

  /**
   * Formats as Python's `%`, with the values escaped.
   * @param values The values; one array counts as Python's tuple, one plain object as its mapping.
   */
  mod(...values: unknown[]): Markup {
    const single = values.length === 1 ? values[0] : values
    return this.printf(Array.isArray(single) ? Tuple.from(single) : single)
  }

  /** Formats as Python's `%` with a Tuple, a mapping or one value; a list is one value. */
  printf(values: unknown): Markup {
    return new Markup(printf(this.value, values, ESCAPING))
  }

  /**
   * Formats as Python's `str.format`, with the values escaped.
   * @param values The values of `{}`; a plain object at the end holds those of `{name}`.
   */
  format(...values: unknown[]): Markup {
    const last = values.at(-1)
    const named = typeof last === 'object' && last !== null && isPlain(last) ? last : undefined
    const listed = named === undefined ? values : values.slice(0, -1)
    return this.formatWith(named !== undefined && listed.length < 1 ? [named] : listed, named ?? {})
  }

  /** Formats by a list of values and a mapping. */
  formatWith(values: readonly unknown[], named: unknown): Markup {
    return new Markup(format(this.value, values, { named, field: escapedField }))
  }

  /** Formats by a mapping alone. */
  formatMap(named: unknown): Markup {
    return this.formatWith([], named)
  }

  /** Appends values, escaped. */
  concat(...values: unknown[]): Markup {
    let result = this.value
    for (const value of values) result += toHtml(value)
    return new Markup(result)
  }

  /** Joins values, escaped, with this text between them. */
  join(values: Iterable<unknown>): Markup {
    return new Markup(Array.from(values, toHtml).join(this.value))
  }

  /** Repeats the text. */
  repeat(count: number): Markup {
    return new Markup(text.repeat(this.value, count))
  }

  /** Cuts a part out, by code points. */
  slice(start?: Place, stop?: Place, step = 1): Markup {
    return new Markup(text.sliceText(this.value, start ?? null, stop ?? null, step))
  }

  /** Gives one character, an empty text when there is none. */
  at(index: number): Markup {
    return new Markup(this.value.at(index) ?? '')
  }

  /** Splits at a separator, at whitespace without one; `max` counts the cuts. */
  split(separator?: unknown, max = -1): Markup[] {
    return text.split(this.value, separatorOf(separator), max).map(mark)
  }

  /** Splits like `split`, from the right. */
  rsplit(separator?: unknown, max = -1): Markup[] {
    return text.rsplit(this.value, separatorOf(separator), max).map(mark)
  }

  /** Splits at line ends. */
  splitlines(keepEnds = false): Markup[] {
    return text.splitLines(this.value, keepEnds).map(mark)
  }

  /** Cuts at the first separator into three. */
  partition(separator: unknown): Tuple<Markup> {
    return Tuple.from(text.partition(this.value, str(separator)).map(mark))
  }

  /** Cuts at the last separator into three. */
  rpartition(separator: unknown): Tuple<Markup> {
    return Tuple.from(text.partition(this.value, str(separator), true).map(mark))
  }

  /** Replaces a text everywhere, or `count` times, by another, which is escaped. */
  replace(old: unknown, by: unknown, count = -1): Markup {
    return new Markup(text.replace(this.value, str(old), toHtml(by), count))
  }

  toUpperCase(): Markup {
    return new Markup(this.value.toUpperCase())
  }

  toLowerCase(): Markup {
    return new Markup(this.value.toLowerCase())
  }

  upper(): Markup {
    return this.toUpperCase()
  }

  lower(): Markup {
    return this.toLowerCase()
  }

  capitalize(): Markup {
    return new Markup(text.capitalize(this.value))
  }

  title(): Markup {
    return new Markup(text.title(this.value))
  }

  swapcase(): Markup {
    return new Markup(text.swapCase(this.value))
  }

  casefold(): Markup {
    return new Markup(text.caseFold(this.value))
  }

  strip(chars?: unknown): Markup {
    return new Markup(text.strip(this.value, separatorOf(chars), 'both'))
  }

  lstrip(chars?: unknown): Markup {
    return new Markup(text.strip(this.value, separatorOf(chars), 'left'))
  }

  rstrip(chars?: unknown): Markup {
    return new Markup(text.strip(this.value, separatorOf(chars), 'right'))
  }

  trim(): Markup {
    return this.strip()
  }

  trimStart(): Markup {
    return this.lstrip()
  }

  trimEnd(): Markup {
    return this.rstrip()
  }

  center(width: number, fill: unknown = ' '): Markup {
    return new Markup(text.center(this.value, width, toHtml(fill)))
  }

  ljust(width: number, fill: unknown = ' '): Markup {
    return new Markup(text.justify(this.value, width, toHtml(fill), 'left'))
  }

  rjust(width: number, fill: unknown = ' '): Markup {
    return new Markup(text.justify(this.value, width, toHtml(fill), 'right'))
  }

  padEnd(width: number, fill: unknown = ' '): Markup {
    return new Markup(this.value.padEnd(width, toHtml(fill)))
  }

  padStart(width: number, fill: unknown = ' '): Markup {
    return new Markup(this.value.padStart(width, toHtml(fill)))
  }

  zfill(width: number): Markup {
    return new Markup(text.zeroFill(this.value, width))
  }

  expandtabs(size = 8): Markup {
    return new Markup(text.expandTabs(this.value, size))
  }

  removeprefix(prefix: unknown): Markup {
    const start = str(prefix)
    return new Markup(this.value.startsWith(start) ? this.value.slice(start.length) : this.value)
  }

  removesuffix(suffix: unknown): Markup {
    const end = str(suffix)
    const found = end !== '' && this.value.endsWith(end)
    return new Markup(found ? this.value.slice(0, -end.length) : this.value)
  }

  includes(part: unknown): boolean {
    return this.value.includes(str(part))
  }

  startsWith(part: unknown): boolean {
    return this.value.startsWith(str(part))
  }

  endsWith(part: unknown): boolean {
    return this.value.endsWith(str(part))
  }

  /** Replaces entities by their characters and gives plain text. */
  unescape(): string {
    return unescapeHtml(this.value)
  }

  /** Removes tags and comments, joins whitespace, replaces entities, and gives plain text. */
  striptags(): string {
    return stripTags(this.value)
  }

  /** Gives the characters as plain strings, as Python's iteration does. */
  [Symbol.iterator](): Iterator<string> {
    return this.value[Symbol.iterator]()
  }

  toString(): string {
    return this.value
  }

  toJSON(): string {
    return this.value
  }

  __html__(): string {
    return this.value
  }

  __str__(): string {
    return this.value
  }

  __repr__(): string {
    return `Markup(${stringRepr(this.value)})`
  }
}

export { escapeText, toHtml }

const ESCAPING = { str: toHtml, repr: (value: unknown) => escapeText(repr(value)) }

function mark(part: string): Markup {
  return new Markup(part)
}

function separatorOf(value: unknown): string | null {
  return value === undefined || value === null ? null : str(value)
}

/**
 * Gives a value as Markup: text with `& < > ' "` replaced, Markup and objects with `__html__`
 * as they are. MarkupSafe's `escape`.
 * @param value Anything; null is the text "None".
 */
export function escape(value: unknown): Markup {
  return value instanceof Markup ? value : new Markup(toHtml(value))
}
