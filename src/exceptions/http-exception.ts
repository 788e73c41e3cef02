import { type RetryAfterLike, retryAfterText } from '../http/header-properties.ts'
import { statusText } from '../http/status.ts'
import { escape as escaped, Markup } from '../markup.ts'
import type { Request } from '../request/request.ts'
import { Response } from '../response/response.ts'

/** What every HTTP error takes by name. */
export interface HTTPExceptionOptions {
  /** The text of the error page, in place of the class's own; Markup is not escaped there. */
  description?: string | Markup | null
  /** A finished response that is sent in place of the error page. */
  response?: Response | null
}

/** A description, or the options. */
export type Described<O> = string | Markup | null | undefined | O

/** Gives all that was given by name: the options may stand in the place of the description. */
export function optionsOf<O extends HTTPExceptionOptions>(
  description: Described<O>,
  options?: O,
): Partial<O> {
  const isText = typeof description !== 'object' || description instanceof Markup
  const named = isText ? { description } : description
  return { ...named, ...options } as Partial<O>
}

/** An error that is an answer: thrown anywhere in a request, it becomes a response. Werkzeug's `HTTPException`. */
export class HTTPException extends Error {
  /** The status code of the class; set it in a subclass. */
  static code: number | undefined
  /** The text of the error page of the class; set it in a subclass. */
  static description: string | undefined

  /** The status code. */
  code: number | undefined
  /** The text of the error page; missing only where neither the class nor the error has one. */
  description: string
  /** The finished response that is sent in place of the error page. */
  response: Response | undefined

  /**
   * @param description The text of the error page, or the options.
   * @param options The rest by name.
   */
  constructor(description?: Described<HTTPExceptionOptions>, options?: HTTPExceptionOptions) {
    super()
    const all: HTTPExceptionOptions = optionsOf(description, options)
    this.code = new.target.code
    this.description = (all.description ?? new.target.description) as string
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
      `<!doctype html>\n<html lang=en>\n<title>${this.code ?? 'None'} ${escaped(this.name)}</title>\n` +
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

/** What the errors that ask to come back later take by name. */
export interface RetryOptions extends HTTPExceptionOptions {
  /** When to try again: a moment or a duration. */
  retryAfter?: RetryAfterLike | null
}

/** An HTTP error that says when to try again. */
export class RetryException extends HTTPException {
  /** When to try again: a moment or a duration. */
  retryAfter: RetryAfterLike | undefined

  constructor(description?: Described<RetryOptions>, options?: RetryOptions) {
    super(description, options)
    this.retryAfter = optionsOf(description, options).retryAfter ?? undefined
  }

  override getHeaders(): [string, string][] {
    const when = this.retryAfter
    if (when === undefined) return super.getHeaders()
    return [...super.getHeaders(), ['Retry-After', retryAfterText(when)]]
  }
}
