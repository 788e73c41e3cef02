export { Aborter, defaultExceptions } from './aborter.ts'
export { App } from './app.ts'
export type { AppOptions } from './app-options.ts'
export type { Root } from './app-root.ts'
export type { TemplateEngine } from './app-templates.ts'
export { Blueprint } from './blueprint.ts'
export type { BlueprintOptions, RegisterOptions } from './blueprint-options.ts'
export { BlueprintSetupState } from './blueprint-setup-state.ts'
export type { Awaitable } from './chain.ts'
export type { TimeLike } from './clock.ts'
export { Config } from './config.ts'
export type { ConfigKeys, Secret } from './config-keys.ts'
export type { Context } from './context.ts'
export type { CookieOptions } from './cookies.ts'
export type { DurationLike } from './duration.ts'
export { AttributeError, KeyError, LookupError, RuntimeError, ValueError } from './errors.ts'
export {
  earlyHints,
  eventStream,
  type ServerSentEvent,
  type ServerSentEventSource,
} from './event-stream.ts'
export * from './exceptions.ts'
export { FileStorage } from './file-storage.ts'
export { flash, getFlashedMessages } from './flash.ts'
export * from './globals.ts'
export {
  abort,
  afterThisRequest,
  copyCurrentRequestContext,
  hasAppContext,
  hasRequestContext,
  jsonify,
  makeResponse,
  redirect,
  streamWithContext,
  urlFor,
} from './helpers.ts'
export { Accept, CharsetAccept, LanguageAccept, MIMEAccept } from './http/accept.ts'
export { Authorization } from './http/authorization.ts'
export { RequestCacheControl, ResponseCacheControl } from './http/cache-control.ts'
export { ContentSecurityPolicy } from './http/csp.ts'
export { ETags } from './http/etags.ts'
export { HeaderSet } from './http/header-set.ts'
export { Headers, type HeadersInit } from './http/headers.ts'
export { ContentRange, IfRange, Range } from './http/ranges.ts'
export { UserAgent } from './http/user-agent.ts'
export { WWWAuthenticate } from './http/www-authenticate.ts'
export { DefaultJSONProvider } from './json.ts'
export { json } from './json-functions.ts'
export { escape, Markup } from './markup.ts'
export { CombinedMultiDict, ImmutableMultiDict, MultiDict } from './multidict.ts'
export { float, int } from './numbers.ts'
export { Request } from './request.ts'
export { Response } from './response.ts'
export type { Body, BodyPart } from './response-body.ts'
export type * from './route-types.ts'
export type { ResponseReturnValue as Result } from './route-types.ts'
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
export { RequestRedirect, RoutingException } from './routing-exceptions.ts'
export { Scaffold } from './scaffold.ts'
export { type SendFileOptions, sendFile, sendFromDirectory } from './send-file.ts'
export type { CreateServerOptions, Listener } from './server.ts'
export { SessionInterface } from './sessions/interface.ts'
export { SecureCookieSessionInterface } from './sessions/secure-cookie.ts'
export { NullSession, SecureCookieSession, SessionMixin } from './sessions/session.ts'
export * from './signals.ts'
export { JSONTag, TaggedJSONSerializer } from './tagged-json.ts'
export {
  getTemplateAttribute,
  renderTemplate,
  renderTemplateString,
  streamTemplate,
  streamTemplateString,
} from './templating.ts'
export type { TestClient, TestResponse } from './testing/index.ts'
export { Tuple } from './tuple.ts'
export { UUID } from './uuid.ts'
export { MethodView, View } from './views.ts'
