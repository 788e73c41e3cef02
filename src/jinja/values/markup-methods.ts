import { Markup } from '../../markup.ts'
import { Tuple } from '../../python/tuple.ts'
import type { Callable } from '../types.ts'
import { builtin, splitArguments } from './call.ts'
import { iterate } from './slice.ts'
import { textMethods } from './text-methods.ts'

// What these give is no HTML, or was made safe before.
const PLAIN = /^(is|find|rfind|index|rindex|count|startswith|endswith|encode)/
// The place of an argument that becomes part of the text.
const ESCAPED: Record<string, number> = { replace: 2, center: 2, ljust: 2, rjust: 2 }

function wrap(value: unknown): unknown {
  if (typeof value === 'string') return new Markup(value)
  if (value instanceof Tuple) return Tuple.from(value.map(wrap))
  return Array.isArray(value) ? value.map(wrap) : value
}

function wrapped(name: string): Callable {
  const method = textMethods[name] as (...args: unknown[]) => unknown
  const place = ESCAPED[name]
  return builtin('*', (markup: Markup, ...args: unknown[]) => {
    const all = [markup.toString(), ...args]
    if (place !== undefined && all.length > place) all[place] = Markup.escape(all[place]).toString()
    const result = method(...all)
    return PLAIN.test(name) ? result : wrap(result)
  })
}

function formatMarkup(...args: unknown[]): Markup {
  const [[markup, ...values], kwargs] = splitArguments(args)
  return (markup as Markup).formatWith(values, kwargs)
}

/** The methods of MarkupSafe's `Markup`. */
export const markupMethods: Record<string, Callable> = Object.create(null)
for (const name of Object.keys(textMethods)) markupMethods[name] = wrapped(name)
Object.assign(markupMethods, {
  format: builtin('*', formatMarkup),
  format_map: builtin('value mapping', (markup: Markup, named: unknown) => markup.formatMap(named)),
  join: builtin('value items', (markup: Markup, items: unknown) => markup.join(iterate(items))),
  striptags: builtin('value', (markup: Markup) => markup.striptags()),
  unescape: builtin('value', (markup: Markup) => markup.unescape()),
  escape: builtin('value other', (_: Markup, other: unknown) => Markup.escape(other)),
  __html__: builtin('value', (markup: Markup) => markup),
})
