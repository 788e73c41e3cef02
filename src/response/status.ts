import { chain, isPromise } from '../chain.ts'
import { ValueError } from '../errors.ts'
import { isOneLine } from '../http/header-list.ts'
import type { HeadersInit } from '../http/headers.ts'
import { statusText } from '../http/status.ts'
import { ResponseHead } from './head.ts'

/** What `new Response` takes by name; a superset of the platform's `ResponseInit`. */
export interface ResponseInit {
  /** A number, or a text such as `'404 Not Here'`. 200 unless given. */
  status?: number | string | null
  headers?: HeadersInit | null
  /** The media type; a charset is added to text types. `null` sends none. */
  mimetype?: string | null
  /** The whole Content-Type, in place of `mimetype`. */
  contentType?: string | null
  /** The body is passed on as it is, and cannot be changed by hooks. */
  directPassthrough?: boolean
}

/** What a 304 says nothing about (RFC 9110 section 15.4.5). */
export const entityHeaders: readonly string[] = [
  'Allow',
  'Content-Encoding',
  'Content-Language',
  'Content-Length',
  'Content-MD5',
  'Content-Range',
  'Content-Type',
  'Last-Modified',
]

/** How a response turned out, and who waits for its end. */
export abstract class ResponseStatus extends ResponseHead {
  #code = 200
  #reason: string | undefined
  #onClose: (() => unknown)[] | undefined
  #closed = false

  /** The status as a number. */
  get statusCode(): number {
    return this.#code
  }

  set statusCode(code: number) {
    this.status = code
  }

  /** The status as text: `404 NOT FOUND`. Set it with a number or a text. */
  get status(): string {
    return `${this.#code} ${this.#reason ?? statusText(this.#code).toUpperCase()}`
  }

  set status(given: string | number) {
    if (typeof given === 'number') {
      if (!Number.isInteger(given)) throw new TypeError(`A status is a whole number, not ${given}.`)
      this.#code = given
      this.#reason = undefined
    } else this.#readStatus(given)
  }

  #readStatus(given: string): void {
    if (typeof given !== 'string') throw new TypeError('A status is a number or a text.')
    const status = given.trim()
    if (status === '')
      throw new ValueError('The status is empty. Give a number or a text like "404 Not Found".')
    if (!isOneLine(status))
      throw new ValueError(
        `The status ${JSON.stringify(status)} has a line break or a null character.`,
      )
    const space = status.indexOf(' ')
    const digits = space < 0 ? status : status.slice(0, space)
    if (!/^[+-]?\d+$/.test(digits)) {
      this.#code = 0
      this.#reason = status
      return
    }
    this.#code = Number(digits)
    this.#reason = space < 0 ? undefined : status.slice(space + 1)
  }

  /** The text of the status if the application chose its own. */
  get reason(): string | undefined {
    return this.#reason
  }

  /** Registers a function that is called when the response has been sent or given up; gives it back. */
  callOnClose<F extends () => unknown>(fn: F): F {
    this.#onClose ??= []
    this.#onClose.push(fn)
    return fn
  }

  /** Whether something is waiting for the end of this response. */
  get hasCloseFunctions(): boolean {
    return this.#onClose !== undefined
  }

  /**
   * Ends the response: calls the functions of `callOnClose`, all of them, and then throws what the
   * first of them threw. Gives a promise when one of them is async.
   */
  close(): void | Promise<void> {
    if (this.#closed) return undefined
    this.#closed = true
    const results = (this.#onClose ?? []).map((fn) => chain(undefined, fn, failed))
    if (results.some(isPromise)) return Promise.all(results).then(throwFirst)
    throwFirst(results)
    return undefined
  }

  /** Takes over the status and the waiting functions of another response. */
  protected adoptFate(other: ResponseStatus): void {
    this.#code = other.#code
    this.#reason = other.#reason
    this.#onClose = other.#onClose
  }
}

class Failure {
  readonly error: unknown

  constructor(error: unknown) {
    this.error = error
  }
}

function failed(error: unknown): Failure {
  return new Failure(error)
}

function throwFirst(results: readonly unknown[]): void {
  const failure = results.find((result) => result instanceof Failure)
  if (failure !== undefined) throw failure.error
}
