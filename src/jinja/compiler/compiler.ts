import type { Block, Statement } from '../parser/nodes.ts'
import { literal } from './code.ts'
import { Frame } from './frame.ts'
import { InheritanceCompiler, unreachable } from './inheritance.ts'
import { findUndeclared } from './symbols.ts'
import { eachNode } from './walk.ts'

/** Writes a whole template. */
export class Compiler extends InheritanceCompiler {
  private readonly blocks = new Map<string, Block>()

  body(nodes: readonly Statement[], frame: Frame): void {
    try {
      for (const node of nodes) this.statement(node, frame)
    } catch (error) {
      if (error !== unreachable) throw error
    }
  }

  private statement(node: Statement, frame: Frame): unknown {
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

  private otherStatement(node: Statement, frame: Frame): unknown {
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
        if (!this.mode.stream) this.declare(`out=${this.empty}`)
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
}
