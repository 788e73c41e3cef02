import type { Float } from '../../python/float.ts'
import type { Environment } from '../environment.ts'

/** What every node of a template's tree has: its line and its place in the source. */
interface Place {
  readonly lineno: number
  readonly offset: number
}

export type NameUse = 'load' | 'store' | 'param'

export interface Name extends Place {
  readonly kind: 'Name'
  name: string
  use: NameUse
}
export interface NamespaceReference extends Place {
  readonly kind: 'NamespaceReference'
  name: string
  attribute: string
}
export interface Constant extends Place {
  readonly kind: 'Constant'
  value: string | number | bigint | boolean | null | Float
}
export interface Sequence extends Place {
  readonly kind: 'Tuple' | 'List'
  items: Expression[]
}
export interface Dict extends Place {
  readonly kind: 'Dict'
  items: [Expression, Expression][]
}
export interface Binary extends Place {
  readonly kind: 'Binary'
  operator: '+' | '-' | '*' | '/' | '//' | '%' | '**'
  left: Expression
  right: Expression
}
export interface Logic extends Place {
  readonly kind: 'Logic'
  operator: 'and' | 'or'
  left: Expression
  right: Expression
}
export interface Unary extends Place {
  readonly kind: 'Unary'
  operator: '-' | '+' | 'not'
  operand: Expression
}
export interface Concat extends Place {
  readonly kind: 'Concat'
  parts: Expression[]
}
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in'
export interface Compare extends Place {
  readonly kind: 'Compare'
  first: Expression
  rest: [Comparison, Expression][]
}
export interface Conditional extends Place {
  readonly kind: 'Conditional'
  test: Expression
  value: Expression
  otherwise: Expression | undefined
}
export interface Attribute extends Place {
  readonly kind: 'Attribute'
  object: Expression
  name: string
}
export interface Item extends Place {
  readonly kind: 'Item'
  object: Expression
  key: Expression
}
export interface Slice extends Place {
  readonly kind: 'Slice'
  start: Expression | undefined
  stop: Expression | undefined
  step: Expression | undefined
}
export interface Arguments {
  positional: Expression[]
  keywords: [string, Expression][]
  spread: Expression | undefined
  spreadKeywords: Expression | undefined
}
export interface Call extends Place {
  readonly kind: 'Call'
  callee: Expression
  args: Arguments
}
export interface Filter extends Place {
  readonly kind: 'Filter'
  /** Undefined for the body of a filter block. */
  operand: Expression | undefined
  name: string
  args: Arguments
}
export interface Test extends Place {
  readonly kind: 'Test'
  operand: Expression
  name: string
  args: Arguments
}

export type Expression =
  | Name
  | NamespaceReference
  | Constant
  | Sequence
  | Dict
  | Binary
  | Logic
  | Unary
  | Concat
  | Compare
  | Conditional
  | Attribute
  | Item
  | Slice
  | Call
  | Filter
  | Test

/** What a name, a tuple of names or a namespace's attribute may be assigned to. */
export type Target = Expression

export interface Data extends Place {
  readonly kind: 'Data'
  text: string
}
export interface Output extends Place {
  readonly kind: 'Output'
  parts: (Data | Expression)[]
}
export interface For extends Place {
  readonly kind: 'For'
  target: Target
  iterable: Expression
  body: Statement[]
  otherwise: Statement[]
  test: Expression | undefined
  recursive: boolean
}
export interface If extends Place {
  readonly kind: 'If'
  test: Expression
  body: Statement[]
  branches: If[]
  otherwise: Statement[]
}
export interface Signature {
  parameters: Name[]
  defaults: Expression[]
  body: Statement[]
}
export interface Macro extends Place, Signature {
  readonly kind: 'Macro'
  name: string
}
export interface CallBlock extends Place, Signature {
  readonly kind: 'CallBlock'
  call: Call
}
export interface FilterBlock extends Place {
  readonly kind: 'FilterBlock'
  filter: Filter
  body: Statement[]
}
export interface With extends Place {
  readonly kind: 'With'
  targets: Target[]
  values: Expression[]
  body: Statement[]
}
export interface Block extends Place {
  readonly kind: 'Block'
  name: string
  scoped: boolean
  required: boolean
  body: Statement[]
}
export interface Extends extends Place {
  readonly kind: 'Extends'
  template: Expression
}
export interface Include extends Place {
  readonly kind: 'Include'
  template: Expression
  withContext: boolean
  ignoreMissing: boolean
}
export interface Import extends Place {
  readonly kind: 'Import'
  template: Expression
  target: string
  withContext: boolean
}
export interface FromImport extends Place {
  readonly kind: 'FromImport'
  template: Expression
  /** Each name with the one that it gets here. */
  names: [string, string][]
  withContext: boolean
}
export interface Assign extends Place {
  readonly kind: 'Assign'
  target: Target
  value: Expression
}
export interface AssignBlock extends Place {
  readonly kind: 'AssignBlock'
  target: Target
  filter: Filter | undefined
  body: Statement[]
}
export interface Autoescape extends Place {
  readonly kind: 'Autoescape'
  value: Expression
  body: Statement[]
}
export interface ExpressionStatement extends Place {
  readonly kind: 'ExpressionStatement'
  expression: Expression
}
export interface LoopControl extends Place {
  readonly kind: 'Break' | 'Continue'
}

export type Statement =
  | Output
  | For
  | If
  | Macro
  | CallBlock
  | FilterBlock
  | With
  | Block
  | Extends
  | Include
  | Import
  | FromImport
  | Assign
  | AssignBlock
  | Autoescape
  | ExpressionStatement
  | LoopControl

export type Node = Statement | Expression | Data

/** What a template was read into. */
export interface TemplateTree {
  readonly body: readonly Statement[]
  readonly environment: Environment
  readonly source: string
  readonly name: string | undefined
  readonly filename: string | undefined
}
