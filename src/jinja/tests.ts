import { Markup } from '../markup.ts'
import { isFloat } from '../python/float.ts'
import { hasHtml } from '../python/protocol.ts'
import { str } from '../python/repr.ts'
import { Undefined } from './runtime/undefined.ts'
import type { Callable, EnvironmentLike } from './types.ts'
import { mod } from './values/arithmetic.ts'
import { passEnvironment } from './values/call.ts'
import { hashable, isMapping } from './values/dict.ts'
import { iterate } from './values/slice.ts'
import { table } from './values/table.ts'
import { textMethods } from './values/text-methods.ts'
import { compare, contains, equals, length } from './values/truth.ts'
import { View } from './values/view.ts'

type Env = EnvironmentLike
type Binary = [string, (left: unknown, right: unknown) => boolean]

const PAIR = 'value other'
const equal: Binary = [PAIR, equals]
const unequal: Binary = [PAIR, (left, right) => !equals(left, right)]
const greater: Binary = [PAIR, (left, right) => compare('>', left, right)]
const greaterOrEqual: Binary = [PAIR, (left, right) => compare('>=', left, right)]
const less: Binary = [PAIR, (left, right) => compare('<', left, right)]
const lessOrEqual: Binary = [PAIR, (left, right) => compare('<=', left, right)]

function isInteger(value: unknown): boolean {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))
}

function isSequence(value: unknown): boolean {
  if (value instanceof Set || value instanceof View) return false
  try {
    length(value)
    return true
  } catch {
    return false
  }
}

function isIterable(value: unknown): boolean {
  if (value instanceof Undefined) value[Symbol.iterator]()
  try {
    iterate(value)
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

function isCallable(value: unknown): boolean {
  if (typeof value === 'function') return true
  if (value instanceof Undefined) return true
  return typeof (value as { __call__?: unknown } | null | undefined)?.__call__ === 'function'
}

function sameAs(left: unknown, right: unknown): boolean {
  return (left ?? null) === (right ?? null)
}

function textTest(name: 'islower' | 'isupper'): (value: unknown) => boolean {
  const method = textMethods[name] as (text: string) => boolean
  return (value) => method(str(value))
}

function isIn(table: Record<string, Callable>, name: unknown): boolean {
  const key = hashable(name)
  return typeof key === 'string' && Object.hasOwn(table, key)
}

/** Jinja's builtin tests by their names. */
export const defaultTests: Record<string, Callable> = Object.assign(
  table({
    odd: ['value', (value: unknown) => equals(mod(value, 2), 1)],
    even: ['value', (value: unknown) => equals(mod(value, 2), 0)],
    divisibleby: ['value num', (value: unknown, by: unknown) => equals(mod(value, by), 0)],
    defined: ['value', (value: unknown) => !(value instanceof Undefined)],
    undefined: ['value', (value: unknown) => value instanceof Undefined],
    none: ['value', (value: unknown) => value === null || value === undefined],
    boolean: ['value', (value: unknown) => typeof value === 'boolean'],
    false: ['value', (value: unknown) => value === false],
    true: ['value', (value: unknown) => value === true],
    integer: ['value', isInteger],
    float: ['value', isFloat],
    lower: ['value', textTest('islower')],
    upper: ['value', textTest('isupper')],
    string: ['value', (value: unknown) => typeof value === 'string' || value instanceof Markup],
    mapping: ['value', isMapping],
    number: [
      'value',
      (value: unknown) => isInteger(value) || isFloat(value) || typeof value === 'boolean',
    ],
    sequence: ['value', isSequence],
    iterable: ['value', isIterable],
    callable: ['value', isCallable],
    sameas: [PAIR, sameAs],
    escaped: ['value', hasHtml],
    in: ['value seq', contains],
    '==': equal,
    eq: equal,
    equalto: equal,
    '!=': unequal,
    ne: unequal,
    '>': greater,
    gt: greater,
    greaterthan: greater,
    '>=': greaterOrEqual,
    ge: greaterOrEqual,
    '<': less,
    lt: less,
    lessthan: less,
    '<=': lessOrEqual,
    le: lessOrEqual,
  }),
  tableOfNames(),
)

function tableOfNames(): Record<string, Callable> {
  const tests = table({
    filter: ['env value', (env: Env, value: unknown) => isIn(env.filters, value)],
    test: ['env value', (env: Env, value: unknown) => isIn(env.tests, value)],
  })
  for (const test of Object.values(tests)) passEnvironment(test)
  return tests
}
