import type { Request } from '../request/request.ts'
import { redirectResponse } from '../response/redirect.ts'
import type { Response } from '../response/response.ts'
import { MapAdapter } from '../routing/adapter.ts'
import { BadRequest, HTTPException, MethodNotAllowed, NotFound } from './index.ts'

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

/** In debug: a redirect of the router would lose the form of a request. Flask's `FormDataRoutingRedirect`. */
export class FormDataRoutingRedirect extends Error {
  override name = 'FormDataRoutingRedirect'

  constructor(request: Request, { newUrl, code }: RequestRedirect) {
    const canonical = new URL(newUrl, request.url).href
    super(
      `A ${request.method} request came to "${request.url}", and the canonical URL is "${canonical}". A redirect ` +
        `with the code ${code} would lose its body: send the form to the canonical URL. This error is shown in debug only.`,
    )
  }
}

/** Throws that explanation where it fits. */
export function explainLostForm(request: Request): void {
  const { method, routingException: error } = request
  if (!(error instanceof RequestRedirect) || error.code === 307 || error.code === 308) return
  if (!['GET', 'HEAD', 'OPTIONS'].includes(method))
    throw new FormDataRoutingRedirect(request, error)
}

/** The address is one of WebSockets and the request is none, or the other way round. Werkzeug's `WebsocketMismatch`. */
export class WebsocketMismatch extends BadRequest {
  static override description = 'This address does not speak WebSocket, or nothing else.'
}

MapAdapter.errorOf = (outcome) => {
  if (outcome.kind === 'redirect') return new RequestRedirect(outcome.url)
  if (outcome.kind === 'method-not-allowed') return new MethodNotAllowed(outcome.methods)
  return outcome.kind === 'not-found' ? new NotFound() : new WebsocketMismatch()
}
