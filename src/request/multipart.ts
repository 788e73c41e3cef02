import type { Readable } from 'node:stream'
import { ValueError } from '../errors.ts'
import { Headers } from '../http/headers.ts'
import { parseOptionsHeader } from '../http/options-header.ts'
import { decodeBytes } from '../http/percent.ts'
import { FileStorage } from './file-storage.ts'
import { FormLimitError } from './form-parser.ts'
import { MultipartDecoder, type PartSink } from './multipart-decoder.ts'
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
  /** Whether what Werkzeug overlooks in the headers of a part is an error. */
  strict: boolean
}

/** A multipart form that has been read. */
export interface MultipartForm {
  fields: readonly (readonly [string, string])[]
  files: readonly (readonly [string, FileStorage])[]
  /** The number of bytes of the whole body. */
  size: number
  /** The body as it came, unless it is too large to be kept beside its parts. */
  readonly bytes?: Buffer | undefined
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
  try {
    return new Reading(stream, checkedBoundary(boundary), limits)
  } catch (error) {
    return { form: Promise.reject(error), stop: () => undefined }
  }
}

/**
 * Reads a multipart form that is there as a whole.
 *
 * @throws FormLimitError, ValueError When there is too much of something, or the form is malformed.
 */
export function parseMultipart(
  bytes: Buffer,
  boundary: string,
  limits: MultipartLimits,
): MultipartForm {
  const collector = new Collector(limits)
  const decoder = new MultipartDecoder(checkedBoundary(boundary), collector, limits.strict)
  try {
    collector.count(bytes)
    decoder.write(bytes)
    decoder.end()
    return collector.result()
  } catch (error) {
    collector.close()
    throw error
  }
}

function checkedBoundary(boundary: string): string {
  if (boundary !== '' && boundary.length <= boundaryLimit) return boundary
  throw new ValueError('The Content-Type of the multipart body has no boundary that is one.')
}

class Reading implements MultipartReading {
  readonly form: Promise<MultipartForm>
  readonly #stream: Readable
  readonly #collector: Collector
  readonly #decoder: MultipartDecoder
  #resolve!: (form: MultipartForm) => void
  #reject!: (error: Error) => void
  #settled = false

  constructor(stream: Readable, boundary: string, limits: MultipartLimits) {
    this.#stream = stream
    this.#collector = new Collector(limits)
    this.#decoder = new MultipartDecoder(boundary, this.#collector, limits.strict)
    this.form = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    const { onData, onEnd, onCut } = this.#listeners
    stream.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut)
    // What comes after the end must not crash the process.
    stream.on('error', () => undefined)
    // The client may have left before anybody listened.
    if (stream.destroyed) queueMicrotask(onCut)
  }

  readonly #listeners = {
    onData: (chunk: Buffer): void => {
      this.#attempt(() => {
        this.#collector.count(chunk)
        this.#decoder.write(chunk)
      })
    },
    // What follows the last delimiter is read too, so that the connection can be used again.
    onEnd: (): void => {
      this.#attempt(() => {
        this.#decoder.end()
        this.#detach()
        this.#resolve(this.#collector.result())
      })
    },
    onCut: (): void => {
      this.stop(new ValueError('The multipart body ended too early.'))
    },
  }

  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.stop(error as Error)
    }
  }

  #detach(): void {
    const { onData, onEnd, onCut } = this.#listeners
    const stream = this.#stream
    this.#settled = true
    stream.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut)
    if (!stream.readableEnded) stream.pause()
  }

  stop(error: Error): void {
    if (this.#settled) return
    this.#detach()
    this.#collector.close()
    this.#reject(error)
  }
}

/** A part that is being read. */
interface OpenPart {
  data(bytes: Buffer): void
  end(): void
}

// Up to this size the bytes of a form are kept beside its parts, for who asks for them.
const mostRawBytes = 256 * 1024

/** Gathers the parts of a form. */
class Collector implements PartSink {
  readonly #limits: MultipartLimits
  readonly #fields: [string, string][] = []
  readonly #files: [string, FileStorage][] = []
  readonly #spools: Spool[] = []
  readonly #chunks: Buffer[] = []
  #size = 0
  #fieldBytes = 0
  #parts = 0
  #part: OpenPart | undefined

  constructor(limits: MultipartLimits) {
    this.#limits = limits
  }

  count(chunk: Buffer): void {
    this.#size += chunk.length
    if (this.#size <= mostRawBytes) this.#chunks.push(chunk)
    else this.#chunks.length = 0
    const { body } = this.#limits
    check(this.#size, body, () => `The body is larger than ${body} bytes.`)
  }

  begin(list: string[]): void {
    this.#parts++
    const { parts } = this.#limits
    check(this.#parts, parts, () => `The form has more than ${parts} parts.`)
    const headers = Headers.adopt(list)
    const disposition = headers.get('content-disposition')
    if (disposition === null) {
      throw new ValueError('A part of the multipart body has no Content-Disposition.')
    }
    const [, options] = parseOptionsHeader(disposition)
    const { name, filename } = options
    if (this.#limits.strict) checkNames(name, filename)
    // What has no name cannot be asked for.
    if (name === undefined) this.#part = undefined
    else if (filename === undefined) this.#part = this.#field(name, headers)
    else this.#part = this.#file(name, filename, headers)
  }

  data(bytes: Buffer): void {
    this.#part?.data(bytes)
  }

  end(): void {
    this.#part?.end()
  }

  #field(name: string, headers: Headers): OpenPart {
    const chunks: Buffer[] = []
    let size = 0
    const { field, fields } = this.#limits
    return {
      data: (bytes) => {
        size += bytes.length
        this.#fieldBytes += bytes.length
        check(size, field, () => `The field "${name}" is larger than ${field} bytes.`)
        check(
          this.#fieldBytes,
          fields,
          () => `The fields are larger than ${fields} bytes together.`,
        )
        chunks.push(bytes)
      },
      end: () => {
        this.#fields.push([name, decodeField(Buffer.concat(chunks), headers)])
      },
    }
  }

  #file(name: string, filename: string, headers: Headers): OpenPart {
    const { files } = this.#limits
    check(this.#files.length + 1, files, () => `The form has more than ${files} files.`)
    const spool = new Spool()
    this.#spools.push(spool)
    return {
      data: (bytes) => spool.write(bytes),
      end: () => {
        this.#files.push([name, new FileStorage({ stream: spool, filename, name, headers })])
      },
    }
  }

  result(): MultipartForm {
    const size = this.#size
    const chunks = this.#chunks
    return {
      fields: this.#fields,
      files: this.#files,
      size,
      get bytes() {
        return size > mostRawBytes ? undefined : Buffer.concat(chunks, size)
      },
      close: () => this.close(),
    }
  }

  close(): void {
    for (const spool of this.#spools) spool.close()
  }
}

function checkNames(name: string | undefined, filename: string | undefined): void {
  if (name === undefined) throw new ValueError('A part of the multipart body has no name.')
  if (name.length > nameLimit || (filename?.length ?? 0) > nameLimit) {
    throw new ValueError('A part of the multipart body has a name that is too long.')
  }
}

function check(count: number, limit: number | null, message: () => string): void {
  if (limit !== null && count > limit) throw new FormLimitError(message())
}

// Werkzeug's list of charsets that a field may have.
function decodeField(bytes: Buffer, headers: Headers): string {
  const charset = parseOptionsHeader(headers.get('content-type'))[1].charset?.toLowerCase()
  if (charset === 'iso-8859-1') return decodeBytes(bytes, 'latin1')
  return decodeBytes(bytes, charset === 'ascii' || charset === 'us-ascii' ? 'ascii' : 'utf8')
}
