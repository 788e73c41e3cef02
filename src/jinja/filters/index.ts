import { AttributeError, ValueError } from '../../errors.ts'
import { Markup } from '../../markup.ts'
import { isPlain, str, typeName } from '../../python/repr.ts'
import { capitalize } from '../../python/text.ts'
import { Tuple } from '../../python/tuple.ts'
import { FilterArgumentError } from '../errors.ts'
import { policy } from '../policies.ts'
import { failFor, Undefined } from '../runtime/undefined.ts'
import type { Callable, EnvironmentLike, EvalContext } from '../types.ts'
import { getAttribute } from '../values/attribute.ts'
import { passContext, passEnvironment, passEvalContext } from '../values/call.ts'
import { entriesOf, isMapping } from '../values/dict.ts'
import { Generated } from '../values/generated.ts'
import { iterate, toList } from '../values/slice.ts'
import { type Definitions, table } from '../values/table.ts'
import { wantInt, wantText } from '../values/text-methods.ts'
import { length, truth } from '../values/truth.ts'
import { absolute, round, sizeNumber, toFloatFilter, toInt } from './number.ts'
import { getter } from './paths.ts'
import { pretty } from './pprint.ts'
import * as sequence from './sequence.ts'
import * as text from './text.ts'
import { urlize } from './urlize.ts'
import { wordWrap } from './wordwrap.ts'

type Env = EnvironmentLike

function* items(value: unknown): Iterable<unknown> {
  if (value instanceof Undefined) return
  if (!isMapping(value)) throw new TypeError(`Only a dict has items, not a ${typeName(value)}.`)
  for (const pair of entriesOf(value)) yield Tuple.from(pair)
}

function defaultOf(value: unknown, otherwise: unknown = '', boolean: unknown = false): unknown {
  const isGone = value instanceof Undefined || (truth(boolean) && !truth(value))
  return isGone ? otherwise : value
}

function attr(env: Env, value: unknown, name: unknown): unknown {
  const key = wantText(name)
  if (typeof value !== 'object' || value === null || !isPlain(value)) {
    return getAttribute(env, value, key)
  }
  return getAttribute(env, Object.create(null), key) instanceof Undefined
    ? new env.undefined(undefined, value, key)
    : getAttribute(env, value, key)
}

function join(
  evalCtx: EvalContext,
  value: unknown,
  glue: unknown = '',
  attribute: unknown = null,
): unknown {
  const values = iterate(value)
  if (attribute === null) return text.join(evalCtx, values, glue)
  return text.join(evalCtx, Array.from(values, getter(evalCtx.environment, attribute)), glue)
}

function urlencode(value: unknown): string {
  const isQuoted = typeof value === 'string' || value instanceof Markup
  if (isQuoted || !isIterable(value)) return text.quoteUrl(value, false)
  const pairs = isMapping(value) ? entriesOf(value) : toList(value).map(pairOf)
  return pairs
    .map(([key, item]) => `${text.quoteUrl(key, true)}=${text.quoteUrl(item, true)}`)
    .join('&')
}

function pairOf(value: unknown): unknown[] {
  const pair = toList(value)
  if (pair.length === 2) return pair
  throw new ValueError('The filter "urlencode" wants text, a dict or pairs of two values.')
}

function isIterable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return isMapping(value) || Symbol.iterator in value
}

const SCHEME = /^[\p{L}\p{N}_.+-]{2,}:\/{0,2}$/u

function urlizeFilter(evalCtx: EvalContext, value: unknown, ...options: unknown[]): unknown {
  const [limit = null, nofollow = false, target = null, rel = null, extra = null] = options
  const parts = new Set(`${rel ?? ''} ${policy(evalCtx, 'urlize.rel') ?? ''}`.match(/\S+/g))
  if (truth(nofollow)) parts.add('nofollow')
  const schemes = toList(extra ?? policy(evalCtx, 'urlize.extra_schemes') ?? []).map(str)
  for (const scheme of schemes) {
    if (!SCHEME.test(scheme))
      throw new FilterArgumentError(`"${scheme}" is not the start of a URL.`)
  }
  const result = urlize(value, {
    limit: limit === null ? null : wantInt(limit),
    rel: [...parts].sort().join(' '),
    target: str(target ?? policy(evalCtx, 'urlize.target') ?? ''),
    schemes,
  })
  return evalCtx.autoescape ? new Markup(result) : result
}

function wordwrap(env: Env, value: unknown, ...options: unknown[]): unknown {
  const [width = 79, breakLongWords = true, wrapString = null, breakOnHyphens = true] = options
  const isMarkup = value instanceof Markup
  if (typeof value !== 'string' && !isMarkup) {
    if (value instanceof Undefined) return failFor(value)
    throw new AttributeError(`Only text can be wrapped, not a ${typeName(value)}.`)
  }
  return wordWrap(value.toString(), str(wrapString ?? env.newlineSequence), {
    width: wantInt(width),
    breakLongWords: truth(breakLongWords),
    breakOnHyphens: truth(breakOnHyphens),
  })
}

function xmlattr(evalCtx: EvalContext, value: unknown, autospace: unknown = true): unknown {
  if (value instanceof Undefined) return failFor(value)
  if (!isMapping(value))
    throw new AttributeError(`Only a dict becomes attributes, not a ${typeName(value)}.`)
  return text.attributes(evalCtx, entriesOf(value), truth(autospace))
}

/** Makes a filter whose items are worked out when they are asked for. */
function generating<A extends never[]>(
  name: string,
  items: (...args: A) => Iterable<unknown>,
): (...args: A) => Generated {
  return (...args) => new Generated(`generator object ${name}`, items(...args))
}

const PLAIN: Definitions = {
  abs: ['value', absolute],
  batch: ['value linecount fill_with?', generating('batch', sequence.batch)],
  capitalize: ['value', (value: unknown) => text.softly(value, capitalize)],
  center: ['value width?', text.center],
  count: ['value', length],
  d: ['value default_value? boolean?', defaultOf],
  default: ['value default_value? boolean?', defaultOf],
  dictsort: ['value case_sensitive? by? reverse?', sequence.dictSort],
  e: ['value', (value: unknown) => Markup.escape(value)],
  escape: ['value', (value: unknown) => Markup.escape(value)],
  filesizeformat: [
    'value binary?',
    (value: unknown, binary: unknown) => text.fileSize(sizeNumber(value), truth(binary)),
  ],
  float: ['value default?', toFloatFilter],
  forceescape: ['value', text.forceEscape],
  format: ['*', text.format],
  indent: ['value width? first? blank?', text.indent],
  int: ['value default? base?', toInt],
  items: ['value', generating('items', items)],
  length: ['value', length],
  list: ['value', toList],
  lower: ['value', (value: unknown) => text.softly(value, (source) => source.toLowerCase())],
  pprint: ['value', pretty],
  reverse: ['value', sequence.reverse],
  round: ['value precision? method?', round],
  safe: ['value', (value: unknown) => (value instanceof Markup ? value : new Markup(value))],
  slice: ['value slices fill_with?', generating('slice', sequence.slices)],
  string: ['value', text.softText],
  striptags: ['value', text.striptags],
  title: ['value', text.title],
  trim: ['value chars?', text.trim],
  upper: ['value', (value: unknown) => text.softly(value, (source) => source.toUpperCase())],
  urlencode: ['value', urlencode],
  wordcount: ['value', text.wordCount],
}

const WITH_ENVIRONMENT: Definitions = {
  attr: ['environment obj name', attr],
  first: ['environment seq', sequence.first],
  groupby: ['environment value attribute default? case_sensitive?', sequence.groupBy],
  last: ['environment seq', sequence.last],
  max: [
    'environment value case_sensitive? attribute?',
    (env: Env, value: unknown, cased: unknown, path: unknown) =>
      sequence.extreme(env, value, ['>', cased, path]),
  ],
  min: [
    'environment value case_sensitive? attribute?',
    (env: Env, value: unknown, cased: unknown, path: unknown) =>
      sequence.extreme(env, value, ['<', cased, path]),
  ],
  random: ['environment seq', sequence.random],
  sort: ['environment value reverse? case_sensitive? attribute?', sequence.sort],
  sum: ['environment iterable attribute? start?', sequence.sum],
  truncate: ['environment s length? killwords? end? leeway?', text.truncate],
  unique: ['environment value case_sensitive? attribute?', generating('unique', sequence.unique)],
  wordwrap: ['environment s width? break_long_words? wrapstring? break_on_hyphens?', wordwrap],
}

const WITH_EVAL_CONTEXT: Definitions = {
  join: ['evalCtx value d? attribute?', join],
  replace: ['evalCtx s old new count?', text.replace],
  tojson: ['evalCtx value indent?', text.htmlSafeJson],
  urlize: ['evalCtx value trim_url_limit? nofollow? target? rel? extra_schemes?', urlizeFilter],
  xmlattr: ['evalCtx d autospace?', xmlattr],
}

const WITH_CONTEXT: Definitions = {
  map: ['*', generating('map', sequence.map)],
  reject: ['*', generating('reject', sequence.selector(false, false))],
  rejectattr: ['*', generating('rejectattr', sequence.selector(false, true))],
  select: ['*', generating('select', sequence.selector(true, false))],
  selectattr: ['*', generating('selectattr', sequence.selector(true, true))],
}

function marked(
  definitions: Definitions,
  mark: (fn: Callable) => Callable,
): Record<string, Callable> {
  const filters = table(definitions)
  for (const filter of Object.values(filters)) mark(filter)
  return filters
}

/** Jinja's builtin filters by their names. */
export const defaultFilters: Record<string, Callable> = Object.assign(
  table(PLAIN),
  marked(WITH_ENVIRONMENT, passEnvironment),
  marked(WITH_EVAL_CONTEXT, passEvalContext),
  marked(WITH_CONTEXT, passContext),
)
