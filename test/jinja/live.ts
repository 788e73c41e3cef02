import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { defaultFilters } from '../../src/jinja/filters/index.ts'
import { defaultPolicies } from '../../src/jinja/policies.ts'
import { missing, Undefined } from '../../src/jinja/runtime/undefined.ts'
import { defaultTests } from '../../src/jinja/tests.ts'
import type { ContextLike, EnvironmentLike } from '../../src/jinja/types.ts'
import * as arithmetic from '../../src/jinja/values/arithmetic.ts'
import { callMethod, getItem } from '../../src/jinja/values/attribute.ts'
import { callFilter, callTest, Kwargs } from '../../src/jinja/values/call.ts'
import { Generated } from '../../src/jinja/values/generated.ts'
import { slice } from '../../src/jinja/values/slice.ts'
import { compare, contains, equals, length, truth } from '../../src/jinja/values/truth.ts'
import { Markup } from '../../src/markup.ts'
import { Float } from '../../src/python/float.ts'
import { repr, str } from '../../src/python/repr.ts'
import { Tuple } from '../../src/python/tuple.ts'

/** One question that Python and we answer. Values: `$t` tuple, `$m` Markup, `$f` float, `$u` undefined. */
export interface Case {
  kind: string
  name?: string
  value: unknown
  args?: unknown[]
  kwargs?: Record<string, unknown>
  autoescape?: boolean
}

export interface Answer {
  ok?: string
  error?: string
}

const environment: EnvironmentLike = {
  filters: defaultFilters,
  tests: defaultTests,
  policies: defaultPolicies,
  undefined: Undefined,
  newlineSequence: '\n',
}

const OPERATORS: Record<string, (left: unknown, right: unknown) => unknown> = {
  '+': arithmetic.add,
  '-': arithmetic.sub,
  '*': arithmetic.mul,
  '/': arithmetic.div,
  '//': arithmetic.floordiv,
  '%': arithmetic.mod,
  '**': arithmetic.pow,
  '<': (left, right) => compare('<', left, right),
  '<=': (left, right) => compare('<=', left, right),
  '>': (left, right) => compare('>', left, right),
  '>=': (left, right) => compare('>=', left, right),
  '==': equals,
  in: contains,
}

/** Asks Python all questions in one process; undefined when Jinja2 is not installed. */
export function askPython(cases: Case[]): Answer[] | undefined {
  const script = fileURLToPath(new URL('live.py', import.meta.url))
  const input = cases.map((one) => JSON.stringify(one)).join('\n')
  const run = spawnSync('python3', [script], { input, encoding: 'utf8', maxBuffer: 1e9 })
  if (run.error !== undefined || run.status !== 0) return undefined
  return run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer)
}

/** Gives our own answer to a question. */
export function ask(one: Case): Answer {
  try {
    const result = answer(one)
    return { ok: repr(result instanceof Generated ? Array.from(result) : result) }
  } catch (error) {
    return { error: (error as Error).constructor.name }
  }
}

function answer(one: Case): unknown {
  const evalCtx = { environment, autoescape: one.autoescape ?? true }
  const context: ContextLike = { environment, evalCtx }
  const args = (one.args ?? []).map(read)
  const named = Object.entries(one.kwargs ?? {}).map(([name, value]) => [name, read(value)])
  const kwargs = named.length === 0 ? undefined : new Kwargs(Object.fromEntries(named))
  const value = read(one.value)
  const name = one.name ?? ''
  if (one.kind === 'filter') return callFilter(context, name, value, args, kwargs)
  if (one.kind === 'test') return callTest(context, name, value, args, kwargs)
  if (one.kind === 'operator') return OPERATORS[name](value, args[0])
  if (one.kind === 'slice') return slice(value, args[0], args[1], args[2])
  if (one.kind === 'item') return getItem(environment, value, args[0])
  if (one.kind === 'method') {
    const result = callMethod(context, value, name, args, kwargs)
    return /^(append|extend|insert|sort|reverse|update|remove|clear)$/.test(name) ? value : result
  }
  return { str, repr, len: length, bool: truth }[one.kind as 'str']?.(value)
}

function read(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(read)
  if (typeof value !== 'object' || value === null) return value
  const tagged = value as { $t?: unknown[]; $m?: string; $f?: number; $u?: string }
  if (tagged.$t !== undefined) return Tuple.from(tagged.$t.map(read))
  if (tagged.$m !== undefined) return new Markup(tagged.$m)
  if (tagged.$f !== undefined) return new Float(tagged.$f)
  if (tagged.$u !== undefined) return new Undefined(undefined, missing, tagged.$u)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, read(item)]))
}
