import { nearest } from '../../errors.ts'
import { TemplateAssertionError } from '../errors.ts'
import { at, ExpressionParser } from './expression-parser.ts'
import type { Data, Expression, Name, Signature, Statement, Target } from './nodes.ts'
import { builtinTags } from './tags.ts'
import type { TokenStream } from './token-stream.ts'
import { describeToken, type Token } from './tokens.ts'

/** Reads one statement whose first word is the current token. */
export type StatementParser = (parser: Parser) => Statement | Statement[]

/** Reads statements from a stream of tokens. */
export class Parser extends ExpressionParser {
  private readonly tags: ReadonlyMap<string, StatementParser>
  private readonly open: { tag: string; ends: readonly string[] }[] = []

  constructor(stream: TokenStream, tags: ReadonlyMap<string, StatementParser>) {
    super(stream)
    this.tags = tags
  }

  /** Reads a whole template. */
  template(): Statement[] {
    return this.body([])
  }

  private body(ends: readonly string[]): Statement[] {
    const { stream } = this
    const statements: Statement[] = []
    let parts: (Data | Expression)[] = []
    const flush = () => {
      if (parts.length > 0) statements.push({ kind: 'Output', parts, ...at(parts[0]) })
      parts = []
    }
    while (!stream.is('eof')) {
      const token = stream.next()
      if (token.type === 'data') parts.push({ kind: 'Data', text: token.value, ...at(token) })
      else if (token.type === 'variable_begin') {
        parts.push(this.tuple())
        stream.expect('variable_end')
      } else {
        flush()
        if (ends.length > 0 && stream.isName(...ends)) return statements
        const result = this.nested(() => this.statement())
        if (Array.isArray(result)) for (const statement of result) statements.push(statement)
        else statements.push(result)
        stream.expect('block_end')
      }
    }
    flush()
    return statements
  }

  private statement(): Statement | Statement[] {
    const token = this.stream.current
    if (token.type !== 'name') {
      this.stream.fail(`Expected the name of a tag and found ${describeToken(token)}.`)
    }
    const parse = builtinTags.get(token.value) ?? this.tags.get(token.value)
    if (parse === undefined) this.unknownTag(token)
    this.open.push({ tag: token.value, ends: [] })
    const result = parse(this)
    this.open.pop()
    return result
  }

  private unknownTag(token: Token): never {
    const known = [
      ...builtinTags.keys(),
      ...this.tags.keys(),
      ...this.open.flatMap(({ ends }) => ends),
    ]
    const found = nearest(token.value, known)
    const hint = found === undefined || found === token.value ? '' : ` Did you mean "${found}"?`
    this.stream.fail(`The tag "${token.value}" is not known here.${hint}${this.stillOpen()}`, token)
  }

  private stillOpen(): string {
    const last = this.open.at(-1)
    if (last === undefined) return ''
    const ends = last.ends.map((end) => `"${end}"`).join(' or ')
    return ` The tag "${last.tag}" is still open${ends === '' ? '' : ` and waits for ${ends}`}.`
  }

  /** Reads statements up to one of some end tags; the end tag's name is the current token then. */
  statements(ends: readonly string[]): Statement[] {
    const { stream } = this
    stream.skip('operator', ':')
    stream.expect('block_end')
    const last = this.open.at(-1)
    const before = last?.ends ?? []
    if (last !== undefined) last.ends = ends
    const result = this.body(ends)
    if (stream.is('eof')) stream.fail(`The template ends too early.${this.stillOpen()}`)
    if (last !== undefined) last.ends = before
    return result
  }

  /** Reads statements up to an end tag and goes past its name. */
  statementsUntil(end: string): Statement[] {
    const result = this.statements([end])
    this.stream.next()
    return result
  }

  /** Reads a name that will be assigned to. */
  targetName(): Name {
    const token = this.stream.expect('name')
    if (reserved.has(token.value)) this.notAssignable(token.value, token)
    return { kind: 'Name', name: token.value, use: 'store', ...at(token) }
  }

  /** Reads a name, a namespace's attribute, or a tuple of them, that will be assigned to. */
  target(options: { end?: string; namespace?: boolean } = {}): Target {
    const node = this.tuple({ simple: true, ...options })
    this.markStore(node, 'store')
    return node
  }

  /** Turns the names of an assignment's left side into stores. */
  markStore(node: Expression, use: 'store' | 'param'): void {
    if (node.kind === 'Name') node.use = use
    else if (node.kind === 'Tuple') for (const item of node.items) this.markStore(item, use)
    else if (node.kind !== 'NamespaceReference') {
      const what =
        node.kind === 'Constant' ? `"${String(node.value)}"` : `a ${node.kind.toLowerCase()}`
      this.notAssignable(what, node)
    }
  }

  private notAssignable(what: string, place: { lineno: number; offset: number }): never {
    this.stream.fail(`Nothing can be assigned to ${what}.`, place)
  }

  /** Reads the parameters of a macro or call block with their brackets. */
  signature(): Pick<Signature, 'parameters' | 'defaults'> {
    const { stream } = this
    const parameters: Name[] = []
    const defaults: Expression[] = []
    stream.expect('operator', '(')
    while (!stream.isOperator(')')) {
      if (parameters.length > 0) stream.expect('operator', ',')
      const name = this.targetName()
      name.use = 'param'
      if (stream.skip('operator', '=')) defaults.push(this.expression())
      else if (defaults.length > 0) {
        stream.fail(`The parameter "${name.name}" needs a default, as those before it have one.`)
      }
      parameters.push(name)
    }
    stream.next()
    return { parameters, defaults }
  }

  /** Reads `with context` or `without context`. */
  contextChoice(otherwise: boolean): boolean {
    const { stream } = this
    if (!stream.isName('with', 'without')) return otherwise
    const after = stream.look()
    if (after.type !== 'name' || after.value !== 'context') return otherwise
    const result = stream.next().value === 'with'
    stream.next()
    return result
  }

  /** Makes the error of a template that is well formed and cannot work. */
  assertion(message: string, place: { lineno: number; offset: number }): never {
    throw this.stream.error(TemplateAssertionError, message, place)
  }
}

const reserved = new Set(['true', 'false', 'none', 'True', 'False', 'None'])
