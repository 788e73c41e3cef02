import { isPromise } from '../chain.ts'
import { ValueError } from '../errors.ts'
import { registrar } from './registrar.ts'
import type {
  AfterRequestCallable,
  BeforeRequestCallable,
  ErrorClass,
  ErrorHandlerMethod,
  ErrorOf,
  HookOptions,
  ResponseReturnValue,
  RouteMethod,
  RouteOptions,
  StoredView,
  TeardownCallable,
  TemplateContextProcessorCallable,
  URLDefaultCallable,
  URLValuePreprocessorCallable,
  View,
} from './route-types.ts'
import { checkBeforeHook } from './view-checks.ts'

/** A handler of an error, as it is kept. */
export type ErrorHandler = (error: never) => unknown
/** A hook before the view, and whether it runs with the body read. */
export interface BeforeHook {
  fn: BeforeRequestCallable
  body: boolean
}

/** Functions by the name of the blueprint they are for; `''` is the app. */
export type ByScope<T> = Record<string, T>

/** What an app and a blueprint have in common: routes, hooks and error handlers. Flask's `Scaffold`. */
export abstract class Scaffold<Prefix extends string = '', Extra = {}> {
  /** Views by endpoint. */
  readonly viewFunctions: Record<string, StoredView> = Object.create(null)
  readonly beforeRequestFuncs: ByScope<(BeforeHook | BeforeRequestCallable)[]> = Object.create(null)
  readonly afterRequestFuncs: ByScope<AfterRequestCallable[]> = Object.create(null)
  readonly teardownRequestFuncs: ByScope<TeardownCallable[]> = Object.create(null)
  readonly urlValuePreprocessors: ByScope<URLValuePreprocessorCallable[]> = Object.create(null)
  readonly urlDefaultFunctions: ByScope<URLDefaultCallable[]> = Object.create(null)
  readonly templateContextProcessors: ByScope<TemplateContextProcessorCallable[]> =
    Object.create(null)
  /** Error handlers by scope; by code and by class, as they were registered. */
  readonly errorHandlerSpec: ByScope<Map<number | ErrorClass<object>, ErrorHandler>> =
    Object.create(null)

  /**
   * Registers a view for a rule. Flask's `route`.
   *
   * With a view it gives the view back; without one it gives a decorator for functions and static
   * methods. The view's argument is typed from the rule.
   */
  readonly route: RouteMethod<Prefix, Extra>
  /** Registers a view for GET. */
  readonly get: RouteMethod<Prefix, Extra>
  /** Registers a view for POST. */
  readonly post: RouteMethod<Prefix, Extra>
  /** Registers a view for PUT. */
  readonly put: RouteMethod<Prefix, Extra>
  /** Registers a view for PATCH. */
  readonly patch: RouteMethod<Prefix, Extra>
  /** Registers a view for DELETE. */
  readonly delete: RouteMethod<Prefix, Extra>
  /**
   * Registers a function that answers errors of a code or class; without the function it gives a
   * decorator. Flask's `errorhandler`.
   */
  readonly errorHandler: ErrorHandlerMethod

  constructor() {
    const shortcut = registrar<Prefix, Extra>(this as unknown as Scaffold)
    this.route = shortcut()
    this.get = shortcut('GET')
    this.post = shortcut('POST')
    this.put = shortcut('PUT')
    this.patch = shortcut('PATCH')
    this.delete = shortcut('DELETE')
    this.errorHandler = errorHandlerMethod((kind, fn) =>
      this.registerErrorHandler(kind, fn as never),
    )
  }

  /** Refuses set-up after the first request. */
  protected abstract checkSetup(what: string): void

  /**
   * Registers a view for a rule.
   *
   * @param rule The rule.
   * @param endpoint The endpoint, or the options; the view's name unless given.
   * @param view The view, or the options.
   * @param options The options.
   */
  abstract addUrlRule(
    rule: string,
    endpoint?: string | null | RouteOptions<object>,
    view?: View | null | RouteOptions<object>,
    options?: RouteOptions<object>,
  ): void

  /** Registers the view of an endpoint whose rule was added without one; a decorator without it. Flask's `endpoint`. */
  endpoint<F extends View>(endpoint: string, view: F): F
  endpoint(endpoint: string): <F extends View>(view: F) => F
  endpoint(endpoint: string, view?: View): unknown {
    const register = (fn: View): View => {
      this.checkSetup('endpoint')
      this.setView(endpoint, fn)
      return fn
    }
    return view === undefined ? register : register(view)
  }

  /** Notes the view of an endpoint. */
  protected setView(endpoint: string, view: View): void {
    this.viewFunctions[endpoint] = view as StoredView
  }

  /**
   * Registers a function that runs before each request; what it returns is the answer.
   *
   * @param hook The function, sync or async.
   * @param options With `{ body: false }` it runs before the body is read.
   */
  beforeRequest<F extends BeforeRequestCallable>(
    hook: F,
    options?: HookOptions | DecoratorContext,
  ): F {
    this.checkSetup('beforeRequest')
    checkBeforeHook(hook)
    pushTo(this.beforeRequestFuncs, '', {
      fn: checked(hook, 'beforeRequest'),
      body: bodyOption(options),
    })
    return hook
  }

  /** Registers a function that is handed each response and returns it or another one. */
  afterRequest<F extends AfterRequestCallable>(hook: F, _context?: unknown): F {
    this.checkSetup('afterRequest')
    pushTo(this.afterRequestFuncs, '', checked(hook, 'afterRequest'))
    return hook
  }

  /** Registers a function that runs when a request ends, however it ends, with the error if there was one. */
  teardownRequest<F extends TeardownCallable>(hook: F, _context?: unknown): F {
    this.checkSetup('teardownRequest')
    pushTo(this.teardownRequestFuncs, '', checked(hook, 'teardownRequest'))
    return hook
  }

  /** Registers a function that gives templates more names. */
  contextProcessor<F extends TemplateContextProcessorCallable>(hook: F, _context?: unknown): F {
    this.checkSetup('contextProcessor')
    pushTo(this.templateContextProcessors, '', checked(hook, 'contextProcessor'))
    return hook
  }

  /** Registers a function that sees, and may change, the view arguments before the hooks run. */
  urlValuePreprocessor<F extends URLValuePreprocessorCallable>(hook: F, _context?: unknown): F {
    this.checkSetup('urlValuePreprocessor')
    pushTo(this.urlValuePreprocessors, '', checked(hook, 'urlValuePreprocessor'))
    return hook
  }

  /** Registers a function that sees, and may change, the values of each URL that is built. */
  urlDefaults<F extends URLDefaultCallable>(hook: F, _context?: unknown): F {
    this.checkSetup('urlDefaults')
    pushTo(this.urlDefaultFunctions, '', checked(hook, 'urlDefaults'))
    return hook
  }

  /** Registers a function that answers errors of a code or class. Flask's `register_error_handler`. */
  registerErrorHandler<T extends number | ErrorClass<object>>(
    codeOrClass: T,
    handler: (error: ErrorOf<T>) => ResponseReturnValue,
  ): void {
    this.checkSetup('errorHandler')
    checkErrorKind(codeOrClass)
    this.errorHandlerSpec[''] ??= new Map()
    const handlers = this.errorHandlerSpec['']
    // The last one counts, be it for a code or for its class.
    handlers.delete(codeOrClass)
    handlers.set(codeOrClass, checked(handler, 'errorHandler'))
  }
}

/** Appends to the list of a scope. */
export function pushTo<T>(lists: ByScope<T[]>, scope: string, item: T): void {
  lists[scope] ??= []
  lists[scope].push(item)
}

/** Makes the method that registers an error handler, or without one gives a decorator. */
export function errorHandlerMethod(
  register: (codeOrClass: number | ErrorClass<object>, handler: ErrorHandler) => void,
): ErrorHandlerMethod {
  const method = (codeOrClass: number | ErrorClass<object>, handler?: ErrorHandler): unknown => {
    checkErrorKind(codeOrClass)
    const apply = (fn: ErrorHandler): ErrorHandler => {
      register(codeOrClass, checked(fn, 'errorHandler'))
      return fn
    }
    return handler === undefined ? apply : apply(handler)
  }
  return method as ErrorHandlerMethod
}

function checkErrorKind(kind: unknown): void {
  if (typeof kind === 'number') {
    if (Number.isInteger(kind) && kind >= 400 && kind < 600) return
    throw new ValueError(
      `"${kind}" is not the code of an HTTP error. Register the handler for a code from 400 to 599, or for a class of errors.`,
    )
  }
  if (isNoError(kind)) {
    throw new ValueError(
      `"${kind.name}" is not a class of errors. Register the handler for a status code, or for a class that extends Error.`,
    )
  }
  // An arrow function is a handler without what it handles.
  if (typeof kind === 'function' && kind.prototype !== undefined) return
  throw new TypeError(
    'An error handler is registered for a status code or a class of errors, for one at a time: ' +
      'app.errorHandler(404, handler) or app.errorHandler(MyError, handler).',
  )
}

// A class of one's own may be thrown without being an Error; Array, Map and the like never are.
function isNoError(kind: unknown): kind is { name: string } {
  if (typeof kind !== 'function' || kind === Error) return false
  if (kind.prototype === undefined || kind.prototype instanceof Error) return false
  return Object.hasOwn(globalThis, kind.name) && Reflect.get(globalThis, kind.name) === kind
}

/** Refuses what is not a function. */
export function checked<F>(fn: F, where: string): F {
  if (typeof fn === 'function') return fn
  throw new TypeError(
    `${where}() takes a function, and was given ${fn === undefined ? 'undefined' : typeof fn}.`,
  )
}

/** Refuses a promise where Flask's function is sync and nobody would wait for it. */
export function refusePromise(value: unknown, where: string): void {
  if (!isPromise(value)) return
  value.then(undefined, () => undefined)
  throw new TypeError(
    `A function of ${where} is async, and nothing waits for it there. Make it sync.`,
  )
}

/** Reads the `body` option of a hook. */
function bodyOption(options: HookOptions | DecoratorContext | undefined): boolean {
  return options == null || !('body' in options) || options.body !== false
}
