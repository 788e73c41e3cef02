import { Float } from '../../python/float.ts'
import { isPlain } from '../../python/repr.ts'
import { Undefined } from '../runtime/undefined.ts'

/**
 * Gives the text of a value as JavaScript writes it: `true`, `null`, lists and objects as JSON.
 * What has a text of its own is given back as it is.
 */
export function javascriptText(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'object':
      return value === null ? 'null' : objectText(value)
    default:
      return value
  }
}

function objectText(value: object): unknown {
  if (value instanceof Undefined) return value
  if (value instanceof Float) return String(value.valueOf())
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toJSON()
  const copy = jsonOf(value, [])
  return copy === value ? value : JSON.stringify(copy)
}

// A copy, as JSON refuses or leaves empty much of what a template prints.
function jsonOf(value: unknown, parents: readonly unknown[]): unknown {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Undefined) return null
  if (typeof value !== 'object' || value === null) return value
  if (parents.includes(value)) return '...'
  const inner = (item: unknown): unknown => jsonOf(item, [...parents, value])
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, inner)
  const isMap = value instanceof Map
  if (!isMap && !isPlain(value)) return value
  const entries = isMap ? [...value] : Object.entries(value)
  return Object.fromEntries(entries.map(([key, item]) => [String(key), inner(item)]))
}
