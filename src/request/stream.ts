import { AsyncLocalStorage } from 'node:async_hooks'
import { Readable } from 'node:stream'

/** What can go wrong with a body that is passed on as it comes. */
export interface StreamErrors {
  tooLarge(): Error
  tooSlow(): Error
  cut(): Error
}

/**
 * The unread body of a request: counted, no faster than it is read, and with the request's context
 * in every listener.
 */
export class RequestStream extends Readable {
  readonly #source: Readable
  readonly #enter = AsyncLocalStorage.snapshot()
  readonly #limit: number | null
  readonly #errors: StreamErrors
  #size = 0
  #idle: NodeJS.Timeout | undefined

  /**
   * @param source The transport's stream.
   * @param limit The largest number of bytes, or null.
   * @param idle How many milliseconds the client may pause, or undefined.
   * @param errors Makes the errors.
   */
  constructor(
    source: Readable,
    limit: number | null,
    idle: number | undefined,
    errors: StreamErrors,
  ) {
    super({ highWaterMark: 64 * 1024 })
    this.#source = source
    this.#limit = limit
    this.#errors = errors
    source.on('data', this.#onData).on('end', this.#onEnd)
    source.on('error', this.#onCut).on('close', this.#onCut)
    source.pause()
    // The client may have left before anybody listened.
    if (source.destroyed) process.nextTick(this.#onCut)
    if (idle !== undefined) this.#idle = setTimeout(() => this.#onIdle(), idle)
  }

  override _read(): void {
    this.#source.resume()
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    clearTimeout(this.#idle)
    const source = this.#source
    source.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onCut)
    if (!source.readableEnded) source.pause()
    callback(error)
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#idle?.refresh()
    this.#size += chunk.length
    this.#enter(() => {
      if (this.#limit !== null && this.#size > this.#limit) this.destroy(this.#errors.tooLarge())
      else if (!this.push(chunk)) this.#source.pause()
    })
  }

  readonly #onEnd = (): void => {
    clearTimeout(this.#idle)
    this.#enter(() => this.push(null))
  }

  readonly #onCut = (): void => {
    if (this.#source.readableEnded || this.destroyed) return
    this.#enter(() => this.destroy(this.#errors.cut()))
  }

  // A client that waits because nobody reads is not slow.
  #onIdle(): void {
    if (this.#source.isPaused()) this.#idle?.refresh()
    else this.#enter(() => this.destroy(this.#errors.tooSlow()))
  }
}
