import type * as errors from '../exceptions/index.ts'
import type { Response } from '../response/response.ts'
import type { MapAdapter } from '../routing/adapter.ts'
import type { Prefixed, UrlValues, ViewArgs } from '../routing/params.ts'
import type { RouteSettings } from '../routing/rule.ts'

type MaybePromise<T> = T | Promise<T> | PromiseLike<T>
// biome-ignore lint/suspicious/noConfusingVoidType: a hook without return is void
type Nothing = void | undefined | null
type Show<T> = { [K in keyof T]: T[K] } & {}

// Every function has this symbol: what says it never has it, is no function.
interface NotAFunction {
  readonly [Symbol.hasInstance]?: never
}

/** What a view may return, awaited: anything with a body in it; not a function, a number or nothing. */
export type ResponseValue = string | (object & NotAFunction & { then?: never })
/** What a view may return. */
export type ResponseReturnValue =
  | ResponseValue
  | Promise<ResponseValue>
  | PromiseLike<ResponseValue>
/** A view: takes the view arguments, gives an answer. */
export type RouteCallable<Args> = (args: Args) => ResponseReturnValue

/** What may stand on a view function, for the rules that it is registered for. */
export interface ViewSettings {
  /** The methods of the rule, when the rule names none. */
  methods?: Iterable<string> | undefined
  /** Methods that the rule takes besides. */
  requiredMethods?: Iterable<string> | undefined
  /** Whether OPTIONS is answered by itself. */
  provideAutomaticOptions?: boolean | undefined
}
/** Any view, as it is registered. */
export type View = ((args: never) => unknown) & ViewSettings
/** Any view, as it is kept: which arguments it takes is known to its rule alone. */
// biome-ignore lint/suspicious/noExplicitAny: whoever calls a view by its endpoint knows what it takes.
export type StoredView = ((args?: any) => any) & ViewSettings

/** The name of an HTTP method. */
export type HttpMethod =
  | 'GET'
  | 'HEAD'
  | 'POST'
  | 'PUT'
  | 'PATCH'
  | 'DELETE'
  | 'OPTIONS'
  | (string & {})

/** What a route takes by name. */
export interface RouteOptions<
  Defaults = {},
  Host extends string = string,
  Subdomain extends string = string,
> extends NotAFunction,
    RouteSettings {
  /** The endpoint; the view's name unless given. */
  endpoint?: string | null
  /** The methods; GET unless given. */
  methods?: Iterable<HttpMethod> | null
  /** Arguments that the rule does not name, and what optional ones are when they are left out. */
  defaults?: Defaults | null
  /** The host, with host matching; it may have arguments. */
  host?: Host | null
  /** The subdomain of SERVER_NAME; it may have arguments. */
  subdomain?: Subdomain | null
  /** Whether a branch and a leaf differ. */
  strictSlashes?: boolean | null
  /** Whether double slashes are merged. */
  mergeSlashes?: boolean | null
  /** Where requests are sent on to. */
  redirectTo?: string | ((adapter: MapAdapter, args: never) => string) | null
  /** Whether it is another address of an endpoint, and redirects to the first. */
  alias?: boolean
  /** Whether it only builds URLs. */
  buildOnly?: boolean
  /** Whether only WebSockets meet it; a URL that is built for it begins with ws: or wss:. */
  websocket?: boolean
  /** Whether OPTIONS is answered by itself. */
  provideAutomaticOptions?: boolean | null
  /** The view, for `addUrlRule`. */
  viewFunc?: View | null
}

declare const urlValues: unique symbol
/** Marks a view with the values that its URL needs; exists for the compiler only. */
export interface Linked<Values> {
  readonly [urlValues]?: Values
}

/** A view that knows its rule: what `route` gives back, and `urlFor` checks. */
export type RoutedView<
  Rule extends string,
  Defaults = {},
  Answer extends ResponseReturnValue = ResponseReturnValue,
  More = {},
> = ((...args: Arguments<ArgsOf<Rule, Defaults, More>>) => Answer) &
  Linked<{} extends More ? UrlValues<Rule, Defaults> : Show<UrlValues<Rule, Defaults> & More>>

// A view without arguments can be called without any.
type Arguments<Args> = {} extends Args ? [args?: Args] : [args: Args]

// Without more from a host or a prefix the rule's own type stands, for shorter messages.
type ArgsOf<Rule extends string, Defaults, More> = {} extends More
  ? ViewArgs<Rule, Defaults>
  : Show<ViewArgs<Rule, Defaults> & More>

type DomainArgs<Host extends string, Subdomain extends string> = string extends Host
  ? string extends Subdomain
    ? {}
    : ViewArgs<Subdomain>
  : ViewArgs<Host>

type More<Extra, Host extends string, Subdomain extends string> = {} extends Extra
  ? DomainArgs<Host, Subdomain>
  : Extra & DomainArgs<Host, Subdomain>

/** What `route` gives when it was given no view. */
export interface RouteDecorator<Rule extends string, Defaults, More = {}> {
  <Method extends RouteCallable<ArgsOf<Rule, Defaults, More>>>(
    method: Method,
    context: ClassMethodDecoratorContext,
  ): Method
  <Answer extends ResponseReturnValue>(
    view: (args: ArgsOf<Rule, Defaults, More>) => Answer,
  ): RoutedView<Rule, Defaults, Answer, More>
}

/**
 * `route`, `get`, `post`, … The last overload also names a view, so that a wrong view is told what
 * is wrong with it.
 */
export interface RouteMethod<Prefix extends string = '', Extra = {}> {
  <Rule extends string, Answer extends ResponseReturnValue>(
    rule: Rule,
    view: (args: ArgsOf<Prefixed<Prefix, Rule>, {}, Extra>) => Answer,
  ): RoutedView<Prefixed<Prefix, Rule>, {}, Answer, Extra>
  <
    Rule extends string,
    Answer extends ResponseReturnValue,
    Defaults extends object = {},
    Host extends string = string,
    Subdomain extends string = string,
  >(
    rule: Rule,
    options: RouteOptions<Defaults, Host, Subdomain>,
    view: (args: ArgsOf<Prefixed<Prefix, Rule>, Defaults, More<Extra, Host, Subdomain>>) => Answer,
  ): RoutedView<Prefixed<Prefix, Rule>, Defaults, Answer, More<Extra, Host, Subdomain>>
  <Rule extends string, Defaults extends object = {}>(
    rule: Rule,
    options?: RouteOptions<Defaults> | RouteCallable<ArgsOf<Prefixed<Prefix, Rule>, {}, Extra>>,
  ): RouteDecorator<Prefixed<Prefix, Rule>, Defaults, Extra>
}

type QueryItem = string | number | boolean | bigint | null | undefined
type QueryValue = QueryItem | readonly QueryItem[]
/** What `urlFor` takes among the values. */
export interface UrlForOptions {
  _anchor?: string | null
  _method?: string | null
  _scheme?: string | null
  _external?: boolean | null
}
type ValuesOf<E> = typeof urlValues extends keyof E
  ? E extends Linked<infer Values>
    ? Values
    : never
  : E extends (args: infer Args) => unknown
    ? unknown extends Args
      ? {}
      : Args
    : unknown
type Loose = UrlForOptions & { readonly [name: string]: unknown }
type UrlForValues<Values> = unknown extends Values
  ? Loose
  : Values & UrlForOptions & { readonly [name: string]: QueryValue | Values[keyof Values] }
/** The values of `urlFor`: optional where the URL needs none. */
export type UrlForArgs<E> =
  {} extends ValuesOf<E>
    ? [values?: UrlForValues<ValuesOf<E>>]
    : unknown extends ValuesOf<E>
      ? [values?: Loose]
      : [values: UrlForValues<ValuesOf<E>>]

/** What an error handler is registered for beside a code: a class, also an abstract one. */
export type ErrorClass<E> = abstract new (...args: never) => E

/** Which class a code raises. */
export interface HttpErrors {
  400: errors.BadRequest
  401: errors.Unauthorized
  403: errors.Forbidden
  404: errors.NotFound
  405: errors.MethodNotAllowed
  416: errors.RequestedRangeNotSatisfiable
  429: errors.TooManyRequests
  500: errors.InternalServerError
  503: errors.ServiceUnavailable
}
/** The error that a handler of a code or class is given. */
export type ErrorOf<T> = T extends abstract new (
  ...args: never
) => infer E
  ? E
  : T extends keyof HttpErrors
    ? HttpErrors[T]
    : errors.HTTPException

/** `errorHandler`: with a handler, or without one as a decorator. */
export interface ErrorHandlerMethod {
  <T extends number | ErrorClass<object>>(
    codeOrClass: T,
  ): <H extends (error: ErrorOf<T>) => ResponseReturnValue>(
    handler: H,
    context?: ClassMethodDecoratorContext,
  ) => H
  <T extends number | ErrorClass<object>, Answer extends ResponseReturnValue>(
    codeOrClass: T,
    handler: (error: ErrorOf<T>) => Answer,
  ): (error: ErrorOf<T>) => Answer
}

/** How a hook before the view is registered. */
export interface HookOptions {
  /** With false the hook runs before the body is read. */
  body?: boolean
}
/** A hook before the view: what it returns is the answer; undefined and null go on. */
export type BeforeRequestCallable = () => MaybePromise<ResponseValue | Nothing>
/** A hook after the view: takes the response and gives it, or another one. */
export type AfterRequestCallable = (response: Response) => MaybePromise<Response>
/** A function at the end of a request or context, with the error if there was one. */
export type TeardownCallable = {
  // As a method, so that the function may say what it expects: `(error?: Error) => …`.
  call(error?: unknown): unknown
}['call']
/** Sees, and may change, the view arguments. */
export type URLValuePreprocessorCallable = (
  endpoint: string | undefined,
  values: Record<string, unknown> | undefined,
) => void
/** Sees, and may change, the values of a URL that is built. */
export type URLDefaultCallable = (endpoint: string, values: Record<string, unknown>) => void
/** Gives templates more names. */
export type TemplateContextProcessorCallable = () => object
