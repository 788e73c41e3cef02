import { Float } from '../python/float.ts'
import { Tuple } from '../python/tuple.ts'
import { parseFloatLiteral, parseInteger, unescapeString } from './parser/literals.ts'
import { makeDict } from './values/dict.ts'

const space = /(?:[ \t\f\r\n]|#[^\n]*|\\\n)*/y
const float =
  /(?:(?:\d(?:_?\d)*)?\.\d(?:_?\d)*|\d(?:_?\d)*\.)(?:e[-+]?\d(?:_?\d)*)?|\d(?:_?\d)*e[-+]?\d(?:_?\d)*/iy
const integer = /0x(?:_?[\da-f])+|0o(?:_?[0-7])+|0b(?:_?[01])+|[1-9](?:_?\d)*|0(?:_?0)*/iy
const quoted =
  /([bru]|br|rb)?('''[^\\]*?(?:\\[\s\S][^\\]*?)*?'''|"""[^\\]*?(?:\\[\s\S][^\\]*?)*?"""|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'|"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*")/iy
const word = /True|False|None/y
const emptySet = /set\s*\(\s*\)/y
const words: Record<string, unknown> = { True: true, False: false, None: null }
const deepest = 100

/** Thrown for text that is no literal. */
class NotLiteral extends Error {}

/** Reads one literal of Python. */
class LiteralReader {
  private readonly text: string
  private readonly asNumber: boolean
  private position = 0
  private depth = 0

  constructor(text: string, asNumber: boolean) {
    this.text = text
    this.asNumber = asNumber
  }

  whole(): unknown {
    if (/^\s/.test(this.text)) throw new NotLiteral()
    const first = this.value()
    const result = this.skip(',') ? Tuple.from([first, ...this.items('')]) : first
    this.match(space)
    if (this.position < this.text.length) throw new NotLiteral()
    return result
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position
    const found = pattern.exec(this.text) ?? undefined
    if (found !== undefined) this.position = pattern.lastIndex
    return found
  }

  private skip(sign: string): boolean {
    this.match(space)
    if (sign === '') return this.position >= this.text.length
    if (!this.text.startsWith(sign, this.position)) return false
    this.position += sign.length
    return true
  }

  /** Reads values up to a closing bracket, or to the end of the text. */
  private items(end: string): unknown[] {
    const items: unknown[] = []
    while (!this.skip(end)) {
      items.push(this.value())
      if (this.skip(',')) continue
      if (!this.skip(end)) throw new NotLiteral()
      break
    }
    return items
  }

  private value(): unknown {
    if (++this.depth > deepest) throw new NotLiteral()
    this.match(space)
    const value =
      this.text[this.position] === '-' || this.text[this.position] === '+'
        ? this.signed()
        : (this.number() ?? this.strings() ?? this.bracketed())
    this.depth--
    return value
  }

  private signed(): unknown {
    const isMinus = this.text[this.position++] === '-'
    this.match(space)
    const value = this.number()
    if (value === undefined) throw new NotLiteral()
    if (value instanceof Float) return isMinus ? new Float(-value.valueOf()) : value
    return isMinus ? -(value as number) : value
  }

  private number(): unknown {
    const long = this.match(float)
    const found = long ?? this.match(integer)
    if (found === undefined) return undefined
    if (/[\w.]/.test(this.text[this.position] ?? '')) throw new NotLiteral()
    if (long === undefined) return parseInteger(found[0])
    const value = parseFloatLiteral(found[0])
    return this.asNumber ? Number(value) : value
  }

  private strings(): unknown {
    let text: string | undefined
    let areBytes = false
    for (let found = this.match(quoted); found !== undefined; found = this.match(quoted)) {
      const prefix = (found[1] ?? '').toLowerCase()
      if (text !== undefined && areBytes !== prefix.includes('b')) throw new NotLiteral()
      areBytes = prefix.includes('b')
      const quotes = /^('''|""")/.test(found[2]) ? 3 : 1
      text = (text ?? '') + unquoted(found[2].slice(quotes, -quotes), prefix)
      this.match(space)
    }
    return areBytes && text !== undefined ? Buffer.from(text, 'latin1') : text
  }

  private bracketed(): unknown {
    if (this.skip('[')) return this.items(']')
    if (this.skip('{')) return this.braces()
    if (this.skip('(')) {
      const items = this.items(')')
      const isTuple = items.length !== 1 || /,\s*\)$/.test(this.text.slice(0, this.position))
      return isTuple ? Tuple.from(items) : items[0]
    }
    if (this.match(emptySet) !== undefined) return new Set()
    const found = this.match(word)
    if (found === undefined || /\w/.test(this.text[this.position] ?? '')) throw new NotLiteral()
    return words[found[0]]
  }

  private braces(): unknown {
    const pairs: [unknown, unknown][] = []
    if (this.skip('}')) return makeDict(pairs)
    const first = this.value()
    if (!this.skip(':')) return this.set(first)
    pairs.push([first, this.value()])
    while (!this.skip('}')) {
      if (!this.skip(',')) throw new NotLiteral()
      if (this.skip('}')) break
      const key = this.value()
      if (!this.skip(':')) throw new NotLiteral()
      pairs.push([key, this.value()])
    }
    return makeDict(pairs)
  }

  private set(first: unknown): unknown {
    if (!this.skip(',') && !this.text.startsWith('}', this.position)) throw new NotLiteral()
    return new Set([first, ...this.items('}')])
  }
}

function unquoted(body: string, prefix: string): string {
  if (prefix.includes('b') && /[^\x00-\x7f]/.test(body)) throw new NotLiteral()
  if (prefix.includes('r')) return body
  const result = unescapeString(body)
  if ('error' in result) throw new NotLiteral()
  return result.value
}

/**
 * Gives the value of a text that is a literal of Python, and other text as it is.
 * @param text The text, as `[1, 'two']`.
 * @param asNumber Whether floats are plain numbers, for code; templates want them to stay floats.
 */
export function literalEval(text: string, asNumber: boolean): unknown {
  try {
    return new LiteralReader(text, asNumber).whole()
  } catch (error) {
    if (error instanceof NotLiteral) return text
    throw error
  }
}
