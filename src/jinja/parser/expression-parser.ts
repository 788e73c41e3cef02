import type { Comparison, Expression } from './nodes.ts'
import { at, OperandParser } from './operand-parser.ts'

export { at }

type Precedence = readonly string[]

const additive: Precedence = ['+', '-']
const multiplicative: Precedence = ['*', '/', '//', '%']
const comparisons = ['==', '!=', '<', '<=', '>', '>=']

/** Reads expressions from a stream of tokens. */
export class ExpressionParser extends OperandParser {
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
      node = { kind: 'Conditional', test, value: node, otherwise, ...at(place) }
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
}
