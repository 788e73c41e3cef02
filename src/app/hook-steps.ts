import { isPromise } from '../chain.ts'
import { emptyBody } from '../request/body.ts'
import { loadBody } from '../request/body-reader.ts'
import type { Request } from '../request/request.ts'
import type { URLValuePreprocessorCallable } from './route-types.ts'
import { type BeforeHook, refusePromise } from './scaffold.ts'

/** Reads the body of a request that has a view; without a rule nobody will ask for it. */
export function readBody(request: Request): void | Promise<void> {
  if (request.routingException === undefined) return loadBody(request)
  request.loadedBody ??= emptyBody()
  return undefined
}

/** Runs hooks before the view from one on, the body being read before the first that wants it. */
export function runHooks(hooks: readonly BeforeHook[], start: number, request: Request): unknown {
  for (let index = start; index < hooks.length; index++) {
    const hook = hooks[index]
    if (hook.body && request.loadedBody === undefined) {
      const reading = readBody(request)
      if (isPromise(reading)) return runHooksAfter(reading, hooks, index, request)
    }
    const answer: unknown = hook.fn()
    if (isPromise(answer)) return runHooksAfter(answer, hooks, index + 1, request)
    if (answer !== undefined && answer !== null) return answer
  }
  return readBody(request)
}

function runHooksAfter(
  pending: PromiseLike<unknown>,
  hooks: readonly BeforeHook[],
  next: number,
  request: Request,
): PromiseLike<unknown> {
  return pending.then((answer) => answer ?? runHooks(hooks, next, request))
}

/** Shows the endpoint and the view arguments to the URL value preprocessors. */
export function runPreprocessors(
  preprocessors: readonly URLValuePreprocessorCallable[],
  request: Request,
): void {
  for (const fn of preprocessors) {
    refusePromise(fn(request.endpoint, request.viewArgs), 'urlValuePreprocessor')
  }
}
