import { logError } from '../../app/logging.ts'
import type { App } from '../../app.ts'
import { type Awaitable, isPromise } from '../../chain.ts'
import { ServiceUnavailable } from '../../exceptions/index.ts'

/** Milliseconds within which an answer is no sign of a store in trouble, and is not counted. */
const QUICK = 200

/** What one request has spent on waiting for the store. */
export interface Patience {
  /** Milliseconds of slow answers. */
  spent: number
  /** What went wrong before: then the store is not asked again. */
  failure: SessionUnavailable | undefined
}

/** The store of the sessions failed. It stays a 503, whoever trips over it again in the same request. */
export class SessionUnavailable extends ServiceUnavailable {
  /** @param cause What the store said. */
  constructor(cause: unknown) {
    super('The session cannot be reached at the moment. Try again.', { retryAfter: 2 })
    this.cause = cause
  }
}

/** Gives the patience that a request begins with. */
export function freshPatience(): Patience {
  return { spent: 0, failure: undefined }
}

/** Asks a store, for no longer than a request may wait. */
export class Asker {
  readonly #limit: number

  /** @param limit Milliseconds that one request waits for slow answers altogether. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /**
   * Asks the store. A failure is a 503; what answers at once is given at once.
   *
   * @param app The app, for its log.
   * @param patience What the request has spent so far.
   * @param question Asks the store.
   */
  ask<T>(app: App, patience: Patience, question: () => Awaitable<T>): Awaitable<T> {
    if (patience.failure !== undefined) throw patience.failure
    let answer: Awaitable<T>
    try {
      answer = question()
    } catch (error) {
      throw fail(app, patience, error)
    }
    return isPromise(answer) ? this.#inTime(app, patience, answer) : answer
  }

  #inTime<T>(app: App, patience: Patience, answer: PromiseLike<T>): Promise<T> {
    const started = performance.now()
    const left = Math.max(1, Math.round(this.#limit - patience.spent))
    return new Promise((resolve, reject) => {
      let isOver = false
      const late = () => {
        if (isOver) return
        patience.spent += performance.now() - started
        const cause = new Error(`The session store gave no answer in ${left} ms.`)
        reject(fail(app, patience, cause))
      }
      // An answer that is there already counts: a busy process looks at its clock first.
      const timer = setTimeout(() => setImmediate(late), left)
      const stop = () => {
        isOver = true
        clearTimeout(timer)
        const took = performance.now() - started
        if (took > QUICK) patience.spent += took
      }
      answer.then(
        (value) => {
          stop()
          resolve(value)
        },
        (error) => {
          stop()
          // After the time is up the request has its answer, and the log its line.
          if (patience.failure === undefined) reject(fail(app, patience, error))
        },
      )
    })
  }
}

function fail(app: App, patience: Patience, cause: unknown): SessionUnavailable {
  logError(app.logger, 'The session store failed, so the request is answered with 503.', cause)
  patience.failure = new SessionUnavailable(cause)
  return patience.failure
}
