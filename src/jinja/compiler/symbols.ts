import type { Expression, For, Node, Statement } from '../parser/nodes.ts'
import { eachChild, eachNode } from './walk.ts'

/** How a local variable gets its first value in a scope. */
export type Load =
  | { how: 'param' }
  | { how: 'resolve'; name: string }
  | { how: 'alias'; of: string }
  | { how: 'undefined' }

/** Gives each name of a template a number, so that no name gets into generated code. */
export class NameTable {
  private readonly numbers = new Map<string, number>()

  identifier(level: number, name: string): string {
    let number = this.numbers.get(name)
    if (number === undefined) {
      number = this.numbers.size
      this.numbers.set(name, number)
    }
    return `l_${level}_${number}`
  }
}

/**
 * The names of one scope: which local variable each is, where its value comes from, and which are
 * assigned. The branches of an `if` are layers over the scope that they stand in.
 */
export class Symbols {
  readonly refs = new Map<string, string>()
  readonly loads = new Map<string, Load>()
  readonly stores = new Set<string>()
  private readonly level: number
  private readonly names: NameTable
  readonly parent: Symbols | undefined
  private readonly under: Symbols | undefined

  constructor(names: NameTable, parent?: Symbols, under?: Symbols) {
    this.names = names
    this.parent = parent
    this.under = under
    this.level = under?.level ?? (parent === undefined ? 0 : parent.level + 1)
  }

  /** Gives an empty scope inside this one. */
  inner(): Symbols {
    return new Symbols(this.names, this)
  }

  private branch(): Symbols {
    return new Symbols(this.names, this.parent, this)
  }

  private define(name: string, load: Load | undefined): string {
    const identifier = this.names.identifier(this.level, name)
    this.refs.set(name, identifier)
    if (load !== undefined) this.loads.set(identifier, load)
    return identifier
  }

  private hasStore(name: string): boolean {
    return this.stores.has(name) || (this.under?.hasStore(name) ?? false)
  }

  private own(name: string): string | undefined {
    return this.refs.get(name) ?? this.under?.own(name)
  }

  find(name: string): string | undefined {
    return this.own(name) ?? this.parent?.find(name)
  }

  findLoad(identifier: string): Load | undefined {
    return (
      this.loads.get(identifier) ??
      this.under?.findLoad(identifier) ??
      this.parent?.findLoad(identifier)
    )
  }

  /** Gives the local variable of a name. */
  ref(name: string): string {
    return this.find(name) ?? this.define(name, { how: 'resolve', name })
  }

  declareParameter(name: string): string {
    this.stores.add(name)
    return this.define(name, { how: 'param' })
  }

  private store(name: string): void {
    this.stores.add(name)
    if (this.own(name) !== undefined) return
    const outer = this.parent?.find(name)
    this.define(name, outer === undefined ? { how: 'undefined' } : { how: 'alias', of: outer })
  }

  private load(name: string): void {
    if (this.find(name) === undefined) this.define(name, { how: 'resolve', name })
  }

  private merge(branches: readonly Symbols[]): void {
    const stored = new Set<string>()
    for (const branch of branches) {
      for (const name of branch.stores) if (!this.hasStore(name)) stored.add(name)
    }
    for (const branch of branches) {
      for (const [name, identifier] of branch.refs) this.refs.set(name, identifier)
      for (const [identifier, load] of branch.loads) this.loads.set(identifier, load)
      for (const name of branch.stores) this.stores.add(name)
    }
    for (const name of stored) {
      const outer = this.parent?.find(name)
      const load: Load =
        outer === undefined ? { how: 'resolve', name } : { how: 'alias', of: outer }
      this.loads.set(this.find(name) ?? '', load)
    }
  }

  /** Gives the assigned names that are visible here with their local variables. */
  visibleStores(): Map<string, string> {
    const result = new Map<string, string>()
    for (let scope: Symbols | undefined = this; scope !== undefined; scope = scope.parent) {
      for (const name of scope.stores) {
        if (!result.has(name)) result.set(name, this.find(name) ?? '')
      }
    }
    return result
  }

  /** Takes in what some statements of this scope use and assign. */
  analyze(nodes: readonly (Node | undefined)[]): void {
    for (const node of nodes) if (node !== undefined) this.visit(node)
  }

  /** Takes in the names of an assignment's left side as parameters of this scope. */
  declareTarget(target: Expression): void {
    eachNode([target], (node) => {
      if (node.kind === 'Name') this.declareParameter(node.name)
      return true
    })
  }

  /** Takes in a loop's target and body. */
  analyzeLoop(node: For): void {
    this.declareTarget(node.target)
    this.analyze(node.body)
  }

  private visit(node: Node): unknown {
    switch (node.kind) {
      case 'Name':
        if (node.use === 'param') this.declareParameter(node.name)
        else if (node.use === 'store') this.store(node.name)
        else this.load(node.name)
        return undefined
      case 'NamespaceReference':
        return this.load(node.name)
      case 'If':
        return this.visitIf(node.test, [node.body, node.branches, node.otherwise])
      case 'Macro':
        return this.store(node.name)
      case 'Import':
        this.visit(node.template)
        return this.store(node.target)
      case 'FromImport':
        this.visit(node.template)
        for (const [, alias] of node.names) this.store(alias)
        return undefined
      case 'Assign':
        this.visit(node.value)
        return this.visit(node.target)
      default:
        return this.visitScoped(node)
    }
  }

  private visitScoped(node: Node): unknown {
    switch (node.kind) {
      case 'For':
        return this.visit(node.iterable)
      case 'CallBlock':
        return this.visit(node.call)
      case 'FilterBlock':
        return this.visit(node.filter)
      case 'With':
        return this.analyze(node.values)
      case 'AssignBlock':
        return this.visit(node.target)
      case 'Autoescape':
      case 'Block':
        return undefined
      default:
        return eachChild(node, (child) => this.visit(child))
    }
  }

  private visitIf(test: Expression, bodies: readonly (readonly Statement[])[]): void {
    this.visit(test)
    this.merge(
      bodies.map((body) => {
        const branch = this.branch()
        branch.analyze(body)
        return branch
      }),
    )
  }
}

/**
 * Gives those of some names that statements read before they assign them.
 * @param nodes The statements.
 * @param names The names to look for.
 */
export function findUndeclared(nodes: readonly Node[], names: readonly string[]): Set<string> {
  const wanted = new Set(names)
  const found = new Set<string>()
  eachNode(nodes, (node) => {
    if (node.kind === 'Block') return false
    if (node.kind === 'Name' && wanted.has(node.name)) {
      if (node.use === 'load') found.add(node.name)
      else wanted.delete(node.name)
    }
    return wanted.size > found.size
  })
  return found
}
