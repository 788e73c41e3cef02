import { AttributeError, KeyError, ValueError } from '../errors.ts'
import { IndexError } from './errors.ts'
import { formatValue } from './format-spec.ts'
import { absent, member } from './member.ts'
import { hasHtml } from './protocol.ts'
import { asciiOnly, repr, str, typeName } from './repr.ts'

/** What `format` looks values up in, and how it prints one; `Markup` escapes here. */
export interface FormatOptions {
  /** The values of `{name}`. */
  named?: unknown
  /** Prints one value by its format specification. */
  field?(value: unknown, spec: string): string
  /** Reads `.name` of a value. */
  attribute?(value: unknown, name: string): unknown
  /** Reads `[key]` of a value. */
  item?(value: unknown, key: string): unknown
}

/**
 * Formats as Python's `str.format` does: `{}`, `{0.name}`, `{rows[2]!r:>10}`, `{{`.
 * @param format The format.
 * @param values The values of `{}` and `{0}`.
 * @param options The named values and how one is printed.
 */
export function format(
  format: string,
  values: readonly unknown[],
  options: FormatOptions = {},
): string {
  return new Formatter(values, options).run(format, 2)
}

class Formatter {
  readonly values: readonly unknown[]
  readonly named: unknown
  readonly field: (value: unknown, spec: string) => string
  readonly attribute: (value: unknown, name: string) => unknown
  readonly item: (value: unknown, key: string) => unknown
  automatic = 0
  manual = false

  constructor(values: readonly unknown[], options: FormatOptions) {
    this.values = values
    this.named = options.named
    this.field = options.field ?? formatValue
    this.attribute = options.attribute ?? attribute
    this.item = options.item ?? item
  }

  run(format: string, depth: number): string {
    if (depth < 0) throw new ValueError('The format nests braces too deeply.')
    let result = ''
    let place = 0
    while (place < format.length) {
      const char = format[place]
      if (char !== '{' && char !== '}') {
        const next = nextBrace(format, place)
        result += format.slice(place, next)
        place = next
      } else if (format[place + 1] === char) {
        result += char
        place += 2
      } else if (char === '}') {
        throw new ValueError(`The format has a single "}" at place ${place}. Write "}}".`)
      } else {
        const end = closingBrace(format, place + 1)
        result += this.replacement(format.slice(place + 1, end), depth)
        place = end + 1
      }
    }
    return result
  }

  replacement(field: string, depth: number): string {
    const [name, conversion, spec] = parts(field)
    let value = this.lookup(name)
    if (conversion === 's') value = str(value)
    else if (conversion === 'r') value = repr(value)
    else if (conversion === 'a') value = asciiOnly(repr(value))
    else if (conversion !== '') {
      throw new ValueError(`The format has "!${conversion}". Write "!r", "!s" or "!a".`)
    }
    return this.field(value, spec.includes('{') ? this.run(spec, depth - 1) : spec)
  }

  lookup(name: string): unknown {
    const end = name.search(/[.[]/)
    const first = end < 0 ? name : name.slice(0, end)
    let value = this.first(first)
    if (end < 0) return value
    const path = name.slice(end)
    for (const step of path.matchAll(/\.([^.[]*)|\[([^\]]*)\]|(.)/gsu)) {
      if (step[3] !== undefined) throw new ValueError(`The format field "${name}" cannot be read.`)
      value = step[1] !== undefined ? this.attribute(value, step[1]) : this.item(value, step[2])
    }
    return value
  }

  first(name: string): unknown {
    if (name === '') {
      if (this.manual) throw mixed()
      return this.positional(this.automatic++)
    }
    if (!/^[0-9]+$/.test(name)) return item(this.named ?? {}, name)
    if (this.automatic > 0) throw mixed()
    this.manual = true
    return this.positional(Number(name))
  }

  positional(index: number): unknown {
    if (index < this.values.length) return this.values[index]
    throw new IndexError(`The format wants value ${index}, only ${this.values.length} were given.`)
  }
}

function mixed(): ValueError {
  return new ValueError('The format mixes "{}" with "{0}". Use one kind.')
}

function nextBrace(format: string, from: number): number {
  let place = from
  while (place < format.length && format[place] !== '{' && format[place] !== '}') place++
  return place
}

function closingBrace(format: string, from: number): number {
  let depth = 1
  for (let place = from; place < format.length; place++) {
    if (format[place] === '{') depth++
    else if (format[place] === '}' && --depth === 0) return place
  }
  throw new ValueError(`The format has a "{" without "}". Write "{{" for the character.`)
}

function parts(field: string): [name: string, conversion: string, spec: string] {
  let place = 0
  for (let brackets = 0; place < field.length; place++) {
    if (field[place] === '[') brackets++
    else if (field[place] === ']') brackets--
    else if (brackets === 0 && (field[place] === '!' || field[place] === ':')) break
  }
  const name = field.slice(0, place)
  if (field[place] !== '!') return [name, '', field.slice(place + 1)]
  const colon = field.indexOf(':', place)
  if (colon < 0) return [name, field.slice(place + 1), '']
  return [name, field.slice(place + 1, colon), field.slice(colon + 1)]
}

function attribute(value: unknown, name: string): unknown {
  const found = typeof value === 'object' && value !== null ? member(value, name) : absent
  if (found !== absent) return found
  throw new AttributeError(`The format names "${name}", which a ${typeName(value)} does not have.`)
}

function item(value: unknown, key: string): unknown {
  if (value instanceof Map) {
    const known = value.has(key) ? key : Number(key)
    if (value.has(known)) return value.get(known)
  } else if (
    /^[0-9]+$/.test(key) &&
    (Array.isArray(value) || typeof value === 'string' || hasHtml(value))
  ) {
    const items = Array.from(value as Iterable<unknown>)
    if (Number(key) < items.length) return items[Number(key)]
    throw new IndexError(`The format wants item ${key} of a list of ${items.length}.`)
  } else if (typeof value === 'object' && value !== null) {
    const found = member(value, key)
    if (found !== absent) return found
  }
  throw new KeyError(`The format names "${key}", which was not given.`)
}
