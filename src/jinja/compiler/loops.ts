import type { For } from '../parser/nodes.ts'
import type { Frame } from './frame.ts'
import { MacroCompiler } from './macros.ts'
import { findUndeclared } from './symbols.ts'
import { eachNode } from './walk.ts'

/** Writes loops. */
export abstract class LoopCompiler extends MacroCompiler {
  protected for(node: For, frame: Frame): void {
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
      this.declare(`out=${this.empty}`)
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
    this.emit(frame, this.shown(`${this.awaited()}${render}(${iterable},${render},0)`))
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
    // Several names may fail to fit an item, after the body of the one before was at work.
    if (node.target.kind === 'Tuple') this.mark(node)
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

  protected awaited(): string {
    return this.mode.async ? 'await ' : ''
  }
}
