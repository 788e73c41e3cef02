import { chain, isPromise } from '../chain.ts'
import type { Request } from '../request/request.ts'
import type { Response } from '../response/response.ts'
import { appContextPopped, appContextTearingDown, requestTearingDown } from '../signals.ts'
import { logError } from './logging.ts'
import type { AfterRequestCallable, TeardownCallable } from './route-types.ts'
import { type BeforeHook, checked } from './scaffold.ts'
import { AppTemplates } from './templates.ts'

/** The names of the scopes whose functions apply to a request, in both orders. */
export interface Scopes {
  key: string
  /** The app, then the blueprints from the outer to the inner. */
  outerFirst: readonly string[]
  /** The blueprints from the inner to the outer, then the app. */
  innerFirst: readonly string[]
}

const appOnly: Scopes = { key: '', outerFirst: [''], innerFirst: [''] }

/** Which hooks run for a request, in Flask's order: found once for each blueprint. */
export abstract class AppHooks extends AppTemplates {
  readonly #scopes = new Map<string, Scopes>()
  readonly #beforeHooks = new Map<string, readonly BeforeHook[]>()
  readonly #afterHooks = new Map<string, readonly AfterRequestCallable[]>()
  /** Functions at the end of each app context. */
  readonly teardownAppContextFuncs: TeardownCallable[] = []

  /** Registers a function that runs at the end of each app context. Flask's `teardown_appcontext`. */
  teardownAppContext<F extends TeardownCallable>(fn: F, _context?: unknown): F {
    this.checkSetup('teardownAppContext')
    this.teardownAppContextFuncs.push(checked(fn, 'teardownAppContext'))
    return fn
  }

  /** Whether anything waits for the end of a request. */
  get hasRequestTeardown(): boolean {
    for (const _scope in this.teardownRequestFuncs) return true
    return requestTearingDown.active
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

  /** Gives the scopes whose functions apply to a request. */
  scopesOf(request: Request): Scopes {
    const { endpoint } = request
    if (endpoint === undefined || !endpoint.includes('.')) return appOnly
    let scopes = this.#scopes.get(endpoint)
    if (scopes === undefined) {
      const inner = request.blueprints
      scopes =
        inner.length === 0
          ? appOnly
          : { key: inner[0], outerFirst: ['', ...inner.toReversed()], innerFirst: [...inner, ''] }
      this.#scopes.set(endpoint, scopes)
    }
    return scopes
  }

  /** Gives the hooks before the view, in order. */
  beforeHooksOf(scopes: Scopes): readonly BeforeHook[] {
    let hooks = this.#beforeHooks.get(scopes.key)
    if (hooks === undefined) {
      hooks = scopes.outerFirst.flatMap((scope) => this.beforeRequestFuncs[scope] ?? [])
      this.#beforeHooks.set(scopes.key, hooks)
    }
    return hooks
  }

  /** Gives the hooks after the view, in order. */
  afterHooksOf(scopes: Scopes): readonly AfterRequestCallable[] {
    let hooks = this.#afterHooks.get(scopes.key)
    if (hooks === undefined) {
      hooks = scopes.innerFirst.flatMap((scope) =>
        [...(this.afterRequestFuncs[scope] ?? [])].reverse(),
      )
      this.#afterHooks.set(scopes.key, hooks)
    }
    return hooks
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
