import type {
  Assign,
  AssignBlock,
  Autoescape,
  CallBlock,
  Expression,
  FilterBlock,
  If,
  Output,
  Statement,
  Target,
  With,
} from '../parser/nodes.ts'
import { literal } from './code.ts'
import { ExpressionCompiler } from './expressions.ts'
import type { Frame } from './frame.ts'
import { eachNode } from './walk.ts'

/** Writes the statements that work on values and output. */
export abstract class StatementCompiler extends ExpressionCompiler {
  /** True once an `extends` outside of all blocks was written: nothing is printed after it. */
  protected hasExtends = false

  /** Writes statements in order. */
  abstract body(nodes: readonly Statement[], frame: Frame): void

  /** Writes the start of a scope: where its variables come from. */
  enter(frame: Frame, only?: (name: string | undefined) => boolean): void {
    for (const [identifier, load] of frame.symbols.loads) {
      if (load.how === 'param') continue
      this.declare(identifier)
      if (load.how === 'resolve') {
        if (only === undefined || only(load.name)) {
          this.line(`${identifier}=context.resolveOrMissing(${literal(load.name)});`)
        }
      } else if (only === undefined || only(undefined)) {
        this.line(`${identifier}=${load.how === 'alias' ? load.of : 'undefined'};`)
      }
    }
  }

  /** Writes the end of a scope: its variables are gone. */
  leave(frame: Frame): void {
    const identifiers = [...frame.symbols.loads.keys()]
    if (identifiers.length > 0) this.line(`${identifiers.join('=')}=undefined;`)
  }

  /** Gives the source of a value as the environment wants it printed. */
  protected final(source: string): string {
    const { finalize, printAs } = this.environment
    const asItIs = finalize === undefined && printAs === 'python'
    return asItIs ? source : `finalize(context,${source})`
  }

  /** Writes a value as text, escaped where output is. */
  printed(source: string, frame: Frame): string {
    const final = this.final(source)
    if (frame.escaping.volatile) return `escapeIf(context.evalCtx.autoescape,${final})`
    return frame.escaping.autoescape ? `esc(${final})` : `text(${final})`
  }

  output(node: Output, frame: Frame): void {
    if (frame.outputCheck && this.hasExtends) return
    if (frame.outputCheck) this.line('if(parent===undefined){')
    let kept = ''
    for (const part of node.parts) {
      if (part.kind === 'Data') {
        kept = kept === '' ? literal(part.text) : `${kept}+${literal(part.text)}`
        continue
      }
      kept = this.outputPart(part, kept, frame)
      if (this.addsUp(frame)) continue
      this.emit(frame, kept)
      kept = ''
    }
    if (kept !== '') this.emit(frame, kept)
    if (frame.outputCheck) this.line('}')
  }

  private outputPart(part: Expression, before: string, frame: Frame): string {
    if (before !== '') this.emit(frame, before)
    this.mark(part)
    return this.printed(this.value(part, frame), frame)
  }

  if(node: If, frame: Frame): void {
    const branch = frame.branch()
    this.mark(node)
    this.line(`if(${this.condition(node.test, branch)}){`)
    this.body(node.body, branch)
    for (const other of node.branches) {
      const place = this.position(other)
      this.line(`}else if((at=${place},${this.condition(other.test, branch)})){`)
      this.body(other.body, branch)
    }
    if (node.otherwise.length > 0) {
      this.line('}else{')
      this.body(node.otherwise, branch)
    }
    this.line('}')
  }

  /** Writes an assignment of a value to a name, an attribute of a namespace, or a tuple of them. */
  assign(target: Target, source: string, frame: Frame): void {
    if (target.kind === 'Name') {
      this.line(`${this.declare(frame.symbols.ref(target.name))}=${source};`)
    } else if (target.kind === 'NamespaceReference') {
      const ref = frame.symbols.ref(target.name)
      this.line(`setNamespace(${ref},${literal(target.attribute)},${source});`)
    } else if (target.kind === 'Tuple') {
      const items = this.temporary()
      this.line(`${items}=unpack(${source},${target.items.length});`)
      target.items.forEach((item, index) => {
        this.assign(item, `${items}[${index}]`, frame)
      })
    }
  }

  /** Writes what makes assigned names known outside of the function. */
  protected publish(target: Target, frame: Frame): void {
    if (!frame.toplevel && !frame.loopFrame && !frame.blockFrame) return
    eachNode([target], (node) => {
      if (node.kind === 'Name') this.publishName(node.name, frame)
      return true
    })
  }

  private publishName(name: string, frame: Frame): void {
    const ref = frame.symbols.ref(name)
    if (!frame.loopFrame && !frame.blockFrame) {
      this.line(`context.set(${literal(name)},${ref},${!name.startsWith('_')});`)
      return
    }
    frame.frameVariables.name ??= this.temporary()
    this.line(`(${frame.frameVariables.name}??=variables())[${literal(name)}]=${ref};`)
  }

  assignment(node: Assign, frame: Frame): void {
    this.mark(node)
    const checked = new Set<string>()
    eachNode([node.target], (part) => {
      if (part.kind === 'NamespaceReference') checked.add(frame.symbols.ref(part.name))
      return true
    })
    for (const ref of checked) this.line(`checkNamespace(${ref});`)
    this.assign(node.target, this.value(node.value, frame), frame)
    this.publish(node.target, frame)
  }

  assignBlock(node: AssignBlock, frame: Frame): void {
    const block = frame.inner()
    block.outputCheck = false
    block.symbols.analyze(node.body)
    this.enter(block)
    const buffer = this.startBuffer(block)
    this.body(node.body, block)
    this.mark(node)
    const escapes = 'context.evalCtx.autoescape'
    const source =
      node.filter === undefined
        ? `safeIf(${escapes},${this.content(buffer)})`
        : `safeIf(${escapes},${this.filter(node.filter, block, this.buffered(block))})`
    this.assign(node.target, source, frame)
    this.publish(node.target, frame)
    this.leave(block)
  }

  /** Makes a frame collect its output in a new variable. */
  startBuffer(frame: Frame): string {
    const buffer = this.temporary()
    frame.buffer = buffer
    this.line(`${buffer}=${this.empty};`)
    return buffer
  }

  /** Gives the source of what a frame collected, marked as safe where output is escaped. */
  buffered(frame: Frame): string {
    return `safeIf(${this.escapes(frame)},${this.content(frame.buffer ?? "''")})`
  }

  filterBlock(node: FilterBlock, frame: Frame): void {
    const inner = frame.inner()
    inner.symbols.analyze([...node.body, node.filter])
    this.enter(inner)
    this.startBuffer(inner)
    this.body(node.body, inner)
    this.mark(node)
    this.emit(frame, this.shown(this.filter(node.filter, inner, this.buffered(inner))))
    this.leave(inner)
  }

  with(node: With, frame: Frame): void {
    const inner = frame.inner()
    inner.symbols.analyze([...node.targets, ...node.body])
    this.enter(inner)
    node.targets.forEach((target, index) => {
      this.mark(node.values[index])
      this.assign(target, this.value(node.values[index], frame), inner)
    })
    this.body(node.body, inner)
    this.leave(inner)
  }

  autoescape(node: Autoescape, frame: Frame): void {
    const inner = frame.inner()
    inner.symbols.analyze([node.value, ...node.body])
    this.enter(inner)
    const before = { ...frame.escaping }
    const kept = this.temporary()
    this.mark(node)
    this.line(`${kept}=context.evalCtx.autoescape;`)
    this.line(`context.evalCtx.autoescape=${this.condition(node.value, inner)};`)
    if (node.value.kind === 'Constant') inner.escaping.autoescape = Boolean(node.value.value)
    else inner.escaping.volatile = true
    this.body(node.body, inner)
    Object.assign(inner.escaping, before)
    this.line(`context.evalCtx.autoescape=${kept};`)
    this.leave(inner)
  }

  callBlock(node: CallBlock, frame: Frame): void {
    const caller = this.temporary()
    this.line(`${caller}=${this.macroSource(node, undefined, frame)};`)
    this.mark(node)
    this.emit(frame, this.shown(this.call(node.call, frame, caller)))
  }

  /** Gives the source that makes a macro or the body of a call block. */
  abstract macroSource(node: CallBlock, name: string | undefined, frame: Frame): string
}
