import { isUtf8 } from 'node:buffer'
import { RuntimeError } from '../errors.ts'
import { RequestEntityTooLarge } from '../exceptions/index.ts'
import type { FileStorage } from './file-storage.ts'
import { FormLimitError, parsePairs } from './form-parser.ts'
import type { MultipartForm } from './multipart.ts'
import type { Request } from './request.ts'

interface GetDataOptions {
  cache?: boolean
  parseFormData?: boolean
}

/** The arguments of `getData` that ask for text. */
export type TextArguments =
  | [options: GetDataOptions & { asText: true }]
  | [cache: boolean | undefined, asText: true, parseFormData?: boolean]

/** The arguments of `getData` that ask for bytes. */
export type BytesArguments =
  | [options?: GetDataOptions & { asText?: false }]
  | [cache?: boolean, asText?: false, parseFormData?: boolean]

/** A body that has been read, and what went wrong while it was. */
export class RequestBody {
  readonly #bytes: Buffer
  readonly #error: Error | undefined
  readonly #multipart: MultipartForm | undefined
  readonly #size: number
  // As in Werkzeug the bytes are there once, for the form or for who asks for them, unless kept.
  #taken = false
  #opened = false
  #kept: Buffer | undefined

  constructor(bytes: Buffer, error?: Error, multipart?: MultipartForm) {
    this.#bytes = bytes
    this.#error = error
    this.#multipart = multipart
    this.#size = multipart?.size ?? bytes.length
  }

  /** Gives the pairs of the form, or throws what went wrong. */
  takeFields(request: Request): readonly (readonly [string, string])[] {
    this.#check(request)
    if (this.#multipart !== undefined) return this.#openForm(this.#multipart, request)?.fields ?? []
    if (request.mimetype !== 'application/x-www-form-urlencoded') return []
    if (this.#taken && this.#kept === undefined) return []
    this.#taken = true
    const limit = request.maxFormMemorySize
    if (limit !== null && this.#bytes.length > limit) throw new RequestEntityTooLarge()
    // Flask gives an empty form in place of one that is no UTF-8.
    if (!isUtf8(this.#bytes)) return []
    return formPairs(this.#bytes.toString('latin1'), request)
  }

  /** Gives the files of the form, or throws what went wrong. */
  takeFiles(request: Request): readonly (readonly [string, FileStorage])[] {
    if (this.#multipart !== undefined) return this.#openForm(this.#multipart, request)?.files ?? []
    void request.form
    return []
  }

  /** Gives the bytes, or throws what went wrong. */
  takeBytes(request: Request, options: { cache?: boolean; parseFormData?: boolean }): Buffer {
    this.#check(request)
    if (this.#kept !== undefined) return this.#kept
    if (options.parseFormData) void request.form
    const bytes = this.#taken ? Buffer.alloc(0) : this.#wholeBytes()
    if (bytes.length > 0) this.#taken = true
    if (options.cache !== false) this.#kept = bytes
    return bytes
  }

  #wholeBytes(): Buffer {
    if (this.#multipart === undefined) return this.#bytes
    const { bytes, size } = this.#multipart
    if (bytes !== undefined || size === 0) return bytes ?? this.#bytes
    throw new RuntimeError(
      'The body is a form that is too large to be kept as bytes beside its parts. ' +
        'Read request.form and request.files, or register the route with { stream: true }.',
    )
  }

  #openForm(form: MultipartForm, request: Request): MultipartForm | undefined {
    if (!this.#opened && this.#taken && this.#kept === undefined) return undefined
    this.#opened = true
    this.#taken = true
    return this.#checkedForm(form, request)
  }

  /** Whether there are files that `close` releases. */
  get hasFiles(): boolean {
    return this.#multipart !== undefined
  }

  /** Releases the files of the form. */
  close(): void {
    this.#multipart?.close()
  }

  // The limit may have been lowered since the body was read.
  #check(request: Request): void {
    if (this.#error !== undefined) throw this.#error
    const limit = request.maxContentLength
    if (limit !== null && this.#size > limit) throw new RequestEntityTooLarge()
  }

  #checkedForm(form: MultipartForm, request: Request): MultipartForm {
    this.#check(request)
    const { maxFormParts, maxFormMemorySize } = request
    const parts = form.fields.length + form.files.length
    if (maxFormParts !== null && parts > maxFormParts) throw new RequestEntityTooLarge()
    if (maxFormMemorySize !== null) checkFields(form, maxFormMemorySize)
    return form
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

function checkFields(form: MultipartForm, limit: number): void {
  // Flask holds each 64 KiB of the body against this limit too, files and all.
  if (limit < 64 * 1024 && form.size > limit) throw new RequestEntityTooLarge()
  for (const [, value] of form.fields) {
    if (Buffer.byteLength(value) > limit) throw new RequestEntityTooLarge()
  }
}

/** Gives the body of a request that has none. */
export function emptyBody(): RequestBody {
  return new RequestBody(Buffer.alloc(0))
}
