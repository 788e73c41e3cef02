import { isUtf8 } from 'node:buffer'
import { chain } from './chain.ts'
import type { DurationLike } from './duration.ts'
import { toSeconds } from './duration.ts'
import { ValueError } from './errors.ts'
import {
  BadRequest,
  ClientDisconnected,
  HTTPException,
  RequestEntityTooLarge,
  RequestTimeout,
  UnsupportedMediaType,
} from './exceptions.ts'
import type { FileStorage } from './file-storage.ts'
import { FormLimitError, parsePairs } from './form-parser.ts'
import type { MultipartForm } from './multipart.ts'
import type { Request } from './request.ts'

/** A body that has been read, and what went wrong while it was. */
export class RequestBody {
  readonly #bytes: Buffer
  readonly #error: HTTPException | undefined
  readonly #multipart: MultipartForm | undefined
  #forgotten = false
  #formTaken = false

  constructor(bytes: Buffer, error?: HTTPException, multipart?: MultipartForm) {
    this.#bytes = bytes
    this.#error = error
    this.#multipart = multipart
  }

  /** Gives the pairs of the form, or throws what went wrong. */
  takeFields(request: Request): readonly (readonly [string, string])[] {
    this.#check()
    this.#formTaken = true
    if (this.#multipart !== undefined) return this.#multipart.fields
    if (request.mimetype !== 'application/x-www-form-urlencoded' || this.#forgotten) return []
    const limit = request.maxFormMemorySize
    if (limit !== null && this.#bytes.length > limit) throw new RequestEntityTooLarge()
    // Flask gives an empty form in place of one that is no UTF-8.
    if (!isUtf8(this.#bytes)) return []
    return formPairs(this.#bytes.toString('latin1'), request)
  }

  /** Gives the files of the form, or throws what went wrong. */
  takeFiles(request: Request): readonly (readonly [string, FileStorage])[] {
    if (this.#multipart === undefined) this.takeFields(request)
    else this.#check()
    return this.#multipart?.files ?? []
  }

  /** Gives the bytes, or throws what went wrong. */
  takeBytes(request: Request, options: { cache?: boolean; parseFormData?: boolean }): Buffer {
    this.#check()
    if (this.#forgotten) return Buffer.alloc(0)
    const isForm = request.mimetype === 'application/x-www-form-urlencoded'
    if (isForm && (options.parseFormData || this.#formTaken)) return Buffer.alloc(0)
    if (options.cache === false) this.#forgotten = true
    return this.#bytes
  }

  /** Whether there are files that `close` releases. */
  get hasFiles(): boolean {
    return this.#multipart !== undefined
  }

  /** Releases the files of the form. */
  close(): void {
    this.#multipart?.close()
  }

  #check(): void {
    if (this.#error !== undefined) throw this.#error
  }
}

/**
 * Reads the pairs of a query or an urlencoded form.
 *
 * @throws RequestEntityTooLarge (413) When there are more than `MAX_FORM_PAIRS`.
 */
export function formPairs(text: string, request: Request): [string, string][] {
  try {
    return parsePairs(text, request.app?.config.MAX_FORM_PAIRS ?? null)
  } catch (error) {
    throw error instanceof FormLimitError ? new RequestEntityTooLarge() : error
  }
}

/** Gives the body of a request that has none. */
export function emptyBody(): RequestBody {
  return new RequestBody(Buffer.alloc(0))
}

/**
 * Reads the body of a request, if it has one that has not been read. Never fails: what goes wrong
 * is thrown where the body is first touched.
 */
export function loadBody(request: Request): void | Promise<void> {
  if (request.loadedBody !== undefined || request.streamed) return undefined
  if (!request.incoming.hasBody) return undefined
  const left = request.incoming.raw?.req as { body?: unknown; readableEnded?: boolean } | undefined
  if (left !== undefined && (left.body !== undefined || left.readableEnded)) {
    request.loadedBody = bodyFromMiddleware(left.body)
    return undefined
  }
  const refused = refusal(request)
  if (refused !== undefined) {
    request.loadedBody = new RequestBody(Buffer.alloc(0), refused)
    return undefined
  }
  const reading =
    request.mimetype === 'multipart/form-data' ? readForm(request) : readBytes(request)
  return chain(reading, (body) => {
    request.loadedBody = body
  }) as Promise<void>
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

async function readForm(request: Request): Promise<RequestBody> {
  const { readMultipart } = await import('./multipart.ts')
  const watch = new BodyWatch(request)
  const config = request.app?.config
  const reading = readMultipart(request.incoming.body, request.mimetypeParams.boundary ?? '', {
    body: request.maxContentLength,
    field: request.maxFormMemorySize,
    fields: config?.MAX_FORM_MEMORY_TOTAL ?? null,
    parts: request.maxFormParts,
    files: config?.MAX_FORM_FILES ?? null,
  })
  watch.onTimeout = () => reading.stop(watch.error as HTTPException)
  try {
    return new RequestBody(Buffer.alloc(0), undefined, await reading.form)
  } catch (error) {
    const kept = formError(error as Error, request)
    return kept === undefined ? emptyBody() : new RequestBody(Buffer.alloc(0), kept)
  } finally {
    watch.stop()
  }
}

function formError(error: Error, request: Request): HTTPException | undefined {
  if (error instanceof HTTPException) return error
  if (error instanceof FormLimitError) return new RequestEntityTooLarge()
  if (request.incoming.signal.aborted) return new ClientDisconnected('The body ended too early.')
  // Flask gives an empty form in place of a malformed one.
  if (request.app?.config.STRICT_MULTIPART === false) return undefined
  return new BadRequest(error instanceof ValueError ? error.message : undefined)
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
      body.on('error', () => undefined)
      resolve(new RequestBody(error ? Buffer.alloc(0) : joined(chunks, length), error))
    }
    const onData = (chunk: Buffer): void => {
      length += chunk.length
      if (limit !== null && length > limit) done(new RequestEntityTooLarge())
      else chunks.push(chunk)
    }
    const onEnd = (): void => done()
    const onCut = (): void =>
      done(watch.error ?? new ClientDisconnected('The body ended too early.'))
    watch.onTimeout = onCut
    body.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut)
  })
}

function joined(chunks: Buffer[], length: number): Buffer {
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length)
}

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
    this.#beat = () => this.#idle?.refresh()
    request.incoming.body.on('data', this.#beat)
  }

  #timer(duration: DurationLike | null | undefined): NodeJS.Timeout | undefined {
    if (duration === null || duration === undefined) return undefined
    return setTimeout(() => this.#expire(), toSeconds(duration) * 1000)
  }

  #expire(): void {
    this.error = new RequestTimeout('The body of the request took too long to arrive.')
    this.onTimeout?.()
    if (this.onTimeout === undefined) this.#request.incoming.body.destroy(this.error)
  }

  stop(): void {
    clearTimeout(this.#total)
    clearTimeout(this.#idle)
    this.#request.incoming.body.off('data', this.#beat)
  }
}

function bodyFromMiddleware(body: unknown): RequestBody {
  if (Buffer.isBuffer(body)) return new RequestBody(body)
  if (typeof body === 'string') return new RequestBody(Buffer.from(body))
  if (typeof body !== 'object' || body === null) return emptyBody()
  const fields: [string, string][] = []
  for (const [key, value] of Object.entries(body)) {
    for (const item of [value].flat()) fields.push([key, String(item)])
  }
  return new RequestBody(Buffer.from(JSON.stringify(body)), undefined, {
    fields,
    files: [],
    close: () => undefined,
  })
}
