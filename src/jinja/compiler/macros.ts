import type { CallBlock, Macro, Signature } from '../parser/nodes.ts'
import { literal } from './code.ts'
import type { Frame } from './frame.ts'
import { StatementCompiler } from './statements.ts'
import { findUndeclared, type Symbols } from './symbols.ts'

/** Writes macros and the bodies of call blocks. */
export abstract class MacroCompiler extends StatementCompiler {
  protected macro(node: Macro, frame: Frame): void {
    const ref = this.declare(frame.symbols.ref(node.name))
    this.line(`${ref}=${this.macroSource(node, node.name, frame)};`)
    if (frame.toplevel) {
      this.line(`context.set(${literal(node.name)},${ref},${!node.name.startsWith('_')});`)
    }
  }
  macroSource(node: Macro | CallBlock, name: string | undefined, frame: Frame): string {
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
      this.declare(`out=${this.empty}`)
      this.enter(inner)
      this.defaults(node, inner)
      this.body(node.body, inner)
      this.line(`return ${this.content('out')};`)
    })
    const uses = special.uses.map((use) => literal(use)).join(',')
    const info = this.helper(
      'm',
      (id) =>
        `const ${id}=new MacroInfo(${name === undefined ? name : literal(name)},[${names.map(literal).join(',')}],[${uses}]);`,
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
}
