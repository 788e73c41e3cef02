import { rangeError } from './conditional.ts'
import { type DurationLike, toSeconds } from './duration.ts'
import { KeyError, LookupError } from './errors.ts'
import type { WWWAuthenticate } from './http/authorization.ts'
import { httpDate } from './http/dates.ts'
import { statusText } from './http/status.ts'
import { escape as escaped } from './markup.ts'
import { repr } from './python/repr.ts'
import type { Request } from './request.ts'
import { Response } from './response.ts'

/** What every HTTP error takes by name. */
export interface HTTPExceptionOptions {
  /** The text of the error page, in place of the class's own. */
  description?: string | null
  /** A finished response that is sent in place of the error page. */
  response?: Response | null
}

type Described<O> = string | null | undefined | O

/** An error that is an answer: thrown anywhere in a request, it becomes a response. Werkzeug's `HTTPException`. */
export class HTTPException extends Error {
  /** The status code of the class; set it in a subclass. */
  static code: number | undefined
  /** The text of the error page of the class; set it in a subclass. */
  static description: string | undefined

  /** The status code. */
  code: number | undefined
  /** The text of the error page. */
  description: string | undefined
  /** The finished response that is sent in place of the error page. */
  response: Response | undefined

  /**
   * @param description The text of the error page, or the options.
   * @param options The rest by name.
   */
  constructor(description?: Described<HTTPExceptionOptions>, options?: HTTPExceptionOptions) {
    super()
    const all =
      typeof description === 'object' ? { ...description, ...options } : { description, ...options }
    this.code = new.target.code
    this.description = all.description ?? new.target.description
    this.response = all.response ?? undefined
  }

  /** The name of the status: `Not Found`. */
  override get name(): string {
    return this.code === undefined ? 'Unknown Error' : statusText(this.code, 'Unknown Error')
  }

  override set name(name: string) {
    Object.defineProperty(this, 'name', { value: name, writable: true, configurable: true })
  }

  /** Code, name and description in one text: `404 Not Found: …`. */
  override get message(): string {
    return `${this.code ?? '???'} ${this.name}: ${this.description ?? 'None'}`
  }

  override set message(message: string) {
    Object.defineProperty(this, 'message', { value: message, writable: true, configurable: true })
  }

  override toString(): string {
    return this.message
  }

  /** Gives the description as it stands in the error page: HTML, escaped, in a paragraph. */
  getDescription(): string {
    return `<p>${escaped(this.description ?? '')
      .toString()
      .replaceAll('\n', '<br>')}</p>`
  }

  /** Gives the error page. */
  getBody(): string {
    return (
      `<!doctype html>\n<html lang=en>\n<title>${this.code} ${escaped(this.name)}</title>\n` +
      `<h1>${escaped(this.name)}</h1>\n${this.getDescription()}\n`
    )
  }

  /** Gives the headers of the error page, as pairs. */
  getHeaders(): [string, string][] {
    return [['Content-Type', 'text/html; charset=utf-8']]
  }

  /**
   * Gives the response of this error.
   *
   * @param request The request that it answers. A client that prefers JSON to HTML gets problem
   *   details (RFC 9457) when the app's `PROBLEM_DETAILS` is true.
   */
  getResponse(request?: Request): Response {
    if (this.response !== undefined) return this.response
    if (request !== undefined && prefersProblem(request)) return this.#problem()
    return new Response(this.getBody(), this.code, this.getHeaders())
  }

  #problem(): Response {
    const problem = {
      type: 'about:blank',
      title: this.name,
      status: this.code,
      detail: this.description,
    }
    const headers = this.getHeaders().filter(([name]) => name.toLowerCase() !== 'content-type')
    return new Response(JSON.stringify(problem), this.code, headers, {
      mimetype: 'application/problem+json',
    })
  }
}

function prefersProblem(request: Request): boolean {
  if (request.app?.config.PROBLEM_DETAILS !== true) return false
  const accept = request.acceptMimetypes
  if (!accept.provided) return false
  const json = Math.max(
    accept.quality('application/problem+json'),
    accept.quality('application/json'),
  )
  return json > accept.quality('text/html')
}

/** *400*: the request cannot be understood. */
export class BadRequest extends HTTPException {
  static override code: number = 400
  static override description: string = 'The server could not make sense of this request.'
}

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

  // It is a KeyError as well: errorHandler(KeyError) finds it.
  static readonly alsoKnownAs: readonly (new () => Error)[] = [KeyError, LookupError]
}

/** *400*: the Host header is not acceptable. */
export class SecurityError extends BadRequest {}

/** *400*: the client is gone. */
export class ClientDisconnected extends BadRequest {}

/** What `Unauthorized` takes by name. */
export interface UnauthorizedOptions extends HTTPExceptionOptions {
  /** What goes into `WWW-Authenticate`: one challenge or several. */
  wwwAuthenticate?: WWWAuthenticate | WWWAuthenticate[] | null
}

/** *401*: credentials are missing or wrong. */
export class Unauthorized extends HTTPException {
  static override code: number = 401
  static override description: string =
    'This address wants credentials that the request did not bring, or brought wrongly.'
  /** The challenges. */
  wwwAuthenticate: WWWAuthenticate[]

  constructor(description?: Described<UnauthorizedOptions>, options?: UnauthorizedOptions) {
    super(description, options)
    const given = (typeof description === 'object' ? description : options)?.wwwAuthenticate
    this.wwwAuthenticate = given === undefined || given === null ? [] : [given].flat()
  }

  override getHeaders(): [string, string][] {
    const challenges = this.wwwAuthenticate.map((challenge): [string, string] => [
      'WWW-Authenticate',
      challenge.toHeader(),
    ])
    return [...super.getHeaders(), ...challenges]
  }
}

/** *403*: not allowed for this client. */
export class Forbidden extends HTTPException {
  static override code: number = 403
  static override description: string = 'You are not allowed to see or do this.'
}

/** *404*: nothing is there. */
export class NotFound extends HTTPException {
  static override code: number = 404
  static override description: string =
    'There is nothing at this address. If it was typed by hand, please look for a slip of the finger, and then try once more.'
}

/** What `MethodNotAllowed` takes by name. */
export interface MethodNotAllowedOptions extends HTTPExceptionOptions {
  /** The methods that go into `Allow`. */
  validMethods?: Iterable<string> | null
}

/** *405*: the address does not take this method. */
export class MethodNotAllowed extends HTTPException {
  static override code: number = 405
  static override description: string = 'This address takes no requests with this method.'
  /** The methods that go into `Allow`. */
  validMethods: string[] | undefined

  constructor(
    validMethods?: Iterable<string> | null | MethodNotAllowedOptions,
    description?: Described<MethodNotAllowedOptions>,
    options?: MethodNotAllowedOptions,
  ) {
    const named = isIterable(validMethods) ? undefined : validMethods
    super(named?.description ?? description, { ...named, ...options })
    const later = typeof description === 'object' ? description : options
    const methods = isIterable(validMethods) ? validMethods : (named ?? later)?.validMethods
    this.validMethods = methods ? [...methods] : undefined
  }

  override getHeaders(): [string, string][] {
    if (!this.validMethods?.length) return super.getHeaders()
    return [...super.getHeaders(), ['Allow', this.validMethods.join(', ')]]
  }
}

function isIterable(value: unknown): value is Iterable<string> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

/** *406*: no answer in a form that the client accepts. */
export class NotAcceptable extends HTTPException {
  static override code: number = 406
  static override description: string = 'There is no answer in any of the forms that you accept.'
}

/** *408*: the request took too long to arrive. */
export class RequestTimeout extends HTTPException {
  static override code: number = 408
  static override description: string = 'The request took too long to arrive.'
}

/** *409*: the request conflicts with the state of the resource. */
export class Conflict extends HTTPException {
  static override code: number = 409
  static override description: string =
    'The request conflicts with how things are now; somebody may have changed them meanwhile.'
}

/** *410*: it was here and will not come back. */
export class Gone extends HTTPException {
  static override code: number = 410
  static override description: string = 'What was at this address is gone for good.'
}

/** *411*: a Content-Length is needed. */
export class LengthRequired extends HTTPException {
  static override code: number = 411
  static override description: string = 'A request like this needs a Content-Length header.'
}

/** *412*: a condition of the request does not hold. */
export class PreconditionFailed extends HTTPException {
  static override code: number = 412
  static override description: string = 'A condition that the request made does not hold.'
}

/** *413*: the request is too large. */
export class RequestEntityTooLarge extends HTTPException {
  static override code: number = 413
  static override description: string = 'The request is larger than the server takes.'
}

/** *414*: the address is too long. */
export class RequestURITooLarge extends HTTPException {
  static override code: number = 414
  static override description: string = 'The address is longer than the server takes.'
}

/** *415*: the type of the body is not taken here. */
export class UnsupportedMediaType extends HTTPException {
  static override code: number = 415
  static override description: string = 'The server does not take a body of this type here.'
}

/** What `RequestedRangeNotSatisfiable` takes by name. */
export interface RangeErrorOptions extends HTTPExceptionOptions {
  /** The complete length. */
  length?: number | null
  /** The unit, `bytes` unless given. */
  units?: string
}

/** *416*: the range lies outside. */
export class RequestedRangeNotSatisfiable extends HTTPException {
  static override code: number = 416
  static override description: string = 'The range that was asked for does not exist.'
  /** The complete length. */
  length: number | undefined
  /** The unit of `length`. */
  units: string

  constructor(
    length?: number | null | RangeErrorOptions,
    units = 'bytes',
    description?: Described<RangeErrorOptions>,
    options?: RangeErrorOptions,
  ) {
    const named = typeof length === 'object' && length !== null ? length : undefined
    super(named?.description ?? description, { ...named, ...options })
    this.length = (named ? named.length : (length as number | null | undefined)) ?? undefined
    this.units = named?.units ?? units
  }

  override getHeaders(): [string, string][] {
    if (this.length === undefined) return super.getHeaders()
    return [...super.getHeaders(), ['Content-Range', `${this.units} */${this.length}`]]
  }
}

// What is below cannot know this class, which needs the response.
rangeError.make = (length) => new RequestedRangeNotSatisfiable(length)

/** *417*: the `Expect` header cannot be met. */
export class ExpectationFailed extends HTTPException {
  static override code: number = 417
  static override description: string = 'The server cannot do what the Expect header wants.'
}

/** *418*: RFC 2324. */
export class ImATeapot extends HTTPException {
  static override code: number = 418
  static override description: string = 'I am a teapot and cannot make coffee.'
}

/** *421*: the request reached a server that does not answer for this host. */
export class MisdirectedRequest extends HTTPException {
  static override code: number = 421
  static override description: string = 'This server does not answer for that host.'
}

/** *422*: well-formed, and makes no sense. */
export class UnprocessableEntity extends HTTPException {
  static override code: number = 422
  static override description: string =
    'The request is well-formed, but its content makes no sense.'
}

/** *423*: the resource is locked. */
export class Locked extends HTTPException {
  static override code: number = 423
  static override description: string = 'This is locked.'
}

/** *424*: another action failed first. */
export class FailedDependency extends HTTPException {
  static override code: number = 424
  static override description: string = 'Something that this depends on failed.'
}

/** *428*: the request must be conditional. */
export class PreconditionRequired extends HTTPException {
  static override code: number = 428
  static override description: string =
    'This request must be conditional: send "If-Match" or "If-Unmodified-Since".'
}

/** What the errors that ask to come back later take by name. */
export interface RetryOptions extends HTTPExceptionOptions {
  /** When to try again: a moment or a duration. */
  retryAfter?: Date | DurationLike | null
}

class RetryException extends HTTPException {
  /** When to try again: a moment or a duration. */
  retryAfter: Date | DurationLike | undefined

  constructor(description?: Described<RetryOptions>, options?: RetryOptions) {
    super(description, options)
    this.retryAfter =
      (typeof description === 'object' ? description : options)?.retryAfter ?? undefined
  }

  override getHeaders(): [string, string][] {
    const when = this.retryAfter
    if (when === undefined) return super.getHeaders()
    const text = when instanceof Date ? httpDate(when) : String(Math.trunc(toSeconds(when)))
    return [...super.getHeaders(), ['Retry-After', text]]
  }
}

/** *429*: too many requests. */
export class TooManyRequests extends RetryException {
  static override code: number = 429
  static override description: string = 'There were too many requests; please try again later.'
}

/** *431*: the headers are too large. */
export class RequestHeaderFieldsTooLarge extends HTTPException {
  static override code: number = 431
  static override description: string =
    'The headers of the request are larger than the server takes.'
}

/** *451*: not available for legal reasons. */
export class UnavailableForLegalReasons extends HTTPException {
  static override code: number = 451
  static override description: string = 'This is not available for legal reasons.'
}

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
    const named = typeof description === 'object' ? description : options
    this.originalException = named?.originalException ?? undefined
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
