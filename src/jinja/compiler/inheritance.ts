import type { Block, Extends, FromImport, Import, Include } from '../parser/nodes.ts'
import { literal } from './code.ts'
import type { Frame } from './frame.ts'
import { LoopCompiler } from './loops.ts'

/** Thrown to skip what can never be reached. */
export const unreachable = Symbol('unreachable')

/** Writes blocks, and what brings in other templates. */
export abstract class InheritanceCompiler extends LoopCompiler {
  private extendsCount = 0

  protected emitUnit(call: string, frame: Frame): void {
    if (frame.buffer === undefined) this.line(`yield* ${call};`)
    else if (this.mode.stream) {
      this.line(`${frame.buffer}+=${this.mode.async ? 'await joinAsync' : 'join'}(${call});`)
    } else this.line(`${frame.buffer}+=${this.mode.async ? 'await ' : ''}${call};`)
  }

  protected block(node: Block, frame: Frame): void {
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

  protected locals(frame: Frame): string {
    const pairs = [...frame.symbols.visibleStores()]
    return `{${pairs.map(([name, identifier]) => `[${literal(name)}]:${identifier}`).join(',')}}`
  }

  protected extends(node: Extends, frame: Frame): void {
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

  protected include(node: Include, frame: Frame): void {
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

  private imported(node: Import | FromImport, frame: Frame): string {
    const template = `environment.getTemplate(${this.value(node.template, frame)},templateName)`
    const source = node.withContext
      ? `importModule(${template},context,${this.locals(frame)})`
      : `defaultModule(${template},context)`
    return this.mode.async ? `(await ${source})` : source
  }

  protected import(node: Import, frame: Frame): void {
    this.mark(node)
    const ref = this.declare(frame.symbols.ref(node.target))
    this.line(`${ref}=${this.imported(node, frame)};`)
    if (frame.toplevel) this.line(`context.setImported(${literal(node.target)},${ref});`)
  }

  protected fromImport(node: FromImport, frame: Frame): void {
    this.mark(node)
    const module = this.temporary()
    this.line(`${module}=${this.imported(node, frame)};`)
    for (const [name, alias] of node.names) {
      const ref = this.declare(frame.symbols.ref(alias))
      this.line(`${ref}=exported(${module},${literal(name)},${node.lineno});`)
      if (frame.toplevel) this.line(`context.setImported(${literal(alias)},${ref});`)
    }
  }
}
