import { logError } from '../app/logging.ts'
import { isPromise } from '../chain.ts'
import type { BodyPart } from '../response/body.ts'
import { type Context, requireContext, storage } from './context.ts'

/** What gives the pieces of a body one by one. */
export type Source<Piece = unknown> =
  | Iterable<Piece>
  | AsyncIterable<Piece>
  | Iterator<Piece>
  | AsyncIterator<Piece>

type Inner = Iterator<BodyPart> | AsyncIterator<BodyPart>
type Step = IteratorResult<BodyPart>

/**
 * Keeps the context of the request while a body is being sent: given an iterator, gives one that
 * runs in the context; given a function, gives a function that gives such an iterator. The
 * context ends once more, with its teardown functions, when the body was sent after the request.
 * Flask's `stream_with_context`.
 */
export function streamWithContext<F extends (...args: never[]) => Source>(fn: F): F
export function streamWithContext<T extends Source | ReadableStream>(source: T): T
export function streamWithContext(source: unknown): unknown {
  if (typeof source === 'function') {
    const make = source as (...given: unknown[]) => Source
    const wrapped = (...args: unknown[]): unknown => streamWithContext(make(...args))
    return Object.defineProperty(wrapped, 'name', { value: make.name, configurable: true })
  }
  const ctx = requireContext('streamWithContext')
  // Throws where there is no request.
  void ctx.request
  const isAsync = typeof source === 'object' && source !== null && Symbol.asyncIterator in source
  const stream = new ContextStream(ctx, source as Source)
  return isAsync ? new AsyncContextStream(stream) : new SyncContextStream(stream)
}

/** An iterator in a context, begun with its first piece and ended with its last. */
class ContextStream {
  readonly #ctx: Context
  readonly #source: Source
  #inner: Inner | undefined
  #again = false
  #done = false

  constructor(ctx: Context, source: Source) {
    this.#ctx = ctx
    this.#source = source
  }

  next(): Step | Promise<Step> {
    if (this.#done) return { done: true, value: undefined }
    return storage.run(this.#ctx, () => this.#step())
  }

  #step(): Step | Promise<Step> {
    try {
      this.#inner ??= this.#open()
      const step = this.#inner.next()
      if (!isPromise(step)) return this.#taken(step)
      return step.then(
        (taken) => this.#taken(taken),
        (error) => this.#failed(error),
      )
    } catch (error) {
      return this.#failed(error)
    }
  }

  #open(): Inner {
    const { app } = this.#ctx
    this.#again = this.#ctx.ended
    if (this.#again) app.beginContext(this.#ctx)
    const given = this.#source as unknown as Record<symbol, (() => Inner) | undefined>
    const open = given[Symbol.asyncIterator] ?? given[Symbol.iterator]
    return open === undefined ? (this.#source as Inner) : open.call(this.#source)
  }

  #taken(step: Step): Step {
    if (step.done) this.close()
    return step
  }

  #failed(error: unknown): never {
    this.close(error)
    throw error
  }

  /** Ends the source, as Python's `close` does whether it is exhausted or not, and the context. */
  close(error?: unknown): unknown {
    if (this.#done) return undefined
    this.#done = true
    return storage.run(this.#ctx, () => {
      const source = this.#inner ?? (this.#source as Partial<Inner>)
      const closing: unknown = error === undefined ? source.return?.() : undefined
      if (this.#again) this.#endContext(error)
      return closing
    })
  }

  #endContext(error: unknown): void {
    const { app } = this.#ctx
    const ending = app.endContext(this.#ctx, error)
    if (!isPromise(ending)) return
    ending.then(undefined, (problem) => {
      logError(app.logger, 'A teardown function failed after the body was sent', problem)
    })
  }
}

class SyncContextStream implements IterableIterator<BodyPart> {
  readonly #stream: ContextStream

  constructor(stream: ContextStream) {
    this.#stream = stream
  }

  next(): Step {
    return this.#stream.next() as Step
  }

  return(value?: unknown): Step {
    this.#stream.close()
    return { done: true, value }
  }

  [Symbol.iterator](): this {
    return this
  }
}

class AsyncContextStream implements AsyncIterableIterator<BodyPart> {
  readonly #stream: ContextStream

  constructor(stream: ContextStream) {
    this.#stream = stream
  }

  async next(): Promise<Step> {
    return this.#stream.next()
  }

  async return(value?: unknown): Promise<Step> {
    await this.#stream.close()
    return { done: true, value }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
