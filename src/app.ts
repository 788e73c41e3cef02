import { AppEntry } from './app/entry.ts'
import { findErrorHandler } from './app/error-handlers.ts'
import { readBody, runHooks, runPreprocessors } from './app/hook-steps.ts'
import { logError } from './app/logging.ts'
import { matchRequest } from './app/matching.ts'
import { composeResponse, toResponse } from './app/return-values.ts'
import type { AfterRequestCallable } from './app/route-types.ts'
import { chain, fold, isPromise } from './chain.ts'
import { type Context, keepFailed, requireContext, storage } from './context/context.ts'
import { BadRequestKeyError, HTTPException, InternalServerError } from './exceptions/index.ts'
import { explainLostForm, RoutingException } from './exceptions/routing-exceptions.ts'
import type { Incoming } from './request/incoming.ts'
import type { Request } from './request/request.ts'
import { absoluteLocation } from './response/redirect.ts'
import type { Response } from './response/response.ts'
import { gotRequestException, requestFinished, requestStarted } from './signals.ts'

/**
 * A web application. Flask's `Flask`.
 *
 * The stages of a request stand here in the order in which they run; each can be overridden.
 */
export class App extends AppEntry {
  protected override get whole(): this {
    return this
  }

  /**
   * Answers a request: the entry from a transport. Never logs nor sends; errors leave it only when
   * they propagate (`PROPAGATE_EXCEPTIONS`, debug, testing) or come from a teardown function.
   *
   * @param incoming The request as the transport brings it.
   */
  handle(incoming: Incoming): Response | Promise<Response> {
    return this.handleIn(this.requestContext(incoming))
  }

  /** Answers the request of a context. */
  handleIn(ctx: Context): Response | Promise<Response> {
    if (!this.started) this.start()
    return storage.run(ctx, respond, this, ctx)
  }

  /** Opens the session, unless the session interface does so at first use. */
  openSession(ctx: Context): void | Promise<void> {
    const { sessionInterface } = this
    if (sessionInterface.lazy) return undefined
    return chain(sessionInterface.openSession(this, ctx.request), (session) => {
      ctx.openedSession = session ?? sessionInterface.makeNullSession(this)
    })
  }

  /**
   * Finds the rule of the request; what goes wrong is thrown when the view would be called.
   *
   * @param ctx The context.
   */
  matchRequest(ctx: Context = requireContext('request')): void {
    matchRequest(this, ctx.request)
  }

  /**
   * Runs the hooks, the view and the error handlers, and makes the response. Flask's
   * `full_dispatch_request`.
   *
   * @param ctx The context.
   */
  fullDispatchRequest(ctx: Context = requireContext('request')): Response | Promise<Response> {
    let answer: unknown
    try {
      if (requestStarted.active) requestStarted.send(this)
      const ready = this.sessionInterface.prepare(ctx)
      answer = isPromise(ready) ? this.#answerAfter(ready, ctx) : this.#answer(ctx)
    } catch (error) {
      return this.#finalizeError(error, ctx)
    }
    return isPromise(answer)
      ? this.#finalizeLater(answer, ctx)
      : this.finalizeRequest(answer, false, ctx)
  }

  #answer(ctx: Context): unknown {
    const early = this.preprocessRequest(ctx)
    return isPromise(early) ? this.#answerUnless(early, ctx) : (early ?? this.dispatchRequest(ctx))
  }

  // What goes on later stands apart, as a function that makes closures costs more even where it makes none.
  #answerAfter(ready: PromiseLike<unknown>, ctx: Context): PromiseLike<unknown> {
    return ready.then(() => this.#answer(ctx))
  }

  #answerUnless(early: PromiseLike<unknown>, ctx: Context): PromiseLike<unknown> {
    return early.then((given) => given ?? this.dispatchRequest(ctx))
  }

  #finalizeLater(answer: PromiseLike<unknown>, ctx: Context): Promise<Response> {
    return Promise.resolve(answer)
      .then(undefined, (error) => this.handleUserException(error, ctx))
      .then((value) => this.finalizeRequest(value, false, ctx))
  }

  #finalizeError(error: unknown, ctx: Context): Response | Promise<Response> {
    return chain(this.handleUserException(error, ctx), (value) =>
      this.finalizeRequest(value, false, ctx),
    )
  }

  /**
   * Runs the URL value preprocessors and the hooks before the view; an answer of a hook is the
   * answer of the request. The body is read before the first hook that wants it.
   *
   * @param ctx The context.
   */
  preprocessRequest(ctx: Context = requireContext('request')): unknown {
    const { request } = ctx
    const { preprocessors, before } = this.hooksOf(ctx)
    if (preprocessors.length > 0) runPreprocessors(preprocessors, request)
    return before.length === 0 ? readBody(request) : runHooks(before, 0, request)
  }

  /**
   * Calls the view, or throws why there is none. Flask's `dispatch_request`.
   *
   * @param ctx The context.
   */
  dispatchRequest(ctx: Context = requireContext('request')): unknown {
    const { request } = ctx
    const rule = request.urlRule
    if (request.routingException !== undefined || rule === undefined)
      return this.raiseRoutingException(request)
    if (rule.provideAutomaticOptions && request.method === 'OPTIONS')
      return this.makeDefaultOptionsResponse()
    const view = this.viewFunctions[rule.endpoint]
    if (view === undefined) throw this.missingView(rule.endpoint)
    return view(request.viewArgs)
  }

  /** Throws why no rule matched. Flask's `raise_routing_exception`. */
  raiseRoutingException(request: Request): never {
    if (this.debug) explainLostForm(request)
    throw request.routingException
  }

  /** Answers OPTIONS with the methods of the address. Flask's `make_default_options_response`. */
  makeDefaultOptionsResponse(): Response {
    const { request } = requireContext('request')
    const response = new this.responseClass()
    response.allow = this.allowedMethods(request)
    return response
  }

  /**
   * Makes the response, runs the hooks after the view and saves the session. Flask's
   * `finalize_request`.
   *
   * @param value What the view, a hook or a handler returned.
   * @param fromErrorHandler Whether errors are logged, as the answer is an error already.
   * @param ctx The context.
   */
  finalizeRequest(
    value: unknown,
    fromErrorHandler = false,
    ctx: Context = requireContext('request'),
  ): Response | Promise<Response> {
    const response = this.#responseOf(value, ctx)
    if (fromErrorHandler) return this.#finalizeFailure(response, ctx)
    const processed = this.processResponse(response, ctx)
    return isPromise(processed) ? this.#finishedLater(processed) : this.#finished(processed)
  }

  #finishedLater(processed: Promise<Response>): Promise<Response> {
    return processed.then((done) => this.#finished(done))
  }

  #finalizeFailure(response: Response, ctx: Context): Response | Promise<Response> {
    return chain(
      undefined,
      () => chain(this.processResponse(response, ctx), (done) => this.#finished(done)),
      (error) => {
        logError(
          this.logger,
          'Request finalizing failed with an error while handling an error',
          error,
        )
        return response
      },
    )
  }

  #finished(response: Response): Response {
    if (requestFinished.active) requestFinished.send(this, { response })
    return response
  }

  /**
   * Runs the hooks after the view, the innermost blueprint's first, each list from the end, then
   * saves the session. Flask's `process_response`.
   *
   * @param response The response.
   * @param ctx The context.
   */
  processResponse(
    response: Response,
    ctx: Context = requireContext('request'),
  ): Response | Promise<Response> {
    const hooks = this.hooksOf(ctx).after
    const once = ctx.afterFunctions
    if (hooks.length === 0 && once === undefined) return this.#saved(response, ctx)
    return this.#runAfter(response, once === undefined ? hooks : [...once, ...hooks], ctx)
  }

  #runAfter(
    response: Response,
    hooks: readonly AfterRequestCallable[],
    ctx: Context,
  ): Response | Promise<Response> {
    const steps = hooks.map(
      (fn) => (current: Response) => chain(fn(current), (next) => this.checkAfter(next, fn)),
    )
    return chain(fold(response, steps), (done) => this.#saved(done, ctx))
  }

  #saved(response: Response, ctx: Context): Response | Promise<Response> {
    const saving = this.saveSession(response, ctx)
    return isPromise(saving) ? this.#savedLater(saving, response, ctx) : response
  }

  #savedLater(saving: PromiseLike<void>, response: Response, ctx: Context): Promise<Response> {
    return Promise.resolve(saving).then(
      () => response,
      (error) => this.#notSaved(error, ctx),
    )
  }

  /** A session that could not be saved takes the place of the answer: nobody is told of a success. */
  #notSaved(error: unknown, ctx: Context): Response | Promise<Response> {
    if (!(error instanceof HTTPException)) throw error
    return chain(this.handleHttpException(error, ctx), (value) => this.#responseOf(value, ctx))
  }

  /** Saves the session into the response. */
  saveSession(response: Response, ctx: Context): void | Promise<void> {
    const { sessionInterface } = this
    const session = ctx.openedSession
    if (session === undefined) {
      const saving = sessionInterface.saveUntouched(ctx, response)
      ctx.savedAt = this.debug ? new Error('The response was made here.') : true
      return saving
    }
    if (sessionInterface.isNullSession(session)) return undefined
    return sessionInterface.saveSession(this, session, response) as void | Promise<void>
  }

  /**
   * Looks for the handler of an error that a view or hook threw. Flask's `handle_user_exception`.
   *
   * @param error What was thrown.
   * @param ctx The context.
   * @throws The error itself when it has no handler.
   */
  handleUserException(error: unknown, ctx: Context = requireContext('request')): unknown {
    if (
      error instanceof BadRequestKeyError &&
      (this.debug || this.config.TRAP_BAD_REQUEST_ERRORS)
    ) {
      error.showException = true
    }
    if (error instanceof HTTPException && !this.trapHttpException(error)) {
      return this.handleHttpException(error, ctx)
    }
    const handler = findErrorHandler(this, error, ctx.request)
    if (handler === undefined) throw error
    return handler(error as never)
  }

  /**
   * Answers an HTTP error: by its handler, or by itself. Flask's `handle_http_exception`.
   *
   * @param error The error.
   * @param ctx The context.
   */
  handleHttpException(error: HTTPException, ctx: Context = requireContext('request')): unknown {
    if (error.code === undefined || error instanceof RoutingException) return error
    const handler = findErrorHandler(this, error, ctx.request)
    return handler === undefined ? error : handler(error as never)
  }

  /** Tells whether an HTTP error is treated like any other. Flask's `trap_http_exception`. */
  trapHttpException(error: HTTPException): boolean {
    if (this.config.TRAP_HTTP_EXCEPTIONS) return true
    const trap = this.config.TRAP_BAD_REQUEST_ERRORS
    if ((trap === null || trap === undefined) && this.debug && error instanceof BadRequestKeyError)
      return true
    return Boolean(trap) && error.code === 400
  }

  /**
   * Answers an error that nothing handled: logs it and answers 500, or lets it propagate. Flask's
   * `handle_exception`.
   *
   * @param error What was thrown.
   * @param ctx The context.
   */
  handleException(
    error: unknown,
    ctx: Context = requireContext('request'),
  ): Response | Promise<Response> {
    // A hook or handler wanted the session of a store that fails: logged already, and still a 503.
    if (error !== undefined && error === ctx.sessionFailure) {
      return this.finalizeRequest(error, true, ctx)
    }
    if (gotRequestException.active) gotRequestException.send(this, { exception: error })
    if (this.config.PROPAGATE_EXCEPTIONS ?? (this.testing || this.debug)) throw error
    this.logException(error, ctx)
    const failure = new InternalServerError(undefined, { originalException: error })
    const handler = findErrorHandler(this, failure, ctx.request)
    const answer: unknown = handler === undefined ? failure : handler(failure as never)
    return chain(answer, (value) => this.finalizeRequest(value, true, ctx))
  }

  /** Logs an error that nothing handled. Flask's `log_exception`. */
  logException(error: unknown, ctx: Context = requireContext('request')): void {
    const { method, path } = ctx.request
    logError(this.logger, `Exception on ${path} [${method}]`, error)
  }

  /**
   * Makes a response of anything that a view may return. Flask's `make_response`.
   *
   * @param body What a view may return.
   * @param status The status, or the headers.
   * @param headers The headers.
   */
  makeResponse(...given: unknown[]): Response {
    const ctx = storage.getStore()
    return composeResponse(this, given, ctx?.hasRequest ? ctx.request : undefined)
  }

  // The app's own makeResponse has an entry that is quicker; one of a subclass sees what views return.
  #responseOf(value: unknown, ctx: Context): Response {
    if (this.makeResponse !== App.prototype.makeResponse) return this.makeResponse(value)
    return toResponse(this, value, ctx.request)
  }
}

/** Answers a request in its context, and ends the context. */
function respond(app: App, ctx: Context): Response | Promise<Response> {
  let answer: Response | Promise<Response>
  try {
    answer = begin(app, ctx)
  } catch (error) {
    return failed(app, ctx, error)
  }
  return isPromise(answer) ? endedLater(app, ctx, answer) : ended(app, ctx, answer)
}

function endedLater(app: App, ctx: Context, answer: Promise<Response>): Promise<Response> {
  return answer.then(
    (response) => ended(app, ctx, response),
    (error) => failed(app, ctx, error),
  )
}

function begin(app: App, ctx: Context): Response | Promise<Response> {
  app.beginContext(ctx)
  const opening = app.openSession(ctx)
  return isPromise(opening) ? dispatchAfter(opening, app, ctx) : dispatch(app, ctx)
}

function dispatch(app: App, ctx: Context): Response | Promise<Response> {
  app.matchRequest(ctx)
  return app.fullDispatchRequest(ctx)
}

function dispatchAfter(opening: Promise<void>, app: App, ctx: Context): Promise<Response> {
  return opening.then(() => dispatch(app, ctx))
}

function failed(app: App, ctx: Context, thrown: unknown): Response | Promise<Response> {
  if (app.debug) keepFailed(ctx)
  const error = app.shouldIgnoreError(thrown) ? undefined : thrown
  return chain(
    chain(
      undefined,
      () => app.handleException(thrown, ctx),
      (left) =>
        closingFiles(ctx, () =>
          chain(app.endContext(ctx, error), () => {
            throw left
          }),
        ),
    ),
    (response) => ended(app, ctx, response, error),
  )
}

function ended(
  app: App,
  ctx: Context,
  response: Response,
  error?: unknown,
): Response | Promise<Response> {
  if (response.autocorrectLocationHeader) {
    response.location = absoluteLocation(response, ctx.request)
  }
  const body = ctx.request.loadedBody
  if (body?.hasFiles) {
    response.callOnClose(body.close.bind(body))
    return endedWithFiles(app, ctx, response, error)
  }
  const ending = app.endContext(ctx, error)
  return isPromise(ending) ? responseAfter(ending, response) : response
}

function endedWithFiles(
  app: App,
  ctx: Context,
  response: Response,
  error: unknown,
): Response | Promise<Response> {
  return closingFiles(ctx, () => chain(app.endContext(ctx, error), () => response))
}

function responseAfter(ending: Promise<void>, response: Response): Promise<Response> {
  return ending.then(() => response)
}

/** Ends a request. Without a response nobody else would let go of its files. */
function closingFiles<T>(ctx: Context, end: () => T | Promise<T>): T | Promise<T> {
  return chain(undefined, end, (failure) => {
    ctx.request.loadedBody?.close()
    throw failure
  })
}
