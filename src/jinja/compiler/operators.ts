import type { Arguments } from '../nodes.ts'

export const binaryFunctions = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
} as const

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
