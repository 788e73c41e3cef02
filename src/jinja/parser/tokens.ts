/** The kinds of tokens that a template falls into. */
export type TokenType =
  | 'data'
  | 'variable_begin'
  | 'variable_end'
  | 'block_begin'
  | 'block_end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'eof'

/** One token: its kind, its text or value, the line it is in, and its place in the source. */
export interface Token {
  readonly type: TokenType
  readonly value: string
  /** The value of a number. */
  readonly number?: number | bigint | Float
  readonly lineno: number
  readonly offset: number
}

import type { Float } from '../../python/float.ts'

/**
 * Gives the words for a token in an error message.
 * @param token Any token.
 */
export function describeToken(token: Token): string {
  switch (token.type) {
    case 'eof':
      return 'the end of the template'
    case 'data':
      return 'text'
    case 'variable_begin':
      return 'the begin of a print statement'
    case 'variable_end':
      return 'the end of the print statement'
    case 'block_begin':
      return 'the begin of a block'
    case 'block_end':
      return 'the end of the block'
    default:
      return `"${token.value}"`
  }
}
