import type { App } from '../app.ts'
import {
  BadRequest,
  HTTPException,
  RequestHeaderFieldsTooLarge,
  RequestURITooLarge,
} from '../exceptions/index.ts'
import { RequestRedirect, WebsocketMismatch } from '../exceptions/routing-exceptions.ts'
import { isHost } from '../request/host.ts'
import { type Incoming, knownOf } from '../request/incoming.ts'
import type { Request } from '../request/request.ts'
import { wantsWebSocket } from '../request/websocket.ts'
import { MapAdapter } from '../routing/adapter.ts'
import type { RouteOutcome } from '../routing/adapter-options.ts'
import type { RouteSettings, Rule } from '../routing/rule.ts'

/** Finds the rule of a request; what goes wrong is noted on the request, and thrown where the view would be called. */
export function matchRequest(app: App, request: Request): void {
  const failure = request.incoming.front?.failure
  if (failure !== undefined) {
    request.routingException = failure as HTTPException
    return
  }
  try {
    checkHead(app, request)
    if (app.hasOwnUrlAdapter) follow(app, request, app.createUrlAdapter(request).find())
    else if (app.urlMap.hasWebSockets) findByAdapter(app, request, app.createUrlAdapter(request))
    else findRule(app, request)
  } catch (error) {
    if (!(error instanceof HTTPException)) throw error
    request.routingException = error
  }
}

function findRule(app: App, request: Request): void {
  const adapter = app.matchesByDomain ? app.createUrlAdapter(request) : undefined
  const outcome = app.urlMap.match(pathOf(request), request.method, adapter?.domain ?? '')
  if (outcome.kind === 'match' && outcome.rule.direct) adopt(request, outcome.rule, outcome.args)
  else if (outcome.kind === 'not-found' || outcome.kind === 'method-not-allowed')
    follow(app, request, outcome)
  else findByAdapter(app, request, adapter ?? app.createUrlAdapter(request))
}

function findByAdapter(app: App, request: Request, adapter: MapAdapter): void {
  follow(app, request, adapter.find(pathOf(request), request.method))
}

function follow(app: App, request: Request, outcome: RouteOutcome): void {
  if (outcome.kind === 'match') adopt(request, outcome.rule, outcome.args)
  else if (outcome.kind !== 'redirect') throw MapAdapter.errorOf(outcome)
  else
    throw new RequestRedirect(
      app.config.RELATIVE_REDIRECTS ? relative(outcome.url, request) : outcome.url,
    )
}

// A mount without a slash behind it is no path yet: it redirects to the one with the slash.
function pathOf(request: Request): string {
  return request.incoming.front?.atRoot ? '' : request.path
}

// A client's Host must not decide where a redirect of the router goes.
function relative(url: string, request: Request): string {
  const base = request.hostUrl.replace(/\/$/, '')
  return url.startsWith(`${base}/`) ? url.slice(base.length) : url
}

function adopt(request: Request, rule: Rule, args: Record<string, unknown>): void {
  const { incoming } = request
  if (knownOf(incoming).upgrade !== undefined && !rule.websocket) refuseWebSocket(incoming)
  request.urlRule = rule
  request.viewArgs = args
  if (rule.settings !== undefined) applySettings(request, rule.settings)
}

function applySettings(request: Request, settings: RouteSettings): void {
  if (settings.stream) request.streamed = true
  if (settings.maxContentLength !== undefined) request.maxContentLength = settings.maxContentLength
  if (settings.maxFormMemorySize !== undefined)
    request.maxFormMemorySize = settings.maxFormMemorySize
  if (settings.maxFormParts !== undefined) request.maxFormParts = settings.maxFormParts
}

function refuseWebSocket({ rawHeaders }: Incoming): void {
  if (wantsWebSocket(rawHeaders)) throw new WebsocketMismatch()
}

function checkHead(app: App, request: Request): void {
  const { target, rawHeaders } = request.incoming
  const { config } = app
  if (request.badTarget) throw new BadRequest('The request target is none.')
  if (config.STRICT_TARGET && hasStrayPercent(target)) {
    throw new BadRequest('The request target has a percent sign that begins no escape.')
  }
  const { MAX_URL_LENGTH: longest, MAX_HEADERS: most } = config
  if (longest !== null && target.length > longest) throw new RequestURITooLarge()
  if (most !== null && rawHeaders.length > most * 2) throw new RequestHeaderFieldsTooLarge()
  const trusted = request.trustedHosts
  if (trusted !== null && trusted !== undefined) void request.host
  else if (config.STRICT_HOST) checkHost(request)
}

let lastHost = ''

function checkHost(request: Request): void {
  const { incoming } = request
  // A target in absolute form names the host itself.
  if (incoming.target.charCodeAt(0) !== 47) void request.host
  const { host } = knownOf(incoming)
  if (host === undefined || host === lastHost) return
  if (!isHost(host)) throw new BadRequest('The Host header does not name a host.')
  lastHost = host
}

/** Gives the methods that the address of a request takes. */
export function allowedMethodsOf(app: App, request: Request): string[] {
  const adapter = app.createUrlAdapter(request)
  return adapter.allowedMethods(pathOf(request))
}

function hasStrayPercent(target: string): boolean {
  return target.includes('%') && /^[^?]*%(?![\da-f]{2})/i.test(target)
}
