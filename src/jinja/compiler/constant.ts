import type { Environment } from '../environment.ts'
import type { Expression } from '../parser/nodes.ts'
import { passKind } from '../values/call.ts'
import { eachNode } from './walk.ts'

/** Tells whether Jinja2 works an expression out when it compiles: nothing in it can change. */
export function isConstant(node: Expression, environment: Environment): boolean {
  let constant = true
  eachNode([node], (part) => {
    if (part.kind === 'Name' || part.kind === 'Call') constant = false
    else if (part.kind === 'Filter' || part.kind === 'Test') {
      const table = part.kind === 'Filter' ? environment.filters : environment.tests
      const found = table[part.name]
      if (found === undefined || passKind(found) === 'context') constant = false
    }
    return constant
  })
  return constant
}
