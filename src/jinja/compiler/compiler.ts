import type {
  Block,
  CallBlock,
  Extends,
  For,
  FromImport,
  Import,
  Include,
  Macro,
  Signature,
  Statement,
} from '../nodes.ts'
import { findUndeclared, type Symbols } from '../symbols.ts'
import { eachNode } from '../walk.ts'
import { literal } from './code.ts'
import { Frame } from './frame.ts'
import { StatementCompiler } from './statements.ts'

/** Thrown to skip what can never be reached. */
const unreachable = Symbol('unreachable')

/** Writes a whole template. */
export class Compiler extends StatementCompiler {
  private readonly blocks = new Map<string, Block>()
  private extendsCount = 0

  body(nodes: readonly Statement[], frame: Frame): void {
    try {
      for (const node of nodes) this.statement(node, frame)
    } catch (error) {
      if (error !== unreachable) throw error
    }
  }

  private statement(node: Statement, frame: Frame): void {
    switch (node.kind) {
      case 'Output':
        return this.output(node, frame)
      case 'If':
        return this.if(node, frame)
      case 'For':
        return this.for(node, frame)
      case 'Assign':
        return this.assignment(node, frame)
      case 'AssignBlock':
        return this.assignBlock(node, frame)
      case 'With':
        return this.with(node, frame)
      case 'Macro':
        return this.macro(node, frame)
      case 'CallBlock':
        return this.callBlock(node, frame)
      case 'FilterBlock':
        return this.filterBlock(node, frame)
      default:
        return this.otherStatement(node, frame)
    }
  }

  private otherStatement(node: Statement, frame: Frame): void {
    switch (node.kind) {
      case 'Block':
        return this.block(node, frame)
      case 'Extends':
        return this.extends(node, frame)
      case 'Include':
        return this.include(node, frame)
      case 'Import':
        return this.import(node, frame)
      case 'FromImport':
        return this.fromImport(node, frame)
      case 'Autoescape':
        return this.autoescape(node, frame)
      case 'ExpressionStatement':
        this.mark(node)
        return this.line(`${this.value(node.expression, frame)};`)
      case 'Break':
      case 'Continue': {
        const word = node.kind === 'Break' ? 'break' : 'continue'
        if (!frame.inLoop) this.fail(`"${word}" stands outside of a loop.`, node)
        return this.line(`${word};`)
      }
      default:
        return
    }
  }

  /** Gives the source of a template's program. */
  template(nodes: readonly Statement[]): string {
    eachNode(nodes, (node) => {
      if (node.kind === 'Block') {
        if (this.blocks.has(node.name))
          this.fail(`The block "${node.name}" is defined twice.`, node)
        this.blocks.set(node.name, node)
      }
      return true
    })
    const root = this.root(nodes)
    const blocks = [...this.blocks.values()].map((block) => {
      const name = this.unique('b')
      return [block.name, name, this.blockFunction(block, name)]
    })
    const functions = blocks.map(([, name, source]) => `const ${name}=${source};`).join('\n')
    const table = blocks.map(([name, variable]) => `[${literal(name)},${variable}]`).join(',')
    return `${this.helperLines()}\nconst root=${root};\n${functions}\nreturn{root,blocks:new Map([${table}])};`
  }

  private startFrame(): Frame {
    const { environment, input } = this
    const autoescape = environment.autoescapes(input.name)
    const frame = Frame.root(this.names, { autoescape, volatile: false })
    frame.buffer = this.mode.stream ? undefined : 'out'
    return frame
  }

  private unit(write: () => void): string {
    return this.function(
      ['context'],
      () => {
        const endUnit = this.startUnit()
        const tools = this.reserve()
        if (!this.mode.stream) this.declare("out=''")
        write()
        endUnit(tools)
      },
      this.mode.stream,
    )
  }

  private root(nodes: readonly Statement[]): string {
    let hasExtends = false
    eachNode(nodes, (node) => {
      hasExtends ||= node.kind === 'Extends'
      return true
    })
    return this.unit(() => {
      const frame = this.startFrame()
      if (findUndeclared(nodes, ['self']).has('self')) {
        const ref = this.declare(frame.symbols.declareParameter('self'))
        this.line(`${ref}=new TemplateReference(context);`)
      }
      frame.symbols.analyze(nodes)
      frame.toplevel = true
      frame.rootlevel = true
      frame.outputCheck = hasExtends
      if (hasExtends) this.declare('parent')
      this.enter(frame)
      this.body(nodes, frame)
      if (hasExtends) this.endWithParent()
      if (!this.mode.stream) this.line('return out;')
    })
  }

  private endWithParent(): void {
    this.line('if(parent!==undefined){')
    if (this.mode.stream) this.line('yield* parent.root(context);')
    else this.line(`out+=${this.mode.async ? 'await ' : ''}parent.root(context);`)
    this.line('}')
  }

  private blockFunction(block: Block, identifier: string): string {
    return this.unit(() => {
      const frame = this.startFrame()
      frame.blockFrame = true
      this.hasExtends = false
      const undeclared = findUndeclared(block.body, ['self', 'super'])
      if (undeclared.has('self')) {
        const ref = this.declare(frame.symbols.declareParameter('self'))
        this.line(`${ref}=new TemplateReference(context);`)
      }
      if (undeclared.has('super')) {
        const ref = this.declare(frame.symbols.declareParameter('super'))
        this.line(`${ref}=context.super(${literal(block.name)},${identifier});`)
      }
      frame.symbols.analyze(block.body)
      this.enter(frame)
      this.body(block.body, frame)
      if (!this.mode.stream) this.line('return out;')
    })
  }

  private emitUnit(call: string, frame: Frame): void {
    if (frame.buffer === undefined) this.line(`yield* ${call};`)
    else if (this.mode.stream) {
      this.line(`${frame.buffer}+=${this.mode.async ? 'await joinAsync' : 'join'}(${call});`)
    } else this.line(`${frame.buffer}+=${this.mode.async ? 'await ' : ''}${call};`)
  }

  private block(node: Block, frame: Frame): void {
    let open = 0
    if (frame.toplevel) {
      if (this.hasExtends) return
      if (this.extendsCount > 0) {
        this.line('if(parent===undefined){')
        open++
      }
    }
    const context = node.scoped ? `context.derived(${this.locals(frame)})` : 'context'
    this.mark(node)
    if (node.required) this.line(`required(context,${literal(node.name)});`)
    this.emitUnit(`context.block(${literal(node.name)})(${context})`, frame)
    if (open > 0) this.line('}')
  }

  private locals(frame: Frame): string {
    const pairs = [...frame.symbols.visibleStores()]
    return `{${pairs.map(([name, identifier]) => `[${literal(name)}]:${identifier}`).join(',')}}`
  }

  private extends(node: Extends, frame: Frame): void {
    if (!frame.toplevel) {
      this.fail('"extends" stands inside another block. Put it at the top of the template.', node)
    }
    this.mark(node)
    if (this.extendsCount > 0) {
      if (this.hasExtends) {
        this.line('extendedTwice();')
        throw unreachable
      }
      this.line('if(parent!==undefined)extendedTwice();')
    }
    const template = this.value(node.template, frame)
    this.line(`parent=extend(context,program(environment.getTemplate(${template},templateName)));`)
    if (frame.rootlevel) this.hasExtends = true
    this.extendsCount++
  }

  private include(node: Include, frame: Frame): void {
    this.mark(node)
    const template = this.temporary()
    const name = this.value(node.template, frame)
    const find = node.ignoreMissing ? 'findTemplate' : 'environment.getOrSelectTemplate'
    this.line(`${template}=${find}(${name},templateName);`)
    if (node.ignoreMissing) this.line(`if(${template}!==undefined){`)
    if (node.withContext) {
      const locals = this.locals(frame)
      this.emitUnit(
        `program(${template}).root(${template}.includeContext(context,${locals}))`,
        frame,
      )
    } else {
      this.emit(frame, `${this.awaited()}moduleBody(${template})`)
    }
    if (node.ignoreMissing) this.line('}')
  }

  private awaited(): string {
    return this.mode.async ? 'await ' : ''
  }

  private imported(node: Import | FromImport, frame: Frame): string {
    const template = `environment.getTemplate(${this.value(node.template, frame)},templateName)`
    const source = node.withContext
      ? `importModule(${template},context,${this.locals(frame)})`
      : `defaultModule(${template},context)`
    return this.mode.async ? `(await ${source})` : source
  }

  private import(node: Import, frame: Frame): void {
    this.mark(node)
    const ref = this.declare(frame.symbols.ref(node.target))
    this.line(`${ref}=${this.imported(node, frame)};`)
    if (frame.toplevel) this.line(`context.setImported(${literal(node.target)},${ref});`)
  }

  private fromImport(node: FromImport, frame: Frame): void {
    this.mark(node)
    const module = this.temporary()
    this.line(`${module}=${this.imported(node, frame)};`)
    for (const [name, alias] of node.names) {
      const ref = this.declare(frame.symbols.ref(alias))
      this.line(`${ref}=exported(${module},${literal(name)},${node.lineno});`)
      if (frame.toplevel) this.line(`context.setImported(${literal(alias)},${ref});`)
    }
  }

  private macro(node: Macro, frame: Frame): void {
    const ref = this.declare(frame.symbols.ref(node.name))
    this.line(`${ref}=${this.macroSource(node, node.name, frame)};`)
    if (frame.toplevel) {
      this.line(`context.set(${literal(node.name)},${ref},${!node.name.startsWith('_')});`)
    }
  }

  macroSource(node: Macro | CallBlock, name: string, frame: Frame): string {
    const inner = frame.inner()
    inner.loopRef = undefined
    inner.inLoop = false
    inner.outputCheck = false
    inner.symbols.analyze([...node.parameters, ...node.defaults, ...node.body])
    const names = node.parameters.map((parameter) => parameter.name)
    const special = this.specialParameters(node, names, inner.symbols)
    const parameters = [...names.map((parameter) => inner.symbols.ref(parameter)), ...special.refs]
    const source = this.function(parameters, () => {
      inner.buffer = 'out'
      this.declare("out=''")
      this.enter(inner)
      this.defaults(node, inner)
      this.body(node.body, inner)
      this.line('return out;')
    })
    const uses = special.uses.map((use) => literal(use)).join(',')
    const info = this.helper(
      'm',
      (id) =>
        `const ${id}=new MacroInfo(${literal(name)},[${names.map(literal).join(',')}],[${uses}],${this.mode.async});`,
    )
    return `makeMacro(${info},${source},context)`
  }

  private specialParameters(
    node: Macro | CallBlock,
    names: readonly string[],
    symbols: Symbols,
  ): { uses: string[]; refs: string[] } {
    const undeclared = findUndeclared(node.body, ['caller', 'kwargs', 'varargs'])
    const uses: string[] = []
    const refs: string[] = []
    for (const word of ['caller', 'kwargs', 'varargs']) {
      if (!undeclared.has(word)) continue
      const place = names.indexOf(word)
      if (place < 0) refs.push(symbols.declareParameter(word))
      else if (word !== 'caller') continue
      else if (place < names.length - node.defaults.length) {
        this.fail('The parameter "caller" of a macro needs a default, or leave it out.', node)
      }
      uses.push(word)
    }
    return { uses, refs }
  }

  private defaults(node: Signature, frame: Frame): void {
    const refs = node.parameters.map((parameter) => frame.symbols.ref(parameter.name))
    const first = node.parameters.length - node.defaults.length
    this.withUndeclared(refs, (open) => {
      refs.forEach((ref, index) => {
        const name = literal(node.parameters[index].name)
        const value =
          index < first ? `notGiven(${name})` : this.value(node.defaults[index - first], frame)
        this.line(`if(${ref}===undefined)${ref}=${value};`)
        open.delete(ref)
      })
    })
  }

  private for(node: For, frame: Frame): void {
    const loop = frame.inner()
    loop.loopFrame = true
    loop.inLoop = true
    loop.loopRef = undefined
    const isExtended = this.isExtended(node)
    if (isExtended) loop.loopRef = loop.symbols.declareParameter('loop')
    loop.symbols.analyzeLoop(node)
    this.checkLoopVariable(node)
    this.mark(node)
    const filter = node.test === undefined ? undefined : this.loopFilter(node, frame)
    if (!node.recursive) {
      const iterable = this.value(node.iterable, frame)
      this.loop(node, {
        frame,
        loop,
        iterable: filter === undefined ? iterable : `${filter}(${iterable})`,
      })
      return
    }
    this.recursiveLoop(node, frame, loop, filter)
  }

  private isExtended(node: For): boolean {
    let hasScoped = false
    eachNode([node], (child) => {
      hasScoped ||= child.kind === 'Block' && child.scoped
      return true
    })
    return node.recursive || hasScoped || findUndeclared(node.body, ['loop']).has('loop')
  }

  private checkLoopVariable(node: For): void {
    eachNode([node], (child) => {
      if (child.kind === 'Name' && child.use === 'store' && child.name === 'loop') {
        this.fail('Nothing can be assigned to "loop" inside a loop.', child)
      }
      return true
    })
  }

  private loopFilter(node: For, frame: Frame): string {
    const test = frame.inner()
    const condition = node.test
    if (condition === undefined) return ''
    test.symbols.declareTarget(node.target)
    test.symbols.analyze([condition])
    const name = this.temporary()
    const source = this.function(
      ['items'],
      () => {
        this.enter(test)
        this.mark(condition)
        this.line(`for${this.mode.async ? ' await' : ''}(const item of ${this.iterated('items')}){`)
        this.assign(node.target, '(item??null)', test)
        this.mark(condition)
        this.line(`if(${this.condition(condition, test)})yield item;`)
        this.line('}')
      },
      true,
    )
    this.line(`${name}=${source};`)
    return name
  }

  private iterated(source: string): string {
    return `${this.mode.async ? 'iterateAsync' : 'iterate'}(${source})`
  }

  private recursiveLoop(node: For, frame: Frame, loop: Frame, filter: string | undefined): void {
    const render = this.temporary()
    const source = this.function(['items', 'render', 'depth'], () => {
      loop.buffer = 'out'
      this.declare("out=''")
      this.mark(node)
      const outer = frame.inner()
      outer.symbols = frame.symbols
      outer.buffer = 'out'
      const iterable = filter === undefined ? 'items' : `${filter}(items)`
      this.loop(node, { frame: outer, loop, iterable })
      this.line(`return ${this.buffered(loop)};`)
    })
    this.line(`${render}=${source};`)
    this.mark(node)
    const iterable = this.value(node.iterable, frame)
    this.emit(frame, `text(${this.awaited()}${render}(${iterable},${render},0))`)
  }

  private loop(node: For, place: { frame: Frame; loop: Frame; iterable: string }): void {
    const { frame, loop } = place
    const item = this.unique('i')
    const indicator = node.otherwise.length > 0 ? this.temporary() : undefined
    if (indicator !== undefined) this.line(`${indicator}=true;`)
    const isStored = (name: string | undefined) =>
      name === undefined || loop.symbols.stores.has(name)
    this.enter(loop, (name) => !isStored(name))
    if (loop.loopRef !== undefined) {
      const list = this.mode.async ? `await collect(${place.iterable})` : place.iterable
      const recursion = node.recursive ? ',render,depth' : ''
      this.line(`${this.declare(loop.loopRef)}=new LoopContext(${list},environment${recursion});`)
      this.line(`while(${loop.loopRef}.advance()){const ${item}=${loop.loopRef}.current;`)
    } else {
      this.line(
        `for${this.mode.async ? ' await' : ''}(const ${item} of ${this.iterated(place.iterable)}){`,
      )
    }
    this.assign(node.target, `(${item}??null)`, loop)
    this.enter(loop, isStored)
    const reset = this.reserve()
    this.body(node.body, loop)
    const { name } = loop.frameVariables
    if (name !== undefined) reset(`${name}=undefined;`)
    if (indicator !== undefined) this.line(`${indicator}=false;`)
    this.line('}')
    this.leave(loop)
    if (indicator === undefined) return
    this.line(`if(${indicator}){`)
    const other = frame.inner()
    other.buffer = loop.buffer
    other.symbols.analyze(node.otherwise)
    this.enter(other)
    this.body(node.otherwise, other)
    this.leave(other)
    this.line('}')
  }
}
