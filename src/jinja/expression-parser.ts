import type {
  Arguments,
  Call,
  Comparison,
  Constant,
  Expression,
  Filter,
  Name,
  NamespaceReference,
} from './nodes.ts'
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

type Precedence = readonly string[]

const additive: Precedence = ['+', '-']
const multiplicative: Precedence = ['*', '/', '//', '%']
const comparisons = ['==', '!=', '<', '<=', '>', '>=']
/** Deeper ones would overflow the stack of the compiler. */
const maximumDepth = 120
const maximumChain = 400

/** Reads expressions from a stream of tokens. */
export class ExpressionParser {
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

  private link(count: number): void {
    if (count > maximumChain) {
      this.stream.fail(`An expression has more than ${maximumChain} operators in one row.`)
    }
  }

  /** Reads one expression. */
  expression(conditional = true): Expression {
    return this.nested(() => (conditional ? this.conditional() : this.logic('or')))
  }

  private conditional(): Expression {
    let place = this.stream.current
    let node = this.logic('or')
    for (let count = 0; this.stream.skip('name', 'if'); this.link(++count)) {
      const test = this.logic('or')
      const otherwise = this.stream.skip('name', 'else')
        ? this.nested(() => this.conditional())
        : undefined
      node = { kind: 'Conditional', test, then: node, otherwise, ...at(place) }
      place = this.stream.current
    }
    return node
  }

  private logic(operator: 'and' | 'or'): Expression {
    const operand = () => (operator === 'or' ? this.logic('and') : this.negation())
    let place = this.stream.current
    let left = operand()
    for (let count = 0; this.stream.skip('name', operator); this.link(++count)) {
      left = { kind: 'Logic', operator, left, right: operand(), ...at(place) }
      place = this.stream.current
    }
    return left
  }

  private negation(): Expression {
    if (!this.stream.is('name', 'not')) return this.comparison()
    const place = this.stream.next()
    const operand = this.nested(() => this.negation())
    return { kind: 'Unary', operator: 'not', operand, ...at(place) }
  }

  private comparison(): Expression {
    let place = this.stream.current
    const first = this.binary(additive)
    const rest: [Comparison, Expression][] = []
    while (true) {
      const operator = this.comparisonOperator()
      if (operator === undefined) break
      rest.push([operator, this.binary(additive)])
      place = this.stream.current
      this.link(rest.length)
    }
    return rest.length === 0 ? first : { kind: 'Compare', first, rest, ...at(place) }
  }

  private comparisonOperator(): Comparison | undefined {
    const { stream } = this
    if (stream.current.type === 'operator' && comparisons.includes(stream.current.value)) {
      return stream.next().value as Comparison
    }
    if (stream.skip('name', 'in')) return 'in'
    if (!stream.is('name', 'not')) return undefined
    const after = stream.look()
    if (after.type !== 'name' || after.value !== 'in') return undefined
    stream.next()
    stream.next()
    return 'not in'
  }

  private binary(operators: Precedence): Expression {
    const operand = () => (operators === additive ? this.concat() : this.power())
    let place = this.stream.current
    let left = operand()
    for (let count = 0; this.stream.isOperator(...operators); this.link(++count)) {
      const operator = this.stream.next().value as '+'
      left = { kind: 'Binary', operator, left, right: operand(), ...at(place) }
      place = this.stream.current
    }
    return left
  }

  private concat(): Expression {
    const place = this.stream.current
    const parts = [this.binary(multiplicative)]
    while (this.stream.skip('operator', '~')) parts.push(this.binary(multiplicative))
    return parts.length === 1 ? parts[0] : { kind: 'Concat', parts, ...at(place) }
  }

  private power(): Expression {
    let place = this.stream.current
    let left = this.unary(true)
    for (let count = 0; this.stream.skip('operator', '**'); this.link(++count)) {
      left = { kind: 'Binary', operator: '**', left, right: this.unary(true), ...at(place) }
      place = this.stream.current
    }
    return left
  }

  private unary(withFilter: boolean): Expression {
    const place = this.stream.current
    let node: Expression
    if (this.stream.isOperator('-', '+')) {
      const operator = this.stream.next().value as '-' | '+'
      node = {
        kind: 'Unary',
        operator,
        operand: this.nested(() => this.unary(false)),
        ...at(place),
      }
    } else node = this.primary()
    node = this.postfix(node)
    return withFilter ? this.filtered(node) : node
  }

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

  private postfix(start: Expression): Expression {
    let node = start
    for (let count = 0; ; this.link(++count)) {
      if (this.stream.isOperator('.')) node = this.attribute(node)
      else if (this.stream.isOperator('[')) node = this.nested(() => this.subscript(node))
      else if (this.stream.isOperator('(')) node = this.call(node)
      else return node
    }
  }

  private filtered(start: Expression): Expression {
    let node = start
    for (let count = 0; ; this.link(++count)) {
      if (this.stream.isOperator('|')) node = this.filters(node, false) as Filter
      else if (this.stream.is('name', 'is')) node = this.test(node)
      else if (this.stream.isOperator('(')) node = this.call(node)
      else return node
    }
  }

  private attribute(object: Expression): Expression {
    const place = this.stream.next()
    const token = this.stream.current
    if (token.type === 'name') {
      this.stream.next()
      return { kind: 'Attribute', object, name: token.value, ...at(place) }
    }
    if (token.type !== 'integer') {
      this.stream.fail(
        `Expected a name or a number behind the dot and found ${describeToken(token)}.`,
      )
    }
    this.stream.next()
    const key: Constant = { kind: 'Constant', value: token.number ?? 0, ...at(token) }
    return { kind: 'Item', object, key, ...at(place) }
  }

  private subscript(object: Expression): Expression {
    const place = this.stream.next()
    const keys: Expression[] = []
    while (!this.stream.isOperator(']')) {
      if (keys.length > 0) this.stream.expect('operator', ',')
      keys.push(this.subscripted())
    }
    this.stream.next()
    const key: Expression =
      keys.length === 1 ? keys[0] : { kind: 'Tuple', items: keys, ...at(place) }
    return { kind: 'Item', object, key, ...at(place) }
  }

  private subscripted(): Expression {
    const { stream } = this
    const place = stream.current
    let start: Expression | undefined
    if (!stream.isOperator(':')) {
      start = this.expression()
      if (!stream.isOperator(':')) return start
    }
    stream.next()
    const part = () => (stream.isOperator(']', ',', ':') ? undefined : this.expression())
    const stop = part()
    const step = stream.skip('operator', ':') ? part() : undefined
    return { kind: 'Slice', start, stop, step, ...at(place) }
  }

  private call(callee: Expression): Call {
    const place = this.stream.current
    return { kind: 'Call', callee, args: this.nested(() => this.arguments()), ...at(place) }
  }

  /** Reads the arguments of a call with their brackets. */
  arguments(): Arguments {
    const { stream } = this
    const place = stream.expect('operator', '(')
    const args: Arguments = {
      positional: [],
      keywords: [],
      spread: undefined,
      spreadKeywords: undefined,
    }
    for (let first = true; !stream.isOperator(')'); first = false) {
      if (!first) {
        stream.expect('operator', ',')
        if (stream.isOperator(')')) break
      }
      if (!this.argument(args))
        stream.fail('The arguments of this call are in a wrong order.', place)
    }
    stream.next()
    return args
  }

  private argument(args: Arguments): boolean {
    const { stream } = this
    if (stream.skip('operator', '*')) {
      const inOrder = args.spread === undefined && args.spreadKeywords === undefined
      args.spread = this.expression()
      return inOrder
    }
    if (stream.skip('operator', '**')) {
      const inOrder = args.spreadKeywords === undefined
      args.spreadKeywords = this.expression()
      return inOrder
    }
    if (stream.is('name') && isAssign(stream.look())) {
      const key = stream.next().value
      stream.next()
      args.keywords.push([key, this.expression()])
      return args.spreadKeywords === undefined
    }
    args.positional.push(this.expression())
    return (
      args.spread === undefined && args.spreadKeywords === undefined && args.keywords.length === 0
    )
  }

  private optionalArguments(): Arguments {
    if (this.stream.isOperator('(')) return this.nested(() => this.arguments())
    return { positional: [], keywords: [], spread: undefined, spreadKeywords: undefined }
  }

  private dotted(): Token {
    const token = this.stream.expect('name')
    let name = token.value
    while (this.stream.skip('operator', '.')) name += `.${this.stream.expect('name').value}`
    return { ...token, value: name }
  }

  /** Reads filters behind an operand, or without one for a block. */
  filters(operand: Expression | undefined, inline: boolean): Filter | undefined {
    let node = operand as Filter | undefined
    let first = inline
    for (let count = 0; first || this.stream.isOperator('|'); this.link(++count)) {
      if (!first) this.stream.next()
      first = false
      const token = this.dotted()
      const args = this.optionalArguments()
      node = { kind: 'Filter', operand: node, name: token.value, args, ...at(token) }
    }
    return node
  }

  private test(operand: Expression): Expression {
    const { stream } = this
    const place = stream.next()
    const negated = stream.skip('name', 'not')
    const name = this.dotted().value
    let args = this.optionalArguments.call(this)
    if (args.positional.length === 0 && this.startsArgument()) {
      if (stream.is('name', 'is')) stream.fail('Tests cannot be chained with "is": use "and".')
      args = { ...args, positional: [this.nested(() => this.postfix(this.primary()))] }
    }
    const node: Expression = { kind: 'Test', operand, name, args, ...at(place) }
    return negated ? { kind: 'Unary', operator: 'not', operand: node, ...at(place) } : node
  }

  private startsArgument(): boolean {
    const { type, value } = this.stream.current
    if (type === 'name') return value !== 'else' && value !== 'or' && value !== 'and'
    if (type === 'operator') return value === '[' || value === '{'
    return type === 'string' || type === 'integer' || type === 'float'
  }
}

/** Gives the place of a token or node, to be spread into another. */
export function at(place: { lineno: number; offset: number }): { lineno: number; offset: number } {
  return { lineno: place.lineno, offset: place.offset }
}

function isAssign(token: Token): boolean {
  return token.type === 'operator' && token.value === '='
}
