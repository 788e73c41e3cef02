import type { Arguments, Expression, Node, Statement } from '../parser/nodes.ts'

type Visit = (node: Node) => void

/**
 * Calls a function for each node directly below a node, in the order of the source.
 * @param node Any node.
 * @param visit Called with each child.
 */
export function eachChild(node: Node, visit: Visit): void {
  const handler = children[node.kind] as ((node: Node, visit: Visit) => void) | undefined
  handler?.(node, visit)
}

/**
 * Calls a function for each node of some trees, parents first.
 * @param nodes The roots.
 * @param visit Called with each node; false keeps it from going below.
 */
export function eachNode(nodes: readonly Node[], visit: (node: Node) => boolean | undefined): void {
  const walk = (node: Node): void => {
    if (visit(node) !== false) eachChild(node, walk)
  }
  for (const node of nodes) walk(node)
}

type Children = {
  [Kind in Node['kind']]?: (node: Extract<Node, { kind: Kind }>, visit: Visit) => void
}

function optional(node: Expression | undefined, visit: Visit): void {
  if (node !== undefined) visit(node)
}

function argumentsOf(args: Arguments, visit: Visit): void {
  args.positional.forEach(visit)
  for (const [, value] of args.keywords) visit(value)
  optional(args.spread, visit)
  optional(args.spreadKeywords, visit)
}

function bodyOf(node: { body: Statement[] }, visit: Visit): void {
  node.body.forEach(visit)
}

const sequence = (node: { items: Expression[] }, visit: Visit) => node.items.forEach(visit)
const two = (node: { left: Expression; right: Expression }, visit: Visit) => {
  visit(node.left)
  visit(node.right)
}
const template = (node: { template: Expression }, visit: Visit) => visit(node.template)

const children: Children & Record<string, unknown> = {
  Tuple: sequence,
  List: sequence,
  Dict: (node, visit) => {
    for (const [key, value] of node.items) {
      visit(key)
      visit(value)
    }
  },
  Binary: two,
  Logic: two,
  Unary: (node, visit) => visit(node.operand),
  Concat: (node, visit) => node.parts.forEach(visit),
  Compare: (node, visit) => {
    visit(node.first)
    for (const [, operand] of node.rest) visit(operand)
  },
  Conditional: (node, visit) => {
    visit(node.test)
    visit(node.value)
    optional(node.otherwise, visit)
  },
  Attribute: (node, visit) => visit(node.object),
  Item: (node, visit) => {
    visit(node.object)
    visit(node.key)
  },
  Slice: (node, visit) => {
    optional(node.start, visit)
    optional(node.stop, visit)
    optional(node.step, visit)
  },
  Call: (node, visit) => {
    visit(node.callee)
    argumentsOf(node.args, visit)
  },
  Filter: (node, visit) => {
    optional(node.operand, visit)
    argumentsOf(node.args, visit)
  },
  Test: (node, visit) => {
    visit(node.operand)
    argumentsOf(node.args, visit)
  },
  Output: (node, visit) => node.parts.forEach(visit),
  For: (node, visit) => {
    visit(node.target)
    visit(node.iterable)
    bodyOf(node, visit)
    node.otherwise.forEach(visit)
    optional(node.test, visit)
  },
  If: (node, visit) => {
    visit(node.test)
    bodyOf(node, visit)
    node.branches.forEach(visit)
    node.otherwise.forEach(visit)
  },
  Macro: (node, visit) => {
    node.parameters.forEach(visit)
    node.defaults.forEach(visit)
    bodyOf(node, visit)
  },
  CallBlock: (node, visit) => {
    visit(node.call)
    node.parameters.forEach(visit)
    node.defaults.forEach(visit)
    bodyOf(node, visit)
  },
  FilterBlock: (node, visit) => {
    bodyOf(node, visit)
    visit(node.filter)
  },
  With: (node, visit) => {
    node.targets.forEach(visit)
    node.values.forEach(visit)
    bodyOf(node, visit)
  },
  Block: bodyOf,
  Extends: template,
  Include: template,
  Import: template,
  FromImport: template,
  Assign: (node, visit) => {
    visit(node.target)
    visit(node.value)
  },
  AssignBlock: (node, visit) => {
    visit(node.target)
    optional(node.filter, visit)
    bodyOf(node, visit)
  },
  Autoescape: (node, visit) => {
    visit(node.value)
    bodyOf(node, visit)
  },
  ExpressionStatement: (node, visit) => visit(node.expression),
}
