import type { Environment } from '../environment.ts'
import { passKind } from '../values/call.ts'
import { javascriptText } from '../values/javascript-text.ts'
import type { Context } from './context.ts'

/** Gives a value as `finalize` and `printAs` of an environment want it printed. */
export function finalized(environment: Environment, context: Context, value: unknown): unknown {
  const final = byFinalize(environment, context, value)
  return environment.printAs === 'javascript' ? javascriptText(final) : final
}

function byFinalize(environment: Environment, context: Context, value: unknown): unknown {
  const finalize = environment.finalize as ((...args: unknown[]) => unknown) | undefined
  if (finalize === undefined) return value
  const kind = passKind(finalize)
  if (kind === undefined) return finalize(value) ?? null
  const first =
    kind === 'context' ? context : kind === 'environment' ? environment : context.evalCtx
  return finalize(first, value) ?? null
}
