import {
  type Described,
  HTTPException,
  type HTTPExceptionOptions,
  optionsOf,
  RetryException,
} from './http-exception.ts'

/** What `InternalServerError` takes by name. */
export interface ServerErrorOptions extends HTTPExceptionOptions {
  /** What was thrown. */
  originalException?: unknown
}

/** *500*: the application failed. */
export class InternalServerError extends HTTPException {
  static override code: number = 500
  static override description: string =
    'Something went wrong on the server and the answer could not be made. Either it has more to do than it can handle, or there is an error in the application.'
  /** What was thrown, undefined when the error was raised by hand. */
  originalException: unknown

  constructor(description?: Described<ServerErrorOptions>, options?: ServerErrorOptions) {
    super(description, options)
    this.originalException = optionsOf(description, options).originalException ?? undefined
    if (this.originalException !== undefined) this.cause = this.originalException
  }
}

/** *501*: not built. */
export class NotImplemented extends HTTPException {
  static override code: number = 501
  static override description: string = 'The server cannot do this.'
}

/** *502*: the server behind this one answered badly. */
export class BadGateway extends HTTPException {
  static override code: number = 502
  static override description: string =
    'The server behind this one gave an answer that makes no sense.'
}

/** *503*: not available for the moment. */
export class ServiceUnavailable extends RetryException {
  static override code: number = 503
  static override description: string =
    'The server cannot answer for the moment; please try again later.'
}

/** *504*: the server behind this one did not answer in time. */
export class GatewayTimeout extends HTTPException {
  static override code: number = 504
  static override description: string = 'The server behind this one did not answer in time.'
}

/** *505*: this version of HTTP is not spoken here. */
export class HTTPVersionNotSupported extends HTTPException {
  static override code: number = 505
  static override description: string = 'The server does not speak this version of HTTP.'
}
