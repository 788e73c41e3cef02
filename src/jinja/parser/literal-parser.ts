import type { Constant, Expression, Name, NamespaceReference } from './nodes.ts'
import type { TokenStream } from './token-stream.ts'
import { describeToken, type Token } from './tokens.ts'

/** How a tuple is read. */
export interface TupleOptions {
  /** Only names and literals, as on the left of an assignment. */
  simple?: boolean
  conditional?: boolean
  /** A name that ends the tuple, as `in`. */
  end?: string
  parentheses?: boolean
  namespace?: boolean
}

/** Deeper ones would overflow the stack of the compiler. */
const maximumDepth = 120
const maximumChain = 400

/** Reads names, literals and what stands in brackets from a stream of tokens. */
export abstract class LiteralParser {
  readonly stream: TokenStream
  private depth = 0

  constructor(stream: TokenStream) {
    this.stream = stream
  }

  /** Runs a parser one level deeper; too deep is a syntax error. */
  nested<T>(parse: () => T): T {
    if (++this.depth > maximumDepth) {
      this.stream.fail(`The template is nested more than ${maximumDepth} levels deep.`)
    }
    const result = parse()
    this.depth--
    return result
  }

  protected link(count: number): void {
    if (count > maximumChain) {
      this.stream.fail(`An expression has more than ${maximumChain} operators in one row.`)
    }
  }

  /** Reads one expression. */
  abstract expression(conditional?: boolean): Expression

  /** Reads a name, a literal or what stands in brackets. */
  primary(namespace = false): Expression {
    const { stream } = this
    const token = stream.current
    switch (token.type) {
      case 'name':
        return this.name(stream.next(), namespace)
      case 'string':
        return this.string()
      case 'integer':
      case 'float':
        stream.next()
        return { kind: 'Constant', value: token.number ?? 0, ...at(token) }
      case 'operator':
        return this.bracketed(token)
      default:
        return stream.fail(`Expected an expression and found ${describeToken(token)}.`)
    }
  }

  private bracketed(token: Token): Expression {
    const { stream } = this
    if (token.value === '(') {
      stream.next()
      const node = this.nested(() => this.tuple({ parentheses: true }))
      stream.expect('operator', ')')
      return node
    }
    if (token.value === '[') return this.nested(() => this.list())
    if (token.value === '{') return this.nested(() => this.dict())
    return stream.fail(`Expected an expression and found ${describeToken(token)}.`)
  }

  private name(token: Token, namespace: boolean): Constant | Name | NamespaceReference {
    const { value } = token
    if (value === 'true' || value === 'True') return { kind: 'Constant', value: true, ...at(token) }
    if (value === 'false' || value === 'False') {
      return { kind: 'Constant', value: false, ...at(token) }
    }
    if (value === 'none' || value === 'None') return { kind: 'Constant', value: null, ...at(token) }
    if (namespace && this.stream.skip('operator', '.')) {
      const attribute = this.stream.expect('name').value
      return { kind: 'NamespaceReference', name: value, attribute, ...at(token) }
    }
    return { kind: 'Name', name: value, use: 'load', ...at(token) }
  }

  private string(): Constant {
    const token = this.stream.next()
    let value = token.value
    while (this.stream.is('string')) value += this.stream.next().value
    return { kind: 'Constant', value, ...at(token) }
  }

  /** Reads an expression, or a tuple when there are commas. */
  tuple(options: TupleOptions = {}): Expression {
    const { stream } = this
    const { simple = false, conditional = true, end, namespace = false } = options
    let place = stream.current
    const items: Expression[] = []
    let isTuple = false
    while (true) {
      if (items.length > 0) stream.expect('operator', ',')
      if (this.atTupleEnd(end)) break
      items.push(simple ? this.primary(namespace) : this.expression(conditional))
      if (!stream.isOperator(',')) break
      isTuple = true
      place = stream.current
    }
    if (!isTuple && items.length > 0) return items[0]
    if (!isTuple && options.parentheses !== true) {
      stream.fail(`Expected an expression and found ${describeToken(stream.current)}.`)
    }
    return { kind: 'Tuple', items, ...at(place) }
  }

  private atTupleEnd(end: string | undefined): boolean {
    const { stream } = this
    if (stream.is('variable_end') || stream.is('block_end') || stream.isOperator(')')) return true
    return end !== undefined && stream.isName(end)
  }

  private list(): Expression {
    const place = this.stream.next()
    const items: Expression[] = []
    while (!this.stream.isOperator(']')) {
      if (items.length > 0) this.stream.expect('operator', ',')
      if (this.stream.isOperator(']')) break
      items.push(this.expression())
    }
    this.stream.next()
    return { kind: 'List', items, ...at(place) }
  }

  private dict(): Expression {
    const place = this.stream.next()
    const items: [Expression, Expression][] = []
    while (!this.stream.isOperator('}')) {
      if (items.length > 0) this.stream.expect('operator', ',')
      if (this.stream.isOperator('}')) break
      const key = this.expression()
      this.stream.expect('operator', ':')
      items.push([key, this.expression()])
    }
    this.stream.next()
    return { kind: 'Dict', items, ...at(place) }
  }
}

/** Gives the place of a token or node, to be spread into another. */
export function at(place: { lineno: number; offset: number }): { lineno: number; offset: number } {
  return { lineno: place.lineno, offset: place.offset }
}
