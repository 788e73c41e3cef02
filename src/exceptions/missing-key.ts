import { KeyError, LookupError, missingKey } from '../errors.ts'
import { repr } from '../python/repr.ts'
import { BadRequest } from './client-errors.ts'
import type { Described, HTTPExceptionOptions } from './http-exception.ts'

/** *400*: the request lacks a key that the view asked for by brackets. Werkzeug's `BadRequestKeyError`. */
export class BadRequestKeyError extends BadRequest {
  /** The key that is missing. */
  readonly key: string | undefined
  /** Whether the description names the key: in debug and with `TRAP_BAD_REQUEST_ERRORS`. */
  showException = false

  constructor(
    key?: string,
    description?: Described<HTTPExceptionOptions>,
    options?: HTTPExceptionOptions,
  ) {
    super(description, options)
    this.key = key
    let text = this.description
    Object.defineProperty(this, 'description', {
      enumerable: true,
      configurable: true,
      get: () => (this.showException ? `${text}\nKeyError: ${repr(key ?? null)}` : text),
      set: (value: string) => {
        text = value
      },
    })
  }

  /** What Python's error was made with: the key. */
  get args(): readonly string[] {
    return this.key === undefined ? [] : [this.key]
  }

  // It is a KeyError as well: errorHandler(KeyError) finds it.
  static readonly alsoKnownAs: readonly (new () => Error)[] = [KeyError, LookupError]
}

// What is below cannot know this class, which needs the response.
missingKey.make = (key) => new BadRequestKeyError(key)
