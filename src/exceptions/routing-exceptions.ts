import type { Request } from '../request/request.ts'
import { redirectResponse } from '../response/redirect.ts'
import type { Response } from '../response/response.ts'
import { MapAdapter } from '../routing/adapter.ts'
import { HTTPException, MethodNotAllowed, NotFound } from './index.ts'

/** Says that another address is the right one. Error handlers do not see it. Werkzeug's `RoutingException`. */
export class RoutingException extends HTTPException {}

/** Sends the client to the address as the rule writes it. Werkzeug's `RequestRedirect`. */
export class RequestRedirect extends RoutingException {
  static override code: number = 308
  /** Where to. */
  readonly newUrl: string

  constructor(newUrl: string) {
    super()
    this.newUrl = newUrl
  }

  override getResponse(_request?: Request): Response {
    return redirectResponse(this.newUrl, this.code ?? 308)
  }
}

MapAdapter.errorOf = (outcome) => {
  if (outcome.kind === 'redirect') return new RequestRedirect(outcome.url)
  return outcome.kind === 'not-found' ? new NotFound() : new MethodNotAllowed(outcome.methods)
}
