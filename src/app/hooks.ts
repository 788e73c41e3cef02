import type { Context } from '../context/context.ts'
import type { Request } from '../request/request.ts'
import type { Response } from '../response/response.ts'
import type {
  AfterRequestCallable,
  BeforeRequestCallable,
  TeardownCallable,
  URLValuePreprocessorCallable,
} from './route-types.ts'
import type { BeforeHook } from './scaffold.ts'
import { AppTemplates } from './templates.ts'

/** The functions around the requests of one blueprint, or of none, in the order in which they run. */
export interface RequestHooks {
  readonly preprocessors: readonly URLValuePreprocessorCallable[]
  readonly before: readonly BeforeHook[]
  readonly after: readonly AfterRequestCallable[]
  readonly teardown: readonly TeardownCallable[]
}

/** Which hooks run for a request, in Flask's order: found once for each blueprint. */
export abstract class AppHooks extends AppTemplates {
  readonly #blueprintHooks = new Map<string | undefined, RequestHooks>()
  // The name of an endpoint's blueprint would have to be looked for in it each time.
  readonly #endpointHooks = new Map<string | undefined, RequestHooks>()

  /** Gives the functions around the request of a context. */
  hooksOf(ctx: Context): RequestHooks {
    ctx.hooks ??= this.#hooksOf(ctx.request)
    return ctx.hooks
  }

  #hooksOf(request: Request): RequestHooks {
    // A context by hand may come before the last registration.
    if (!this.started) return this.#collectHooks(request.blueprints)
    return this.#endpointHooks.get(request.endpoint) ?? this.#findHooks(request)
  }

  #findHooks({ endpoint, blueprint, blueprints }: Request): RequestHooks {
    const hooks = this.#blueprintHooks.get(blueprint) ?? this.#collectHooks(blueprints)
    this.#blueprintHooks.set(blueprint, hooks)
    this.#endpointHooks.set(endpoint, hooks)
    return hooks
  }

  // Before the view the app comes first and the inner blueprint last; behind it all is the other way round.
  #collectHooks(blueprints: readonly string[]): RequestHooks {
    const innerFirst = [...blueprints, '']
    const outerFirst = innerFirst.toReversed()
    const backwards = <T>(functions: Readonly<Record<string, T[]>>): T[] =>
      innerFirst.flatMap((scope) => functions[scope]?.toReversed() ?? [])
    return {
      preprocessors: outerFirst.flatMap((scope) => this.urlValuePreprocessors[scope] ?? []),
      before: outerFirst.flatMap((scope) => this.beforeRequestFuncs[scope] ?? []).map(asHook),
      after: backwards(this.afterRequestFuncs),
      teardown: backwards(this.teardownRequestFuncs),
    }
  }

  /** Refuses what a hook after the view must not return. */
  checkAfter(response: unknown, fn: object): Response {
    if (response instanceof Object && 'statusCode' in response) return response as Response
    const name = (fn as { name?: string }).name || 'anonymous'
    throw new TypeError(
      `The afterRequest function "${name}" returned ${response === undefined ? 'undefined' : typeof response}: it must return the response. Did you forget return?`,
    )
  }
}

// A function that was put into the list by hand is as one that was registered without options.
function asHook(hook: BeforeHook | BeforeRequestCallable): BeforeHook {
  return typeof hook === 'function' ? { fn: hook, body: true } : hook
}
