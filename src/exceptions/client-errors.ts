import { WWWAuthenticate } from '../http/www-authenticate.ts'
import { rangeError } from '../response/conditional.ts'
import {
  type Described,
  HTTPException,
  type HTTPExceptionOptions,
  optionsOf,
  RetryException,
} from './http-exception.ts'

/** *400*: the request cannot be understood. */
export class BadRequest extends HTTPException {
  static override code: number = 400
  static override description: string = 'The server could not make sense of this request.'
}

/** *400*: the Host header is not acceptable. */
export class SecurityError extends BadRequest {}

/** *400*: the client is gone. */
export class ClientDisconnected extends BadRequest {}

/** What goes into `WWW-Authenticate`: a challenge, or its text, such as `Basic realm="x"`. */
type Challenge = WWWAuthenticate | string

/** What `Unauthorized` takes by name. */
export interface UnauthorizedOptions extends HTTPExceptionOptions {
  /** What goes into `WWW-Authenticate`: one challenge or several. */
  wwwAuthenticate?: Challenge | Challenge[] | null
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
    const { wwwAuthenticate } = optionsOf(description, options)
    this.wwwAuthenticate = [wwwAuthenticate ?? []].flat().flatMap(challengeOf)
  }

  override getHeaders(): [string, string][] {
    const challenges = this.wwwAuthenticate.map((challenge): [string, string] => [
      'WWW-Authenticate',
      challenge.toHeader(),
    ])
    return [...super.getHeaders(), ...challenges]
  }
}

function challengeOf(given: Challenge): WWWAuthenticate | [] {
  if (typeof given !== 'string') return given
  // A scheme alone would be read as one with an empty token.
  if (/^\S+$/.test(given)) return new WWWAuthenticate(given)
  return WWWAuthenticate.fromHeader(given) ?? []
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
  /** The methods that go into `Allow`; there is no such header without any. */
  validMethods: string[]

  constructor(
    validMethods?: Iterable<string> | null | MethodNotAllowedOptions,
    description?: Described<MethodNotAllowedOptions>,
    options?: MethodNotAllowedOptions,
  ) {
    const named = isIterable(validMethods) ? undefined : validMethods
    super(named?.description ?? description, { ...named, ...options })
    const later = optionsOf(description, options)
    const methods = isIterable(validMethods) ? validMethods : (named ?? later).validMethods
    this.validMethods = [...(methods ?? [])]
  }

  override getHeaders(): [string, string][] {
    if (this.validMethods.length === 0) return super.getHeaders()
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
    this.length = (typeof length === 'object' ? length?.length : length) ?? undefined
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
