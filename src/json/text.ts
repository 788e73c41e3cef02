import { hasMethod } from '../guards.ts'
import { compareText } from '../python/text.ts'
import { quoteText } from '../signing/json-text.ts'

/** How `jsonText` writes. */
export interface JsonTextOptions {
  sortKeys: boolean
  ensureAscii: boolean
  separators: readonly [string, string]
  indent: string | undefined
  /** Turns what is neither plain, an array nor a primitive into something that is. */
  convert: (value: unknown) => unknown
}

/** Writes a value as JSON in the ways that JSON.stringify has no option for. */
export function jsonText(value: unknown, options: JsonTextOptions): string {
  const text = write(value, options, '\n')
  if (text === undefined)
    throw new TypeError(`A value of type ${typeof value} has no form in JSON.`)
  return text
}

function write(value: unknown, options: JsonTextOptions, newline: string): string | undefined {
  if (typeof value === 'string') return quoteText(value, options.ensureAscii)
  if (value === null || typeof value === 'boolean' || typeof value === 'number')
    return JSON.stringify(value)
  if (value === undefined) return undefined
  if (Array.isArray(value)) {
    const items = value.map((item) => write(item, options, deeper(newline, options)) ?? 'null')
    return enclosed(items, '[]', options, newline)
  }
  if (typeof value === 'object' && isPlain(value)) return writeObject(value, options, newline)
  return write(options.convert(value), options, newline)
}

function writeObject(value: object, options: JsonTextOptions, newline: string): string {
  const keys = Object.keys(value)
  if (options.sortKeys) keys.sort(compareText)
  const members: string[] = []
  for (const key of keys) {
    const text = write((value as Record<string, unknown>)[key], options, deeper(newline, options))
    if (text !== undefined)
      members.push(quoteText(key, options.ensureAscii) + options.separators[1] + text)
  }
  return enclosed(members, '{}', options, newline)
}

function isPlain(value: object): boolean {
  if (hasMethod(value, 'toJSON')) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function enclosed(
  items: string[],
  brackets: string,
  options: JsonTextOptions,
  newline: string,
): string {
  const [open, close] = brackets
  if (items.length === 0) return brackets
  if (options.indent === undefined) return open + items.join(options.separators[0]) + close
  const inner = deeper(newline, options)
  return open + inner + items.join(options.separators[0] + inner) + newline + close
}

function deeper(newline: string, options: JsonTextOptions): string {
  return options.indent === undefined ? newline : newline + options.indent
}
