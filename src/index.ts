export { Blueprint } from './app/blueprint.ts'
export type { BlueprintOptions, RegisterOptions } from './app/blueprint-options.ts'
export { BlueprintSetupState } from './app/blueprint-setup-state.ts'
export type { AppOptions } from './app/options.ts'
export type { Root } from './app/root.ts'
export type * from './app/route-types.ts'
export type { ResponseReturnValue as Result } from './app/route-types.ts'
export { Scaffold } from './app/scaffold.ts'
export type { TemplateEngine } from './app/templates.ts'
export { MethodView, View } from './app/views.ts'
export { App } from './app.ts'
export type { Awaitable } from './chain.ts'
export type { TimeLike } from './clock.ts'
export { Config } from './config/config.ts'
export type { ConfigKeys, Secret } from './config/keys.ts'
export type { Context } from './context/context.ts'
export * from './context/globals.ts'
export { streamWithContext } from './context/stream.ts'
export type { DurationLike } from './duration.ts'
export { AttributeError, KeyError, LookupError, RuntimeError, ValueError } from './errors.ts'
export { Aborter, defaultExceptions } from './exceptions/aborter.ts'
export * from './exceptions/index.ts'
export {
  RequestRedirect,
  RoutingException,
  WebsocketMismatch,
} from './exceptions/routing-exceptions.ts'
export { flash, getFlashedMessages } from './flash.ts'
export {
  abort,
  afterThisRequest,
  copyCurrentRequestContext,
  hasAppContext,
  hasRequestContext,
  jsonify,
  makeResponse,
  redirect,
  urlFor,
} from './helpers.ts'
export { Accept, CharsetAccept, LanguageAccept, MIMEAccept } from './http/accept.ts'
export { Authorization } from './http/authorization.ts'
export { RequestCacheControl, ResponseCacheControl } from './http/cache-control.ts'
export type { CookieOptions } from './http/cookies.ts'
export { ContentSecurityPolicy } from './http/csp.ts'
export { ETags } from './http/etags.ts'
export { HeaderSet } from './http/header-set.ts'
export { Headers, type HeadersInit } from './http/headers.ts'
export { CombinedMultiDict, ImmutableMultiDict, MultiDict } from './http/multidict.ts'
export { ContentRange, IfRange, Range } from './http/ranges.ts'
export { UserAgent } from './http/user-agent.ts'
export { WWWAuthenticate } from './http/www-authenticate.ts'
export { json } from './json/functions.ts'
export { DefaultJSONProvider } from './json/provider.ts'
export { JSONTag, TaggedJSONSerializer } from './json/tagged.ts'
export { escape, Markup } from './markup.ts'
export { float, int } from './python/numbers.ts'
export { Tuple } from './python/tuple.ts'
export { UUID } from './python/uuid.ts'
export { FileStorage } from './request/file-storage.ts'
export { Request } from './request/request.ts'
export type { Body, BodyPart } from './response/body.ts'
export {
  earlyHints,
  eventStream,
  type ServerSentEvent,
  type ServerSentEventSource,
} from './response/event-stream.ts'
export { Response } from './response/response.ts'
export { type SendFileOptions, sendFile, sendFromDirectory } from './response/send-file.ts'
export { MapAdapter } from './routing/adapter.ts'
export { BuildError } from './routing/build-error.ts'
export {
  AnyConverter,
  BaseConverter,
  FloatConverter,
  IntegerConverter,
  PathConverter,
  UnicodeConverter,
  UUIDConverter,
  ValidationError,
} from './routing/converters.ts'
export {
  EndpointPrefix,
  RuleTemplate,
  RuleTemplateFactory,
  Subdomain,
  Submount,
} from './routing/factories.ts'
export { UrlMap } from './routing/map.ts'
export type { Converters, UrlValues, ViewArgs } from './routing/params.ts'
export type { RuleFactory, RuleOptions } from './routing/rule.ts'
export { Rule } from './routing/rule.ts'
export type { CreateServerOptions, Listener } from './server/server.ts'
export { SecureCookieSessionInterface } from './sessions/cookie/secure-cookie.ts'
export { SessionInterface } from './sessions/interface.ts'
export { NullSession, SecureCookieSession, SessionMixin } from './sessions/session.ts'
export * from './signals.ts'
export {
  getTemplateAttribute,
  renderTemplate,
  renderTemplateString,
  streamTemplate,
  streamTemplateString,
} from './templating/render.ts'
export type { TestClient, TestResponse } from './testing/index.ts'
