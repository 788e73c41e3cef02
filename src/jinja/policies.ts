import type { EvalContext } from './types.ts'

/** The settings that change what builtin filters do, by Jinja's names. */
export const defaultPolicies: Record<string, unknown> = Object.assign(Object.create(null), {
  'truncate.leeway': 5,
  'urlize.rel': 'noopener',
  'urlize.target': null,
  'urlize.extra_schemes': null,
  'json.dumps_function': null,
  'json.dumps_kwargs': { sortKeys: true },
  'ext.i18n.trimmed': false,
})

/** Gives a policy of the environment that a filter runs in. */
export function policy(evalCtx: EvalContext, name: string): unknown {
  return evalCtx.environment.policies[name]
}
