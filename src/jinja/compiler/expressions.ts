import { Float } from '../../python/float.ts'
import type {
  Arguments,
  Attribute,
  Call,
  Compare,
  Conditional,
  Constant,
  Dict,
  Expression,
  Filter,
  Item,
  Logic,
  Name,
  Test,
} from '../parser/nodes.ts'
import { passKind } from '../values/call.ts'
import { CodeWriter, literal } from './code.ts'
import { isConstant } from './constant.ts'
import type { Frame } from './frame.ts'
import { compareFunctions, loopFields, noKeywords, operation, passed } from './operators.ts'

/** Writes expressions. */
export class ExpressionCompiler extends CodeWriter {
  private readonly undeclared: Set<string>[] = []

  /** Marks parameters as not yet filled while their defaults are written. */
  withUndeclared(identifiers: readonly string[], write: (filled: Set<string>) => void): void {
    const open = new Set(identifiers)
    this.undeclared.push(open)
    write(open)
    this.undeclared.pop()
  }

  /** Gives the source of an expression's value. */
  value(node: Expression, frame: Frame): string {
    switch (node.kind) {
      case 'Name':
        return this.name(node, frame)
      case 'Constant':
        return this.constantValue(node)
      case 'Attribute':
        return this.attribute(node, frame)
      case 'Item':
        return this.item(node, frame)
      case 'Call':
        return this.call(node, frame)
      case 'Filter':
        return this.filter(node, frame)
      case 'Test':
        return this.test(node, frame)
      default:
        return this.operation(node, frame)
    }
  }

  private operation(node: Expression, frame: Frame): string {
    switch (node.kind) {
      case 'List':
        return `[${this.list(node.items, frame)}]`
      case 'Tuple':
        return `tuple([${this.list(node.items, frame)}])`
      case 'Dict':
        return this.dict(node, frame)
      case 'Binary': {
        const sides = [this.value(node.left, frame), this.value(node.right, frame)] as const
        return operation(this.environment, node.operator, sides)
      }
      case 'Unary':
        if (node.operator === 'not') return `(!${this.condition(node.operand, frame)})`
        return operation(this.environment, node.operator, [this.value(node.operand, frame)])
      case 'Concat': {
        // Jinja2 joins constants as plain text when it compiles, safe or not.
        const isPlain = !frame.escaping.volatile && isConstant(node, this.environment)
        const escapes = isPlain ? 'false' : this.escapes(frame)
        return `concat(${escapes},[${this.list(node.parts, frame)}])`
      }
      case 'Logic':
        return this.logic(node, frame)
      case 'Compare':
        return this.compare(node, frame)
      case 'Conditional':
        return this.conditional(node, frame)
      default:
        return 'null'
    }
  }

  /** Gives the source of an expression as true or false. */
  condition(node: Expression, frame: Frame): string {
    if (node.kind === 'Logic') {
      const left = this.condition(node.left, frame)
      const operator = node.operator === 'and' ? '&&' : '||'
      return `(${left}${operator}${this.condition(node.right, frame)})`
    }
    const isBoolean =
      node.kind === 'Compare' ||
      (node.kind === 'Unary' && node.operator === 'not') ||
      (node.kind === 'Constant' && typeof node.value === 'boolean')
    return isBoolean ? this.value(node, frame) : `truth(${this.value(node, frame)})`
  }

  /** Gives the source of whether output is escaped. */
  escapes(frame: Frame): string {
    return frame.escaping.volatile
      ? 'context.evalCtx.autoescape'
      : String(frame.escaping.autoescape)
  }

  /** Awaits a value where templates are rendered asynchronously. */
  settle(source: string): string {
    if (!this.mode.async) return source
    const kept = this.temporary()
    return `(pending(${kept}=${source})?(await ${kept})??null:${kept})`
  }

  private list(nodes: readonly Expression[], frame: Frame): string {
    return nodes.map((node) => this.value(node, frame)).join(',')
  }

  private name(node: Name, frame: Frame): string {
    const ref = frame.symbols.ref(node.name)
    const load = frame.symbols.findLoad(ref)
    const isFilled = load?.how === 'param' && !this.undeclared.at(-1)?.has(ref)
    return isFilled ? ref : this.settle(`(${ref}===undefined?undef(${literal(node.name)}):${ref})`)
  }

  private constantValue(node: Constant): string {
    const { value } = node
    if (value instanceof Float) return this.constant(value)
    if (typeof value === 'bigint') return `${value}n`
    return typeof value === 'number' ? `${value}` : literal(value)
  }

  private dict(node: Dict, frame: Frame): string {
    const isPlain = node.items.every(
      ([key]) =>
        key.kind === 'Constant' &&
        typeof key.value === 'string' &&
        key.value !== '__proto__' &&
        !/^\d+$/.test(key.value),
    )
    const pairs = node.items.map(([key, value]) => [
      this.value(key, frame),
      this.value(value, frame),
    ])
    if (pairs.length === 0) return 'new Dict()'
    if (!isPlain) return `makeDict([${pairs.map(([key, value]) => `[${key},${value}]`).join(',')}])`
    return `{__proto__:null,${pairs.map(([key, value]) => `${key}:${value}`).join(',')}}`
  }

  private logic(node: Logic, frame: Frame): string {
    const kept = this.temporary()
    const left = this.value(node.left, frame)
    const right = this.value(node.right, frame)
    return node.operator === 'and'
      ? `(truth(${kept}=${left})?${right}:${kept})`
      : `(truth(${kept}=${left})?${kept}:${right})`
  }

  private compare(node: Compare, frame: Frame): string {
    let left = this.value(node.first, frame)
    const parts = node.rest.map(([operator, operand], index) => {
      let right = this.value(operand, frame)
      const isLast = index === node.rest.length - 1
      const kept = isLast ? '' : this.temporary()
      if (!isLast) right = `${kept}=${right}`
      const part = `${compareFunctions[operator]}(${left},${right})`
      left = kept
      return part
    })
    return parts.length === 1 && !parts[0].startsWith('!') ? parts[0] : `(${parts.join('&&')})`
  }

  private conditional(node: Conditional, frame: Frame): string {
    const soft = frame.branch()
    const test = this.condition(node.test, soft)
    const then = this.value(node.value, soft)
    const otherwise =
      node.otherwise === undefined ? `noElse(${node.lineno})` : this.value(node.otherwise, soft)
    return `(${test}?${then}:${otherwise})`
  }

  private isLoop(node: Expression, frame: Frame): boolean {
    return (
      node.kind === 'Name' &&
      node.name === 'loop' &&
      frame.loopRef !== undefined &&
      frame.symbols.find('loop') === frame.loopRef
    )
  }

  private attribute(node: Attribute, frame: Frame): string {
    if (this.isLoop(node.object, frame) && loopFields.has(node.name)) {
      return `${frame.loopRef}.${node.name}`
    }
    return this.settle(`${this.accessor(node.name, false)}(${this.value(node.object, frame)})`)
  }

  private item(node: Item, frame: Frame): string {
    const object = this.value(node.object, frame)
    const { key } = node
    if (key.kind === 'Slice') {
      const parts = [key.start, key.stop, key.step]
      const bounds = parts.map((part) => (part === undefined ? 'null' : this.value(part, frame)))
      return `slice(${object},${bounds.join(',')})`
    }
    if (key.kind === 'Constant' && typeof key.value === 'string') {
      return this.settle(`${this.accessor(key.value, true)}(${object})`)
    }
    return this.settle(`item(environment,${object},${this.value(key, frame)})`)
  }

  private positional(args: Arguments, frame: Frame): string[] {
    const list = args.positional.map((node) => this.value(node, frame))
    if (args.spread !== undefined) list.push(`...iterate(${this.value(args.spread, frame)})`)
    return list
  }

  private keywords(args: Arguments, frame: Frame, caller?: string): string | undefined {
    const pairs = args.keywords.map(([key, node]) => [key, this.value(node, frame)])
    if (caller !== undefined) pairs.push(['caller', caller])
    const spread = args.spreadKeywords
    if (pairs.length === 0 && spread === undefined) return undefined
    const names = pairs.map(([key]) => key)
    const twice = names.find((key, index) => names.indexOf(key) !== index)
    if (twice !== undefined)
      this.fail(`The keyword argument "${twice}" is given twice.`, args.keywords[0][1])
    if (spread === undefined) {
      return `new ${this.keywordClass(names)}(${pairs.map(([, value]) => value).join(',')})`
    }
    const entries = pairs.map(([key, value]) => `[${literal(key)}]:${value}`)
    return `mergeKeywords({${entries.join(',')}},${this.value(spread, frame)})`
  }

  /** Gives the source of a call; a call block hands its body over. */
  call(node: Call, frame: Frame, caller?: string): string {
    const context = this.callContext(frame)
    const { callee } = node
    const args = this.positional(node.args, frame)
    const isLoop = callee.kind === 'Attribute' && this.isLoop(callee.object, frame)
    if (callee.kind === 'Attribute' && isLoop && caller === undefined && noKeywords(node.args)) {
      if (callee.name === 'cycle' || callee.name === 'changed') {
        return `${frame.loopRef}.${callee.name}(${args.join(',')})`
      }
    }
    const target =
      callee.kind === 'Attribute'
        ? `callMethod(${context},[${this.value(callee.object, frame)},${literal(callee.name)}]`
        : `call(${context},${this.value(callee, frame)}`
    const keywords = this.keywords(node.args, frame, caller)
    return this.settle(
      `${target},[${args.join(',')}]${keywords === undefined ? '' : `,${keywords}`})`,
    )
  }

  private callContext(frame: Frame): string {
    const { name } = frame.frameVariables
    return name === undefined ? 'context' : `scoped(context,${name})`
  }

  private tooled(
    kind: 'filter' | 'test',
    node: Filter | Test,
    operand: string,
    frame: Frame,
  ): string {
    const known = kind === 'filter' ? this.environment.filters : this.environment.tests
    if (!frame.soft) this.checkTool(kind, node.name, node)
    const found = known[node.name]
    const pass = found === undefined ? undefined : passKind(found)
    const args = [operand, ...this.positional(node.args, frame)]
    if (pass !== undefined) args.unshift(passed[pass])
    const keywords = this.keywords(node.args, frame)
    if (keywords !== undefined) args.push(keywords)
    const isCounted = pass === undefined && keywords === undefined && node.args.spread === undefined
    return `${this.tool(kind, node.name, isCounted ? args.length : -1)}(${args.join(',')})`
  }

  /** Gives the source of a filter's result. */
  filter(node: Filter, frame: Frame, body?: string): string {
    let operand = body ?? 'null'
    if (node.operand !== undefined) operand = this.filterOperand(node.operand, frame, body)
    const called = this.tooled('filter', node, operand, frame)
    return this.mode.async ? this.settle(called) : `(${called}??null)`
  }

  private filterOperand(node: Expression, frame: Frame, body: string | undefined): string {
    const isChain = body !== undefined && node.kind === 'Filter'
    const operand = isChain ? this.filter(node, frame, body) : this.value(node, frame)
    if (!this.mode.async) return operand
    const kept = this.temporary()
    return `(isAsync(${kept}=${operand})?await collect(${kept}):${kept})`
  }

  private test(node: Test, frame: Frame): string {
    const tested = this.tooled('test', node, this.value(node.operand, frame), frame)
    return this.mode.async ? this.settle(tested) : `(${tested}??null)`
  }
}
