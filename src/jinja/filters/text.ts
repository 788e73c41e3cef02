import { AttributeError, ValueError } from '../../errors.ts'
import { Markup, toHtml } from '../../markup.ts'
import { AssertionError } from '../../python/errors.ts'
import { stripTags } from '../../python/html.ts'
import { hasHtml } from '../../python/protocol.ts'
import { str } from '../../python/repr.ts'
import * as text from '../../python/text.ts'
import { Tuple } from '../../python/tuple.ts'
import { FilterArgumentError } from '../errors.ts'
import { policy } from '../policies.ts'
import { failFor, Undefined } from '../runtime/undefined.ts'
import type { EvalContext } from '../types.ts'
import { mod } from '../values/arithmetic.ts'
import { type Kwargs, splitArguments } from '../values/call.ts'
import { wantInt, wantText } from '../values/text-methods.ts'
import { length, truth } from '../values/truth.ts'
import { dumpJson } from './json.ts'

/** Applies a change to the text of a value; Markup stays Markup. */
export function softly(value: unknown, change: (text: string) => string): string | Markup {
  if (typeof value === 'string') return change(value)
  return value instanceof Markup ? new Markup(change(value.toString())) : change(str(value))
}

/** Gives text and Markup as they are, and the text of other values. */
export function softText(value: unknown): string | Markup {
  return typeof value === 'string' || value instanceof Markup ? value : str(value)
}

export function forceEscape(value: unknown): Markup {
  return Markup.escape(str(hasHtml(value) ? value.__html__() : value))
}

export function replace(evalCtx: EvalContext, value: unknown, ...options: unknown[]): unknown {
  const [old, by, times = null] = options
  const count = times === null ? -1 : wantInt(times)
  if (!evalCtx.autoescape) return text.replace(str(value), str(old), str(by), count)
  const isMarked = hasHtml(old) || (hasHtml(by) && !hasHtml(value))
  const source = isMarked ? Markup.escape(value) : softText(value)
  if (source instanceof Markup) return source.replace(softText(old), softText(by), count)
  return text.replace(source, str(softText(old)), str(softText(by)), count)
}

const WORD_START = /([-\s({[<]+)/

export function title(value: unknown): string {
  const words = softText(value).toString().split(WORD_START)
  return words.map((word) => (word === '' ? '' : startUpper(word))).join('')
}

function startUpper(word: string): string {
  const [first] = word
  return first.toUpperCase() + word.slice(first.length).toLowerCase()
}

export function trim(value: unknown, chars: unknown = null): unknown {
  return softly(value, (source) =>
    text.strip(source, chars === null ? null : wantText(chars), 'both'),
  )
}

export function striptags(value: unknown): string {
  return stripTags(str(hasHtml(value) ? value.__html__() : value))
}

export function format(...args: unknown[]): unknown {
  const [[value, ...values], kwargs] = splitArguments(args) as [unknown[], Kwargs]
  const isNamed = Object.keys(kwargs).length > 0
  if (isNamed && values.length > 0) {
    throw new FilterArgumentError('The filter "format" takes values by place or by name, not both.')
  }
  return mod(softText(value), isNamed ? { ...kwargs } : Tuple.from(values))
}

export function indent(
  value: unknown,
  width: unknown = 4,
  first: unknown = false,
  blank: unknown = false,
): unknown {
  if (value instanceof Undefined) return failFor(value)
  const source =
    typeof value === 'string' || value instanceof Markup ? value.toString() : wrongText(value)
  const wide = typeof width === 'number' ? text.repeat(' ', width) : str(width)
  const isMarkup = value instanceof Markup
  const lines = text.splitLines(`${source}\n`)
  const kept = lines.map((line, index) =>
    index > 0 && (line !== '' || truth(blank)) ? wide + line : line,
  )
  const result = (truth(first) ? wide : '') + kept.join('\n')
  return isMarkup ? new Markup(result) : result
}

// A list can be added to as text can, and fails only at its missing method.
function wrongText(value: unknown): never {
  if (!Array.isArray(value) || value instanceof Tuple) {
    throw new TypeError(`The filter wants text, not ${str(value)}.`)
  }
  throw new AttributeError(`The filter wants text, not ${str(value)}.`)
}

export function truncate(
  env: EvalContext['environment'],
  value: unknown,
  ...options: unknown[]
): unknown {
  const [size = 255, killWords = false, end = '...', given] = options
  const limit = wantInt(size)
  const leeway = wantInt(given ?? env.policies['truncate.leeway'])
  const ending = softText(end)
  const endLength = length(ending)
  if (limit < endLength || leeway < 0) {
    throw new AssertionError(
      `The length ${limit} must be at least ${endLength}, the leeway at least 0.`,
    )
  }
  if (value instanceof Undefined) return value
  if (length(value) <= limit + leeway) return value
  const source = softText(value)
  const cut = text.sliceText(source.toString(), 0, limit - endLength, 1)
  const kept = truth(killWords) ? cut : text.rsplit(cut, ' ', 1)[0]
  if (source instanceof Markup) return new Markup(kept).concat(ending)
  return ending instanceof Markup ? Markup.escape(kept).concat(ending) : kept + ending
}

export function wordCount(value: unknown): number {
  return (
    softText(value)
      .toString()
      .match(/[\p{L}\p{N}_]+/gu) ?? []
  ).length
}

export function center(value: unknown, width: unknown = 80): unknown {
  return softly(value, (source) => text.center(source, wantInt(width), ' '))
}

export function join(evalCtx: EvalContext, values: Iterable<unknown>, glue: unknown): unknown {
  if (!evalCtx.autoescape) return Array.from(values, str).join(str(glue))
  const items = Array.from(values)
  if (hasHtml(glue)) return Markup.escape(glue).join(items.map(softOrHtml))
  if (items.some(hasHtml)) return Markup.escape(glue).join(items)
  return items.map(str).join(str(glue))
}

function softOrHtml(value: unknown): unknown {
  return typeof value === 'string' || value instanceof Markup ? value : str(value)
}

const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB']

export function fileSize(value: number, binary: boolean): string {
  const base = binary ? 1024 : 1000
  if (value === 1) return '1 Byte'
  if (value < base) return `${Math.trunc(value)} Bytes`
  let power = 0
  // As ints: the limits beyond 2**53 are not exact as numbers.
  while (power < UNITS.length - 1 && value >= BigInt(base) ** BigInt(power + 2)) power++
  const unit = binary ? UNITS[power].replace('B', 'iB').replace('k', 'K') : UNITS[power]
  return `${mod('%.1f', (base * value) / base ** (power + 2))} ${unit}`
}

// Half a surrogate pair, which is no character.
const LONE = /\p{Cs}/gu
const UNQUOTED = /[!'()*]/g

export function quoteUrl(value: unknown, inQuery: boolean): string {
  const quoted = value instanceof Uint8Array ? quoteBytes(value) : quoteText(str(value))
  return inQuery ? quoted.replaceAll('%20', '+') : quoted.replaceAll('%2F', '/')
}

function quoteText(text: string): string {
  const quoted = encodeURIComponent(text.replace(LONE, '\ufffd'))
  return quoted.replace(UNQUOTED, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function quoteBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte < 0x80 ? quoteText(String.fromCharCode(byte)) : `%${byte.toString(16).toUpperCase()}`,
  ).join('')
}

const WRONG_NAME = /[\s/>=]/

export function attributes(
  evalCtx: EvalContext,
  entries: [unknown, unknown][],
  space: boolean,
): unknown {
  const parts: string[] = []
  for (const [key, value] of entries) {
    if (value === null || value === undefined || value instanceof Undefined) continue
    if (WRONG_NAME.test(str(key))) {
      throw new ValueError(`The attribute name "${str(key)}" has a character that ends a name.`)
    }
    parts.push(`${toHtml(key)}="${toHtml(value)}"`)
  }
  const result = (space && parts.length > 0 ? ' ' : '') + parts.join(' ')
  return evalCtx.autoescape ? new Markup(result) : result
}

export function htmlSafeJson(evalCtx: EvalContext, value: unknown, indent: unknown = null): Markup {
  const dumps = policy(evalCtx, 'json.dumps_function')
  const kwargs = policy(evalCtx, 'json.dumps_kwargs') as object
  const margin = typeof indent === 'string' ? indent : indent === null ? null : wantInt(indent)
  const options = margin === null ? kwargs : { ...kwargs, indent: margin }
  const json = typeof dumps === 'function' ? dumps(value, options) : dumpJson(value, options)
  return new Markup(
    str(json)
      .replaceAll('<', '\\u003c')
      .replaceAll('>', '\\u003e')
      .replaceAll('&', '\\u0026')
      .replaceAll("'", '\\u0027'),
  )
}
