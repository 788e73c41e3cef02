import type { Readable } from 'node:stream'
import { chain } from '../chain.ts'
import type { DurationLike } from '../duration.ts'
import { toSeconds } from '../duration.ts'
import { ValueError } from '../errors.ts'
import {
  BadRequest,
  ClientDisconnected,
  HTTPException,
  RequestEntityTooLarge,
  RequestTimeout,
  UnsupportedMediaType,
} from '../exceptions/index.ts'
import { emptyBody, RequestBody } from './body.ts'
import { FormLimitError } from './form-parser.ts'
import { bodyFromMiddleware } from './middleware-body.ts'
import type { MultipartLimits } from './multipart.ts'
import { loadMultipart, loadMultipartNow } from './multipart-loader.ts'
import type { Request } from './request.ts'
import { RequestStream } from './stream.ts'

/**
 * Reads the body of a request, if it has one that has not been read. Never fails: what goes wrong
 * is thrown where the body is first touched.
 */
export function loadBody(request: Request): void | Promise<void> {
  if (!request.incoming.hasBody || request.loadedBody !== undefined || request.streamed)
    return undefined
  return readWhole(request)
}

function readWhole(request: Request): void | Promise<void> {
  const left = request.incoming.raw?.req
  // Some middleware sets `body` on every request; only one that has read from the stream has a body.
  if (left !== undefined && (left.readableDidRead || left.readableEnded || left.destroyed)) {
    request.loadedBody = bodyFromMiddleware(request)
    return undefined
  }
  const refused = refusal(request)
  if (refused !== undefined) {
    request.loadedBody = new RequestBody(Buffer.alloc(0), refused)
    return undefined
  }
  const reading = hasForm(request) ? readForm(request) : readBytes(request)
  return chain(reading, (body) => {
    request.loadedBody = body
  }) as Promise<void>
}

// Without a boundary Flask leaves the bytes to who asks for them.
function hasForm(request: Request): boolean {
  if (request.mimetype !== 'multipart/form-data') return false
  return Boolean(request.mimetypeParams.boundary) || request.app?.config.STRICT_MULTIPART !== false
}

function refusal(request: Request): HTTPException | undefined {
  const encoding = request.headers.get('content-encoding')
  if (
    encoding !== null &&
    encoding.toLowerCase() !== 'identity' &&
    request.app?.config.REFUSE_ENCODED_BODIES
  ) {
    return new UnsupportedMediaType(
      `The server does not take bodies with Content-Encoding: ${encoding}.`,
    )
  }
  const limit = bodyLimit(request)
  const { contentLength } = request
  if (limit !== null && contentLength !== undefined && contentLength > limit)
    return new RequestEntityTooLarge()
  return undefined
}

function bodyLimit(request: Request): number | null {
  const limit = request.maxContentLength
  const json = request.isJson ? (request.app?.config.MAX_JSON_LENGTH ?? null) : null
  if (limit === null || json === null) return limit ?? json
  return Math.min(limit, json)
}

/** Gives a body that is there as a whole as one that has been read. */
export function wholeBody(request: Request, bytes: Buffer): RequestBody {
  if (bytes.length === 0 || !hasForm(request)) return new RequestBody(bytes)
  const { boundary = '' } = request.mimetypeParams
  try {
    const form = loadMultipartNow().parseMultipart(bytes, boundary, multipartLimits(request))
    return new RequestBody(Buffer.alloc(0), undefined, form)
  } catch (error) {
    return failedForm(error as Error, request)
  }
}

async function readForm(request: Request): Promise<RequestBody> {
  const { readMultipart } = await loadMultipart()
  const watch = new BodyWatch(request)
  const { boundary = '' } = request.mimetypeParams
  const reading = readMultipart(request.incoming.body, boundary, multipartLimits(request))
  const stop = (): void => reading.stop(watch.error as HTTPException)
  watch.onTimeout = stop
  try {
    return new RequestBody(Buffer.alloc(0), undefined, await reading.form)
  } catch (error) {
    return failedForm(error as Error, request)
  } finally {
    watch.stop()
  }
}

function multipartLimits(request: Request): MultipartLimits {
  const config = request.app?.config
  return {
    body: request.maxContentLength,
    field: request.maxFormMemorySize,
    fields: config?.MAX_FORM_MEMORY_TOTAL ?? null,
    parts: request.maxFormParts,
    files: config?.MAX_FORM_FILES ?? null,
    strict: config?.STRICT_MULTIPART !== false,
  }
}

function failedForm(error: Error, request: Request): RequestBody {
  const kept = formError(error, request)
  return kept === undefined ? emptyBody() : new RequestBody(Buffer.alloc(0), kept)
}

function formError(error: Error, request: Request): Error | undefined {
  if (error instanceof HTTPException) return error
  if (error instanceof FormLimitError) return new RequestEntityTooLarge()
  if (request.incoming.signal.aborted) return new ClientDisconnected(cutBody)
  // A full disk is no fault of the client.
  if (!(error instanceof ValueError)) return error
  // Flask gives an empty form in place of a malformed one.
  return request.app?.config.STRICT_MULTIPART === false ? undefined : new BadRequest(error.message)
}

function readBytes(request: Request): Promise<RequestBody> {
  const limit = bodyLimit(request)
  const { body } = request.incoming
  const chunks: Buffer[] = []
  let length = 0
  return new Promise((resolve) => {
    const watch = new BodyWatch(request)
    const done = (error?: HTTPException): void => {
      watch.stop()
      body.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut)
      if (error !== undefined) body.pause()
      // A stream whose listener is gone must not crash the process with a late error.
      body.on('error', ignore)
      resolve(new RequestBody(error ? Buffer.alloc(0) : joined(chunks, length), error))
    }
    const onData = (chunk: Buffer): void => {
      length += chunk.length
      if (limit !== null && length > limit) done(new RequestEntityTooLarge())
      else chunks.push(chunk)
    }
    const onEnd = (): void => done()
    const onCut = (): void => done(watch.error ?? new ClientDisconnected(cutBody))
    watch.onTimeout = onCut
    body.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut)
    // The client may have left before anybody listened.
    if (body.destroyed) onCut()
  })
}

// Holds nothing: a connection keeps its last request, and all that listens to it, until the next.
const ignore = (): void => undefined

function joined(chunks: Buffer[], length: number): Buffer {
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length)
}

/** Gives the unread body of a request, with its limits. */
export function openStream(request: Request): Readable {
  const refused = refusal(request)
  if (refused !== undefined) throw refused
  const idle = request.app?.config.BODY_IDLE_TIMEOUT
  return new RequestStream(
    request.incoming.body,
    request.maxContentLength,
    idle === null || idle === undefined ? undefined : toSeconds(idle) * 1000,
    {
      tooLarge: () => new RequestEntityTooLarge(),
      tooSlow: () => new RequestTimeout(slowBody),
      cut: () => new ClientDisconnected(cutBody),
    },
  )
}

// How much longer than its content a body may be on the wire, in bytes.
const wireSlack = 64 * 1024
const slowBody = 'The body of the request took too long to arrive.'
const cutBody = 'The body ended too early.'

/** Watches the time that a body takes. */
class BodyWatch {
  error: HTTPException | undefined
  onTimeout: (() => void) | undefined
  readonly #total: NodeJS.Timeout | undefined
  readonly #idle: NodeJS.Timeout | undefined
  readonly #request: Request
  readonly #beat: () => void

  constructor(request: Request) {
    this.#request = request
    const config = request.app?.config
    this.#total = this.#timer(config?.BODY_TIMEOUT)
    this.#idle = this.#timer(config?.BODY_IDLE_TIMEOUT)
    const socket = request.incoming.raw?.req.socket
    const limit = request.maxContentLength
    const wireLimit =
      limit === null || socket === undefined ? Infinity : socket.bytesRead + limit + wireSlack
    const beat = (): void => {
      this.#idle?.refresh()
      // Chunks of one byte, and what can be hung on them, are many times their content.
      if (wireLimit !== Infinity && (socket?.bytesRead ?? 0) > wireLimit)
        this.#expire(new RequestEntityTooLarge())
    }
    // Not written here: V8 would take it for one that lives long, and the request would live with it.
    this.#beat = beat
    request.incoming.body.on('data', this.#beat)
  }

  #timer(duration: DurationLike | null | undefined): NodeJS.Timeout | undefined {
    if (duration === null || duration === undefined) return undefined
    return setTimeout(() => this.#expire(new RequestTimeout(slowBody)), toSeconds(duration) * 1000)
  }

  #expire(error: HTTPException): void {
    this.error ??= error
    this.onTimeout?.()
    if (this.onTimeout === undefined) this.#request.incoming.body.destroy(error)
  }

  stop(): void {
    clearTimeout(this.#total)
    clearTimeout(this.#idle)
    this.#request.incoming.body.off('data', this.#beat)
  }
}
