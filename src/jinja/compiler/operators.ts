import type { Arguments } from '../parser/nodes.ts'

const binaryFunctions = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
} as const

/** Gives the source of an operation; a sandbox may want to work it out itself. */
export function operation(
  environment: object,
  operator: string,
  [left, right]: readonly [left: string, right?: string],
): string {
  const { interceptedBinops, interceptedUnops } = environment as Intercepting
  if (right === undefined) {
    if (interceptedUnops?.has(operator))
      return `environment.callUnop(context,"${operator}",${left})`
    return `${operator === '-' ? 'neg' : 'pos'}(${left})`
  }
  if (interceptedBinops?.has(operator))
    return `environment.callBinop(context,"${operator}",${left},${right})`
  return `${binaryFunctions[operator as keyof typeof binaryFunctions]}(${left},${right})`
}

/** What a sandbox says of operators. */
interface Intercepting {
  interceptedBinops?: ReadonlySet<string>
  interceptedUnops?: ReadonlySet<string>
}

export const compareFunctions = {
  '==': 'eq',
  '!=': '!eq',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  in: 'within',
  'not in': '!within',
} as const

export const loopFields = new Set(
  'index index0 revindex revindex0 first last length depth depth0 previtem nextitem'.split(' '),
)

export const passed = {
  context: 'context',
  environment: 'environment',
  evalContext: 'context.evalCtx',
} as const

/** Tells whether a call has no arguments by name. */
export function noKeywords(args: Arguments): boolean {
  return args.keywords.length === 0 && args.spreadKeywords === undefined
}
