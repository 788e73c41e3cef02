import { at, LiteralParser } from './literal-parser.ts'
import type { Arguments, Call, Constant, Expression, Filter } from './nodes.ts'
import { describeToken, type Token } from './tokens.ts'

export { at }

/** Reads what stands behind names and literals: attributes, items, calls, filters and tests. */
export abstract class OperandParser extends LiteralParser {
  protected postfix(start: Expression): Expression {
    let node = start
    for (let count = 0; ; this.link(++count)) {
      if (this.stream.isOperator('.')) node = this.attribute(node)
      else if (this.stream.isOperator('[')) node = this.nested(() => this.subscript(node))
      else if (this.stream.isOperator('(')) node = this.call(node)
      else return node
    }
  }

  protected filtered(start: Expression): Expression {
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
    let args = this.optionalArguments()
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

function isAssign(token: Token): boolean {
  return token.type === 'operator' && token.value === '='
}
