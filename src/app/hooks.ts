import { chain, isPromise } from '../chain.ts'
import type { Context } from '../context/context.ts'
import type { Request } from '../request/request.ts'
import type { Response } from '../response/response.ts'
import { appContextPopped, appContextTearingDown } from '../signals.ts'
import { logError } from './logging.ts'
import type {
  AfterRequestCallable,
  TeardownCallable,
  URLValuePreprocessorCallable,
} from './route-types.ts'
import { type BeforeHook, checked } from './scaffold.ts'
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
  /** Functions at the end of each app context. */
  readonly teardownAppContextFuncs: TeardownCallable[] = []

  /** Registers a function that runs at the end of each app context. Flask's `teardown_appcontext`. */
  teardownAppContext<F extends TeardownCallable>(fn: F, _context?: unknown): F {
    this.checkSetup('teardownAppContext')
    this.teardownAppContextFuncs.push(checked(fn, 'teardownAppContext'))
    return fn
  }

  /** Whether anything waits for the end of an app context. */
  get hasAppTeardown(): boolean {
    return (
      this.teardownAppContextFuncs.length > 0 ||
      appContextTearingDown.active ||
      appContextPopped.active
    )
  }

  /** Runs functions at the end; one that fails is logged, or ends it when `TEARDOWN_CONTINUE` is false. */
  tearDown(functions: readonly TeardownCallable[], error: unknown): void | Promise<void> {
    const failures: unknown[] = []
    const step = (index: number): void | Promise<void> => {
      for (let place = index; place < functions.length; place++) {
        const result = this.#tearDownOne(functions[place], error, failures)
        if (isPromise(result)) return Promise.resolve(result).then(() => step(place + 1))
      }
    }
    return chain(step(0), () => {
      if (failures.length > 0 && (this.testing || this.debug)) throw failures[0]
    })
  }

  /** Tells whether the functions at the end are not told of an error. Flask's `should_ignore_error`. */
  shouldIgnoreError(_error: unknown): boolean {
    return false
  }

  #tearDownOne(fn: TeardownCallable, error: unknown, failures: unknown[]): unknown {
    return chain(
      undefined,
      () => fn(error),
      (failure) => {
        if (!this.config.TEARDOWN_CONTINUE) throw failure
        logError(this.logger, 'A teardown function failed', failure)
        failures.push(failure)
      },
    )
  }

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
      before: outerFirst.flatMap((scope) => this.beforeRequestFuncs[scope] ?? []),
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
