import { Compiler } from './compiler/compiler.ts'
import type { Frame } from './compiler/frame.ts'
import { eachNode } from './compiler/walk.ts'
import type { Expression, TemplateTree } from './parser/nodes.ts'

/** Writes code that nobody runs, and notes what it looks up. */
class TrackingCompiler extends Compiler {
  readonly lookedUp = new Set<string>()

  override enter(frame: Frame, only?: (name: string | undefined) => boolean): void {
    super.enter(frame, only)
    for (const load of frame.symbols.loads.values()) {
      if (load.how !== 'resolve' || load.name in this.environment.globals) continue
      this.lookedUp.add(load.name)
    }
  }
}

/**
 * Gives the variables that a template looks up, but for the globals of its environment; what may
 * only happen while it is rendered counts. Jinja's `meta.find_undeclared_variables`.
 * @param tree What `environment.parse` gives.
 */
export function findUndeclaredVariables(tree: TemplateTree): Set<string> {
  const compiler = new TrackingCompiler(tree, { async: false, stream: false })
  compiler.template(tree.body)
  return compiler.lookedUp
}

/**
 * Gives the names of the templates that a template extends, includes and imports; null for one that
 * only rendering can tell. Jinja's `meta.find_referenced_templates`.
 * @param tree What `environment.parse` gives.
 */
export function findReferencedTemplates(tree: TemplateTree): IterableIterator<string | null> {
  const found: (string | null)[] = []
  eachNode(tree.body, (node) => {
    const { kind } = node
    const refers =
      kind === 'Extends' || kind === 'Include' || kind === 'Import' || kind === 'FromImport'
    if (refers) found.push(...namesIn(node.template))
    return true
  })
  return found.values()
}

function namesIn(node: Expression): (string | null)[] {
  const isList = node.kind === 'Tuple' || node.kind === 'List'
  if (!isList)
    return [node.kind === 'Constant' && typeof node.value === 'string' ? node.value : null]
  return node.items.flatMap((item) => {
    if (item.kind !== 'Constant') return [null]
    return typeof item.value === 'string' ? [item.value] : []
  })
}
