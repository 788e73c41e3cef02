import { TemplateSyntaxError } from '../errors.ts'
import { type BeginKind, type Rules, rulesFor, type Syntax } from './lexer-rules.ts'
import { parseFloatLiteral, parseInteger, unescapeString } from './literals.ts'
import type { Token, TokenType } from './tokens.ts'

const space = /\s+/y
const float = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy
const integer = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy
const word = /[\p{ID_Continue}·]+/uy
const identifier = /^[\p{ID_Start}_][\p{ID_Continue}·]*$/u
const text = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y
const operator = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y
const lineEnd = /\s*(?:\n|(?![^\n]))/y
const closing: Record<string, string> = { '(': ')', '[': ']', '{': '}' }

/**
 * Gives the source with `\n` as line end, and without a last one unless it is kept.
 * @param source The template's text.
 * @param keepTrailingNewline Whether one newline at the end stays.
 */
export function normalizeSource(source: string, keepTrailingNewline: boolean): string {
  const lines = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source
  return !keepTrailingNewline && lines.endsWith('\n') ? lines.slice(0, -1) : lines
}

type State = 'root' | 'block' | 'variable' | 'lineStatement'

/** Takes a template apart, one token at a time. */
export class Lexer {
  readonly source: string
  private readonly syntax: Syntax
  private readonly rules: Rules
  private readonly name: string | undefined
  private readonly filename: string | undefined
  private position = 0
  private line = 1
  private state: State = 'root'
  private readonly balance: string[] = []
  private lineStarting = true
  private pending: Token | undefined
  private lastLine = 1

  constructor(source: string, syntax: Syntax, name?: string, filename?: string) {
    this.source = normalizeSource(source, syntax.keepTrailingNewline)
    this.syntax = syntax
    this.rules = rulesFor(syntax)
    this.name = name
    this.filename = filename
  }

  /** Starts inside a tag, as for an expression alone. */
  enter(state: 'block' | 'variable'): void {
    this.state = state
  }

  /** Gives the next token; the last is `eof`, again and again. */
  next(): Token {
    const token = this.take()
    if (token.type === 'eof') return { ...token, lineno: this.lastLine }
    this.lastLine = token.lineno
    return token
  }

  private take(): Token {
    const pending = this.pending
    if (pending !== undefined) {
      this.pending = undefined
      return pending
    }
    while (true) {
      const token = this.state === 'root' ? this.nextData() : this.nextInTag()
      if (token !== undefined) return token
    }
  }

  private fail(message: string, lineno = this.line): never {
    const error = new TemplateSyntaxError(message, lineno, this.name, this.filename)
    const before = this.position === 0 ? -1 : this.source.lastIndexOf('\n', this.position - 1)
    error.column = this.position - before
    error.source = this.source.split('\n', lineno)[lineno - 1]
    throw error
  }

  private token(type: TokenType, value: string, offset = this.position): Token {
    return { type, value, lineno: this.line, offset }
  }

  private advance(value: string): void {
    this.line += newlines(value)
    this.position += value.length
    this.lineStarting = value.endsWith('\n')
  }

  private nextData(): Token | undefined {
    const { source, position } = this
    if (position >= source.length) return this.token('eof', '')
    const { begin } = this.rules
    begin.lastIndex = position
    const match = begin.exec(source)
    if (match === null) {
      const token = this.token('data', this.newlinesOf(source.slice(position)))
      this.advance(source.slice(position))
      return token
    }
    let group = 1
    while (match[group] === undefined) group += 2
    const kind = this.rules.kinds[(group - 1) / 2]
    const data = this.dataBefore(
      source.slice(position, match.index),
      match[group + 1],
      kind !== 'variable',
    )
    const token = data === '' ? undefined : this.token('data', this.newlinesOf(data))
    this.advance(source.slice(position, match.index))
    const started = this.begin(kind, match[group])
    if (token === undefined) return started
    this.pending = started
    return token
  }

  private newlinesOf(value: string): string {
    const { newlineSequence } = this.syntax
    return newlineSequence === '\n' ? value : value.replaceAll('\n', newlineSequence)
  }

  private dataBefore(data: string, sign: string, strips: boolean): string {
    if (sign === '-') return data.trimEnd()
    if (sign === '+' || !strips || !this.syntax.lstripBlocks) return data
    const start = data.lastIndexOf('\n') + 1
    if (start === 0 && !this.lineStarting) return data
    return start < data.length && data.slice(start).trim() === '' ? data.slice(0, start) : data
  }

  private begin(kind: BeginKind, tag: string): Token | undefined {
    const beginLine = this.line
    const offset = this.position
    this.advance(tag)
    switch (kind) {
      case 'raw':
        return this.raw()
      case 'comment':
        return this.comment()
      case 'lineComment': {
        const end = this.source.indexOf('\n', this.position)
        this.advance(this.source.slice(this.position, end < 0 ? undefined : end))
        return undefined
      }
      case 'variable':
        this.state = 'variable'
        return { type: 'variable_begin', value: tag, lineno: beginLine, offset }
      default:
        this.state = kind
        return { type: 'block_begin', value: tag, lineno: beginLine, offset }
    }
  }

  private comment(): undefined {
    const { commentEnd } = this.rules
    commentEnd.lastIndex = this.position
    const match = commentEnd.exec(this.source)
    if (match === null) {
      if (this.position === this.source.length) return
      this.fail(`A comment has no end: close it with "${this.syntax.commentEndString}".`)
    }
    this.advance(this.source.slice(this.position, commentEnd.lastIndex))
  }

  private raw(): Token | undefined {
    const { rawEnd } = this.rules
    rawEnd.lastIndex = this.position
    const match = rawEnd.exec(this.source)
    // Jinja2 says nothing when the source ends right there.
    if (match === null && this.position === this.source.length) return undefined
    if (match === null) this.fail('A raw block has no end: close it with "endraw".')
    const text = this.source.slice(this.position, match.index)
    const data = this.dataBefore(text, match[1], true)
    const token = data === '' ? undefined : this.token('data', this.newlinesOf(data))
    this.advance(text)
    this.advance(match[0])
    return token
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position
    return pattern.exec(this.source)?.[0]
  }

  private endOfTag(): Token | undefined {
    if (this.balance.length > 0) return undefined
    const { state, rules } = this
    const pattern =
      state === 'block' ? rules.blockEnd : state === 'variable' ? rules.variableEnd : lineEnd
    const match = this.match(pattern)
    if (match === undefined) return undefined
    const token = this.token(state === 'variable' ? 'variable_end' : 'block_end', match)
    this.advance(match)
    this.state = 'root'
    return token
  }

  private mayEnd(code: number): boolean {
    const { blockEndString, variableEndString } = this.syntax
    return (
      this.state === 'lineStatement' ||
      code === 45 ||
      code === 43 ||
      code === blockEndString.charCodeAt(0) ||
      code === variableEndString.charCodeAt(0)
    )
  }

  private nextInTag(): Token | undefined {
    const code = this.source.charCodeAt(this.position)
    // A look at one character spares the patterns that cannot fit.
    const ended = this.mayEnd(code) ? this.endOfTag() : undefined
    if (ended !== undefined) return ended
    const blank = code > 32 && code < 127 ? undefined : this.match(space)
    if (blank !== undefined) {
      this.advance(blank)
      return undefined
    }
    if (Number.isNaN(code)) return this.token('eof', '')
    return code >= 48 && code <= 57 ? this.number() : (this.word() ?? this.symbol(code))
  }

  private number(): Token {
    const long = this.match(float)
    const value = long ?? this.match(integer)
    if (value === undefined) this.unexpected()
    const number = long === undefined ? parseInteger(value) : parseFloatLiteral(value)
    const token: Token = { ...this.token(long === undefined ? 'integer' : 'float', value), number }
    this.advance(value)
    return token
  }

  private word(): Token | undefined {
    const value = this.match(word)
    if (value === undefined) return undefined
    if (!identifier.test(value))
      this.fail(`"${value}" is not a name: it holds a character that names cannot have.`)
    const token = this.token('name', value)
    this.advance(value)
    return token
  }

  private symbol(code: number): Token {
    if (code === 39 || code === 34) {
      const literal = this.match(text)
      if (literal === undefined) this.unexpected()
      const body = this.newlinesOf(literal.slice(1, -1))
      const result = unescapeString(body)
      if ('error' in result) this.fail(result.error)
      const token = this.token('string', result.value)
      this.advance(literal)
      return token
    }
    const value = this.match(operator)
    if (value === undefined) this.unexpected()
    this.weigh(value)
    const token = this.token('operator', value)
    this.advance(value)
    return token
  }

  private weigh(value: string): void {
    const close = closing[value]
    if (close !== undefined) this.balance.push(close)
    else if (value === ')' || value === ']' || value === '}') {
      const expected = this.balance.pop()
      if (expected === undefined) this.fail(`"${value}" closes nothing: no bracket is open.`)
      if (expected !== value) this.fail(`"${value}" stands where "${expected}" was expected.`)
    }
  }

  private unexpected(): never {
    const character = String.fromCodePoint(this.source.codePointAt(this.position) ?? 0)
    this.fail(`The character "${character}" cannot stand here.`)
  }
}

function newlines(value: string): number {
  let count = 0
  for (let at = value.indexOf('\n'); at >= 0; at = value.indexOf('\n', at + 1)) count++
  return count
}
