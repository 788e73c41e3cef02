import { TemplateSyntaxError } from '../errors.ts'
import { Lexer } from './lexer.ts'
import type { Syntax } from './lexer-rules.ts'
import { describeToken, type Token, type TokenType } from './tokens.ts'

/** The tokens of a template with the current one and one to look ahead at. */
export class TokenStream {
  readonly lexer: Lexer
  readonly name: string | undefined
  readonly filename: string | undefined
  current: Token
  private ahead: Token | undefined

  constructor(lexer: Lexer, name?: string, filename?: string) {
    this.lexer = lexer
    this.name = name
    this.filename = filename
    this.current = lexer.next()
  }

  /** Gives a stream over a template's source. */
  static over(source: string, syntax: Syntax, name?: string, filename?: string): TokenStream {
    return new TokenStream(new Lexer(source, syntax, name, filename), name, filename)
  }

  /** Gives a stream over the inside of a tag. */
  static inside(source: string, syntax: Syntax): TokenStream {
    const lexer = new Lexer(source, syntax)
    lexer.enter('variable')
    return new TokenStream(lexer)
  }

  /** Gives the current token and goes on to the next. */
  next(): Token {
    const token = this.current
    this.current = this.ahead ?? this.lexer.next()
    this.ahead = undefined
    return token
  }

  look(): Token {
    this.ahead ??= this.lexer.next()
    return this.ahead
  }

  is(type: TokenType, value?: string): boolean {
    return this.current.type === type && (value === undefined || this.current.value === value)
  }

  isName(...names: string[]): boolean {
    return this.current.type === 'name' && names.includes(this.current.value)
  }

  isOperator(...operators: string[]): boolean {
    return this.current.type === 'operator' && operators.includes(this.current.value)
  }

  skip(type: TokenType, value?: string): boolean {
    const found = this.is(type, value)
    if (found) this.next()
    return found
  }

  expect(type: TokenType, value?: string): Token {
    if (!this.is(type, value)) {
      const wanted = value === undefined ? wordFor(type) : `"${value}"`
      this.fail(`Expected ${wanted} and found ${describeToken(this.current)}.`)
    }
    return this.next()
  }

  fail(message: string, place: { lineno: number; offset: number } = this.current): never {
    throw this.error(TemplateSyntaxError, message, place)
  }

  error(
    Kind: typeof TemplateSyntaxError,
    message: string,
    place: { lineno: number; offset: number },
  ): TemplateSyntaxError {
    const error = new Kind(message, place.lineno, this.name, this.filename)
    locate(error, this.lexer.source, place.offset)
    return error
  }
}

/**
 * Notes on an error the column and the text of its line.
 * @param error The error.
 * @param source The template's normalized source.
 * @param offset Where in it the mistake is.
 */
export function locate(error: TemplateSyntaxError, source: string, offset: number): void {
  error.column = columnOf(source, offset)
  error.source = lineOf(source, error.lineno)
}

/** Gives the column, from 1, of a place in a text. */
export function columnOf(source: string, offset: number): number {
  return offset - (offset === 0 ? -1 : source.lastIndexOf('\n', offset - 1))
}

/** Gives one line of a text, counted from 1. */
export function lineOf(source: string, lineno: number): string | undefined {
  return source.split('\n', lineno)[lineno - 1]
}

function wordFor(type: TokenType): string {
  switch (type) {
    case 'block_end':
      return 'the end of the block'
    case 'variable_end':
      return 'the end of the print statement'
    case 'eof':
      return 'the end of the template'
    default:
      return `a ${type}`
  }
}
