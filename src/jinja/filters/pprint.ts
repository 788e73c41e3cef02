import { repr, stringRepr } from '../../python/repr.ts'
import { Tuple } from '../../python/tuple.ts'
import { entriesOf, isMapping } from '../values/dict.ts'
import { sorted } from '../values/sort.ts'

const WIDTH = 80

/** Prints a value over several lines when one is not enough, as Python's `pprint.pformat`. */
export function pretty(value: unknown): string {
  return lay(value, 0, 0)
}

// `behind` counts what closes the containers around, on the same line.
function lay(value: unknown, column: number, behind: number): string {
  const flat = repr(ordered(value))
  if (flat.length <= WIDTH - column - behind) return flat
  if (typeof value === 'string') return layText(value, column, behind)
  if (Array.isArray(value) && value.length > 0) return layList(value, column, behind)
  if (value instanceof Set && value.size > 0)
    return layItems(sortedKeys([...value]), ['{', '}'], column, behind)
  if (isMapping(value) && entriesOf(value).length > 0) return layDict(value, column, behind)
  return flat
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(ordered)
    return value instanceof Tuple ? Tuple.from(items) : items
  }
  if (!isMapping(value)) return value
  return new Map(pairs(value).map(([key, item]) => [key, ordered(item)]))
}

function pairs(value: object): [unknown, unknown][] {
  const entries = entriesOf(value)
  try {
    return sorted(entries, ([key]) => key)
  } catch {
    return entries
  }
}

function sortedKeys(items: unknown[]): unknown[] {
  try {
    return sorted(items, (item) => item)
  } catch {
    return items
  }
}

function layList(list: unknown[], column: number, behind: number): string {
  if (!(list instanceof Tuple)) return layItems(list, ['[', ']'], column, behind)
  return layItems(list, ['(', list.length === 1 ? ',)' : ')'], column, behind)
}

function layItems(
  items: unknown[],
  [open, close]: [string, string],
  column: number,
  behind: number,
): string {
  const inner = column + 1
  const lines = items.map((item, index) =>
    lay(item, inner, index === items.length - 1 ? behind + close.length : 1),
  )
  return open + lines.join(`,\n${' '.repeat(inner)}`) + close
}

function layDict(dict: object, column: number, behind: number): string {
  const entries = pairs(dict)
  const lines = entries.map(([key, value], index) => {
    const name = repr(key)
    const last = index === entries.length - 1 ? behind + 1 : 1
    return `${name}: ${lay(value, column + 1 + name.length + 2, last)}`
  })
  return `{${lines.join(`,\n${' '.repeat(column + 1)}`)}}`
}

// Long text stands as several strings below each other.
function layText(text: string, column: number, behind: number): string {
  const isOuter = column === 0
  const indent = isOuter ? 1 : column
  const lines = text.split(/(?<=\n)/)
  const parts: string[] = []
  lines.forEach((line, number) => {
    const isLast = number === lines.length - 1
    const room = WIDTH - indent - (isLast ? behind + (isOuter ? 1 : 0) : 0)
    if (stringRepr(line).length <= room) parts.push(stringRepr(line))
    else parts.push(...splitLine(line, WIDTH - indent, room))
  })
  if (parts.length === 1) return parts[0]
  const body = parts.join(`\n${' '.repeat(indent)}`)
  return isOuter ? `(${body})` : body
}

function splitLine(line: string, width: number, last: number): string[] {
  const parts: string[] = []
  const words = line.match(/\S*\s*/g) ?? []
  words.pop()
  let current = ''
  words.forEach((word, index) => {
    const room = index === words.length - 1 ? last : width
    if (current !== '' && stringRepr(current + word).length > room) {
      parts.push(stringRepr(current))
      current = word
    } else current += word
  })
  if (current !== '') parts.push(stringRepr(current))
  return parts
}
