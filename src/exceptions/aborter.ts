import { didYouMean, LookupError } from '../errors.ts'
import { Markup } from '../markup.ts'
import { Response } from '../response/response.ts'
import * as exceptions from './index.ts'
import { HTTPException, type HTTPExceptionOptions } from './index.ts'

/** A class of HTTP errors. */
export type HTTPExceptionClass =
  | typeof HTTPException
  | (abstract new (
      ...args: never[]
    ) => HTTPException)

/** Classes of HTTP errors by status code. */
export type ErrorClasses = Readonly<Record<number, HTTPExceptionClass>>

const notRaised: ReadonlySet<unknown> = new Set([
  exceptions.BadRequestKeyError,
  exceptions.SecurityError,
  exceptions.ClientDisconnected,
])

/** The class of each status code. Werkzeug's `default_exceptions`. */
export const defaultExceptions: Readonly<Record<number, typeof HTTPException>> = byCode()

function byCode(): Record<number, typeof HTTPException> {
  const mapping: Record<number, typeof HTTPException> = Object.create(null)
  for (const value of Object.values(exceptions)) {
    const kind = value as typeof HTTPException
    if (typeof kind === 'function' && kind.code !== undefined && !notRaised.has(kind))
      mapping[kind.code] = kind
  }
  return mapping
}

/** Throws the HTTP error of a code. Werkzeug's `Aborter`; add to `mapping` in a subclass. */
export class Aborter {
  /** The class of each status code. */
  readonly mapping: Record<number, HTTPExceptionClass>

  /**
   * @param mapping The classes by status code; all that there are unless given.
   * @param extra More of them, by place or as the option `extra`.
   */
  constructor(
    mapping?: ErrorClasses | { extra: ErrorClasses } | null,
    extra?: ErrorClasses | null,
  ) {
    const isOption = mapping != null && 'extra' in mapping
    const base = isOption ? null : mapping
    const more = isOption ? mapping.extra : extra
    this.mapping = Object.assign(Object.create(null), base ?? defaultExceptions, more)
  }

  /**
   * Throws.
   *
   * @param code A status code, or a response that is sent as it is.
   * @param args What the class of the code takes.
   * @throws LookupError When no class has that code.
   */
  abort(code: number | Response, ...args: unknown[]): never {
    if (code instanceof Response) throw new HTTPException(undefined, { response: code })
    const kind = this.mapping[code]
    if (kind === undefined) {
      throw new LookupError(
        `No HTTP error has the code "${code}".${didYouMean(String(code), Object.keys(this.mapping))} ` +
          'Use abort(makeResponse(body, status)) for an answer of your own.',
      )
    }
    throw new (kind as new (...args: unknown[]) => HTTPException)(...placed(kind, args))
  }
}

// abort(code, description) puts the description first; two classes have it in another place.
function placed(kind: HTTPExceptionClass, args: unknown[]): unknown[] {
  const [first, ...rest] = args
  if (typeof first !== 'string' && !(first instanceof Markup)) return args
  if (isOrExtends(kind, exceptions.MethodNotAllowed)) return [undefined, first, ...rest]
  if (isOrExtends(kind, exceptions.RequestedRangeNotSatisfiable))
    return [undefined, undefined, first, ...rest]
  return args
}

function isOrExtends(kind: unknown, base: { prototype: object }): boolean {
  return (
    kind === base ||
    Object.prototype.isPrototypeOf.call(base.prototype, (kind as { prototype: object }).prototype)
  )
}

/** What `abort` takes by name: what the classes of errors take. */
export type AbortOptions = HTTPExceptionOptions & Record<string, unknown>
