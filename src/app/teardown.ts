import { chain, isPromise } from '../chain.ts'
import { type Context, requireContext } from '../context/context.ts'
import {
  appContextPopped,
  appContextPushed,
  appContextTearingDown,
  requestTearingDown,
} from '../signals.ts'
import { AppHooks } from './hooks.ts'
import { logError } from './logging.ts'
import type { TeardownCallable } from './route-types.ts'
import { checked } from './scaffold.ts'

/** How contexts begin and end. */
export abstract class AppTeardown extends AppHooks {
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

  /** Runs the functions at the end of a request. Flask's `do_teardown_request`. */
  doTeardownRequest(
    error?: unknown,
    ctx: Context = requireContext('request'),
  ): void | Promise<void> {
    const functions = this.hooksOf(ctx).teardown
    return chain(this.tearDown(functions, error), () => {
      if (requestTearingDown.active) requestTearingDown.send(this, { exc: error })
    })
  }

  /** Runs the functions at the end of an app context. Flask's `do_teardown_appcontext`. */
  doTeardownAppContext(error?: unknown): void | Promise<void> {
    return chain(this.tearDown([...this.teardownAppContextFuncs].reverse(), error), () => {
      if (appContextTearingDown.active) appContextTearingDown.send(this, { exc: error })
    })
  }

  /** Begins a context. */
  beginContext(ctx: Context): void {
    if (appContextPushed.active && !ctx.isInner) appContextPushed.send(this)
  }

  #tearsRequestDown(ctx: Context): boolean {
    return (
      requestTearingDown.active ||
      this.hooksOf(ctx).teardown.length > 0 ||
      this.doTeardownRequest !== AppTeardown.prototype.doTeardownRequest
    )
  }

  #tearsContextDown(): boolean {
    return (
      this.hasAppTeardown ||
      this.doTeardownAppContext !== AppTeardown.prototype.doTeardownAppContext
    )
  }

  /** Ends a context, in the order in which it was begun. */
  endContext(ctx: Context, error?: unknown): void | Promise<void> {
    ctx.ended = true
    const ofRequest = ctx.ownsRequest && this.#tearsRequestDown(ctx)
    const ofApp = !ctx.isInner && this.#tearsContextDown()
    return ofRequest || ofApp ? this.#tearDownContext(ctx, error, { ofRequest, ofApp }) : undefined
  }

  #tearDownContext(
    ctx: Context,
    error: unknown,
    { ofRequest, ofApp }: { ofRequest: boolean; ofApp: boolean },
  ): void | Promise<void> {
    const failures: unknown[] = []
    const ended = chain(
      undefined,
      () => (ofRequest ? this.doTeardownRequest(error, ctx) : undefined),
      (failure) => {
        failures.push(failure)
      },
    )
    return chain(
      chain(ended, () => (ofApp ? this.doTeardownAppContext(error) : undefined)),
      () => {
        if (ofApp && appContextPopped.active) appContextPopped.send(this)
        if (failures.length > 0) throw failures[0]
      },
    )
  }
}
