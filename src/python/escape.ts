import { ValueError } from '../errors.ts'
import { hasMethod } from '../guards.ts'
import { formatValue } from './format-spec.ts'
import { hasHtml } from './protocol.ts'
import { str, typeName } from './repr.ts'

const unsafe = /[&<>'"]/

/**
 * Replaces `& < > ' "` in a string by their entities.
 * @param value Any string; a clean one is given back as it is.
 */
export function escapeText(value: string): string {
  const first = value.search(unsafe)
  return first < 0 ? value : escapeFrom(value, first)
}

function escapeFrom(value: string, first: number): string {
  let result = ''
  let start = 0
  for (let index = first; index < value.length; index++) {
    const found = entityOf(value.charCodeAt(index))
    if (found === '') continue
    result += value.slice(start, index) + found
    start = index + 1
  }
  return result + value.slice(start)
}

function entityOf(code: number): string {
  if (code > 62) return ''
  switch (code) {
    case 38:
      return '&amp;'
    case 60:
      return '&lt;'
    case 62:
      return '&gt;'
    case 39:
      return '&#39;'
    case 34:
      return '&#34;'
    default:
      return ''
  }
}

/** Gives the HTML that a value has of its own. */
export function htmlOf(value: { __html__(): unknown }): string {
  return str(value.__html__())
}

/** Prints a value by a format specification, escaped. */
export function escapedField(value: unknown, spec: string): string {
  if (hasMethod(value, '__html_format__')) return toHtml(value.__html_format__(spec))
  if (!hasHtml(value)) return escapeText(formatValue(value, spec))
  if (spec === '') return htmlOf(value)
  throw new ValueError(
    `The format specification "${spec}" cannot be used for a ${typeName(value)} with __html__.`,
  )
}

/**
 * Gives the HTML text of a value, as `escape` does, as a plain string.
 * @param value Anything.
 */
export function toHtml(value: unknown): string {
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'object' && value !== null) {
    if (hasHtml(value)) return htmlOf(value)
    return escapeText(str(value))
  }
  return typeof value === 'number' ? str(value) : escapeText(str(value))
}
