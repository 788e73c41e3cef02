import type { Readable } from 'node:stream'
import { Dicer } from '@fastify/busboy'
import { ValueError } from './errors.ts'
import { FileStorage } from './file-storage.ts'
import { FormLimitError } from './form-parser.ts'
import { Headers } from './http/headers.ts'
import { parseOptionsHeader } from './http/options-header.ts'
import { Spool } from './spool.ts'

/** The limits of a multipart form, in bytes and counts; null is no limit. */
export interface MultipartLimits {
  /** All bytes of the body. */
  body: number | null
  /** The bytes of one field. */
  field: number | null
  /** The bytes of all fields together. */
  fields: number | null
  /** The number of parts. */
  parts: number | null
  /** The number of files. */
  files: number | null
}

/** A multipart form that has been read. */
export interface MultipartForm {
  fields: readonly (readonly [string, string])[]
  files: readonly (readonly [string, FileStorage])[]
  /** The number of bytes of the whole body. */
  size: number
  /** Lets go of the files. */
  close(): void
}

/** What the stream of a multipart form promises. */
export interface MultipartReading {
  /** The form, or a `FormLimitError` or `ValueError` that says what is wrong with it. */
  form: Promise<MultipartForm>
  /** Ends the reading with an error. */
  stop(error: Error): void
}

type RawHeaders = Record<string, string[]>

const parserLimits = {
  maxHeaderPairs: 33,
  maxHeaderSize: 8 * 1024,
  // More than one piece of a socket, or every piece would stop the socket and start it again.
  highWaterMark: 256 * 1024,
  partHwm: 256 * 1024,
}
const nameLimit = 1024
// RFC 2046 section 5.1.1.
const boundaryLimit = 70

/**
 * Reads a multipart form (RFC 7578) while it arrives. Nothing is left behind when it fails.
 *
 * @param stream The body.
 * @param boundary The boundary of the Content-Type.
 * @param limits What is too much.
 */
export function readMultipart(
  stream: Readable,
  boundary: string,
  limits: MultipartLimits,
): MultipartReading {
  if (boundary !== '' && boundary.length <= boundaryLimit) {
    return new Reading(stream, boundary, limits)
  }
  const error = new ValueError(
    'The Content-Type of the multipart body has no boundary that is one.',
  )
  return { form: Promise.reject(error), stop: () => undefined }
}

class Reading implements MultipartReading {
  readonly form: Promise<MultipartForm>
  readonly #stream: Readable
  readonly #collector: Collector
  readonly #detach: () => void
  #settle: (() => void) | undefined
  #parsed = false

  constructor(stream: Readable, boundary: string, limits: MultipartLimits) {
    const collector = new Collector(limits)
    this.#stream = stream
    this.#collector = collector
    this.form = new Promise((resolve, reject) => {
      this.#settle = () => {
        if (collector.failure === undefined) resolve(collector.result())
        else reject(collector.failure)
      }
    })
    const dicer = new Dicer({ boundary, ...parserLimits } as ConstructorParameters<typeof Dicer>[0])
    this.#detach = feed(stream, dicer, collector)
    collector.onFailure = () => this.#finish()
    collector.onEnded = () => this.#finishWhole()
    dicer.on('part', (part) => collector.take(part))
    dicer.on('error', (error) =>
      this.stop(new ValueError(`The multipart body is malformed: ${error.message}.`)),
    )
    dicer.on('finish', () => {
      this.#parsed = true
      this.#finishWhole()
    })
    // What follows the last boundary is read too, so that the connection can be used again.
    stream.on('end', () => this.#finishWhole())
    // What comes after the end must not crash the process.
    stream.on('error', () => undefined)
  }

  stop(error: Error): void {
    this.#collector.fail(error)
  }

  #finishWhole(): void {
    if (this.#parsed && this.#collector.ended && this.#stream.readableEnded) this.#finish()
  }

  #finish(): void {
    if (this.#settle === undefined) return
    this.#detach()
    if (this.#collector.failure !== undefined) this.#collector.close()
    this.#settle()
    this.#settle = undefined
  }
}

/** Passes a body on, no faster than it is taken, and gives a function that ends that. */
function feed(stream: Readable, dicer: Dicer, collector: Collector): () => void {
  const onData = (chunk: Buffer): void => {
    collector.countBytes(chunk.length)
    if (collector.failure === undefined && !dicer.write(chunk)) stream.pause()
  }
  const onEnd = (): void => {
    dicer.end()
  }
  const onDrain = (): void => {
    stream.resume()
  }
  const onCut = (): void => {
    if (!stream.readableEnded) collector.fail(new ValueError('The multipart body ended too early.'))
  }
  dicer.on('drain', onDrain)
  stream.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut)
  // The client may have left before anybody listened.
  if (stream.destroyed) queueMicrotask(onCut)
  return () => {
    dicer.off('drain', onDrain)
    stream.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut)
    if (!stream.readableEnded) stream.pause()
  }
}

/** Gathers the parts of a form. */
class Collector {
  failure: Error | undefined
  onFailure: (() => void) | undefined
  onEnded: (() => void) | undefined
  readonly #limits: MultipartLimits
  readonly #fields: [string, string][] = []
  readonly #files: [string, FileStorage][] = []
  readonly #spools: Spool[] = []
  #bytes = 0
  #fieldBytes = 0
  #parts = 0
  #open = 0

  constructor(limits: MultipartLimits) {
    this.#limits = limits
  }

  /** Whether all the parts that began have ended. */
  get ended(): boolean {
    return this.#open === 0
  }

  fail(error: Error): void {
    if (this.failure !== undefined) return
    this.failure = error
    this.onFailure?.()
  }

  countBytes(count: number): void {
    this.#bytes += count
    const { body } = this.#limits
    if (body !== null && this.#bytes > body) this.#tooMuch(`The body is larger than ${body} bytes.`)
  }

  #tooMuch(message: string): void {
    this.fail(new FormLimitError(message))
  }

  take(part: Readable): void {
    this.#parts++
    this.#open++
    const { parts } = this.#limits
    if (parts !== null && this.#parts > parts)
      this.#tooMuch(`The form has more than ${parts} parts.`)
    let hasHeader = false
    // Typed as an ordinary stream, which has no such event.
    part.on(
      'header' as never,
      ((header: RawHeaders) => {
        hasHeader = true
        if (this.failure === undefined) this.#begin(part, header)
        else part.resume()
      }) as never,
    )
    part.on('error', () => undefined)
    part.on('end', () => {
      this.#open--
      if (!hasHeader) this.fail(new ValueError('A part of the multipart body has no headers.'))
      if (this.#open === 0) this.onEnded?.()
    })
    // A part without headers never says so: it only ends, and only when it is read.
    part.resume()
  }

  #begin(part: Readable, raw: RawHeaders): void {
    const headers = headersOf(raw)
    const [, options] = parseOptionsHeader(headers.get('content-disposition'))
    const { name, filename } = options
    if (name === undefined || name.length > nameLimit || (filename?.length ?? 0) > nameLimit) {
      const problem = name === undefined ? 'has no name' : 'has a name that is too long'
      this.fail(new ValueError(`A part of the multipart body ${problem}.`))
    } else if (filename === undefined) this.#beginField(part, name, headers)
    else this.#beginFile(part, name, filename, headers)
  }

  #beginField(part: Readable, name: string, headers: Headers): void {
    const pair: [string, string] = [name, '']
    this.#fields.push(pair)
    const chunks: Buffer[] = []
    let size = 0
    const { field, fields } = this.#limits
    part.on('data', (chunk: Buffer) => {
      size += chunk.length
      this.#fieldBytes += chunk.length
      if (field !== null && size > field) {
        this.#tooMuch(`The field "${name}" is larger than ${field} bytes.`)
      } else if (fields !== null && this.#fieldBytes > fields) {
        this.#tooMuch(`The fields are larger than ${fields} bytes together.`)
      } else if (this.failure === undefined) chunks.push(chunk)
    })
    part.on('end', () => {
      pair[1] = Buffer.concat(chunks).toString(charsetOf(headers))
    })
  }

  #beginFile(part: Readable, name: string, filename: string, headers: Headers): void {
    const { files } = this.#limits
    if (files !== null && this.#files.length >= files) {
      this.#tooMuch(`The form has more than ${files} files.`)
    }
    const spool = new Spool()
    this.#spools.push(spool)
    this.#files.push([name, new FileStorage({ stream: spool, filename, name, headers })])
    part.on('data', (chunk: Buffer) => {
      if (this.failure !== undefined) return
      try {
        spool.write(chunk)
      } catch (error) {
        this.fail(error as Error)
      }
    })
  }

  result(): MultipartForm {
    return {
      fields: this.#fields,
      files: this.#files,
      size: this.#bytes,
      close: () => this.close(),
    }
  }

  close(): void {
    for (const spool of this.#spools) spool.close()
  }
}

function headersOf(raw: RawHeaders): Headers {
  const flat: string[] = []
  for (const [name, values] of Object.entries(raw)) {
    for (const value of values)
      flat.push(name, Buffer.from(value, 'latin1').toString('utf8').trim())
  }
  return Headers.adopt(flat)
}

function charsetOf(headers: Headers): 'latin1' | 'utf8' {
  const charset = parseOptionsHeader(headers.get('content-type'))[1].charset?.toLowerCase()
  return charset === 'iso-8859-1' ? 'latin1' : 'utf8'
}
