import { RuntimeError } from '../errors.ts'
import { placeOf } from '../http/header-list.ts'
import { Headers, type HeadersInit } from '../http/headers.ts'
import { escapeLocations } from '../http/iri.ts'
import type { Markup } from '../markup.ts'
import { type Flag, readFlag } from '../options.ts'
import { setOwn } from '../own-property.ts'
import {
  type Body,
  type BodyPart,
  checkedPart,
  consumed,
  describe,
  isStream,
  toBuffer,
} from './body.ts'
import { entityHeaders, ResponseStatus } from './status.ts'

type Stored = BodyPart | BodyPart[] | Exclude<Body, Markup>

/** A writer that appends to the body of a response. */
export interface ResponseStream {
  /** Appends a piece, and gives its length. */
  write(part: BodyPart): number
  /** Appends several pieces. */
  writelines(parts: Iterable<BodyPart>): void
}

/** The headers and the body of a response. */
export abstract class ResponseContent extends ResponseStatus {
  /** Whether a body that comes piece by piece may be read to its end where its bytes are asked for. */
  static implicitSequenceConversion = true

  /** Whether a body that comes piece by piece may be read to its end; what its class says unless set. */
  get implicitSequenceConversion(): boolean {
    return (this.constructor as typeof ResponseContent).implicitSequenceConversion
  }

  set implicitSequenceConversion(value: boolean) {
    setOwn(this, 'implicitSequenceConversion', value)
  }

  /** Names and values in turn, as they are sent. */
  protected readonly flat: string[]
  #headers: Headers | undefined
  #body: Stored = ''
  #length = -1
  /** Passed on as it is: hooks cannot read or change the body. */
  directPassthrough = false

  constructor(headers: HeadersInit | null | undefined) {
    super()
    if (headers === undefined || headers === null) this.flat = []
    else {
      this.#headers = new Headers(headers)
      this.flat = this.#headers.flat
    }
  }

  /** The headers. */
  get headers(): Headers {
    this.#headers ??= Headers.adopt(this.flat)
    return this.#headers
  }

  /** What the body is made of. Set it to anything that `new Response` takes, but null. */
  get body(): Body {
    return this.#body
  }

  set body(body: Body) {
    if (typeof body === 'string' || body instanceof Uint8Array) this.setData(body)
    else this.#setPieces(body)
  }

  #setPieces(body: Body): void {
    if (Array.isArray(body)) this.#body = body.map(checkedPart)
    else if (typeof (body as Markup).__html__ === 'function') this.setData(String(body))
    else if (isStream(body)) this.#body = body as Stored
    else {
      throw new TypeError(
        `A response body is text, bytes, or something that gives them one by one, not ${describe(body)}.`,
      )
    }
  }

  /** What the body is made of, text and bytes as a list of one piece: Werkzeug's `response`. */
  get response(): Body {
    const body = this.#body
    if (typeof body === 'string' || body instanceof Uint8Array)
      this.#body = body.length === 0 ? [] : [toBuffer(body)]
    return this.#body
  }

  set response(body: Body) {
    this.body = body
  }

  /** The whole body as bytes. Set it with text or bytes. */
  get data(): Buffer {
    return this.getData()
  }

  set data(value: BodyPart) {
    this.setData(value)
  }

  /**
   * Gives the whole body.
   *
   * @param asText True gives text (UTF-8); bytes unless given.
   * @throws RuntimeError When the body is an async stream, or passed through.
   */
  getData(asText?: false | { asText?: false }): Buffer
  getData(asText: true | { asText: true }): string
  getData(asText?: Flag<'asText'>): Buffer | string {
    const body = this.#sequence()
    if (readFlag(asText, 'asText', 'getData()'))
      return typeof body === 'string' ? body : toBuffer(body).toString('utf8')
    return toBuffer(body)
  }

  /** Replaces the body by text or bytes, and sets Content-Length. */
  setData(value: BodyPart): void {
    this.#body = value
    this.#length = typeof value === 'string' ? Buffer.byteLength(value) : value.byteLength
    this.#fitLength(String(this.#length))
  }

  /** The length in bytes of a body that was set as one text, or one piece of bytes; -1 without one. */
  get bodyLength(): number {
    return this.#length
  }

  /** Whether the body comes piece by piece and its length is not known. */
  get isStreamed(): boolean {
    return !this.isSequence
  }

  /** Whether the whole body is in memory. */
  get isSequence(): boolean {
    return (
      typeof this.#body === 'string' ||
      this.#body instanceof Uint8Array ||
      Array.isArray(this.#body)
    )
  }

  /**
   * Reads a body that comes piece by piece, so that it is in memory.
   *
   * @throws RuntimeError When it is an async stream, or passed through.
   */
  makeSequence(): void {
    if (!this.isSequence) this.#consume()
  }

  /**
   * Gives the pieces of the body as bytes; a generator is read to its end.
   *
   * @throws RuntimeError When the body is an async stream.
   */
  iterEncoded(): IterableIterator<Buffer> {
    const body = this.#body
    const parts = typeof body === 'string' || body instanceof Uint8Array ? [body] : consumed(body)
    return parts.map(toBuffer).values()
  }

  /**
   * Gives the length of the body in bytes, for which a generator is read to its end; undefined when
   * the body cannot be had at once.
   */
  calculateContentLength(): number | undefined {
    try {
      return this.getData().length
    } catch (error) {
      if (error instanceof RuntimeError) return undefined
      throw error
    }
  }

  /** A writer that appends to the body. */
  get stream(): ResponseStream {
    const write = (part: BodyPart): number => {
      const body = this.#sequence()
      const parts = Array.isArray(body) ? body : [body]
      parts.push(checkedPart(part))
      this.#body = parts
      this.headers.delete('Content-Length')
      return part.length
    }
    return {
      write,
      writelines(parts) {
        for (const part of parts) write(part)
      },
    }
  }

  /** Makes the whole body available, computes Content-Length and the ETag. */
  freeze(): void {
    this.#sequence()
    const parts = [...this.iterEncoded()]
    this.#body = parts
    this.headers.set('Content-Length', String(toBuffer(parts).length))
    this.addEtag()
  }

  /**
   * Gives names and values in turn, as they go out: without what the status forbids, and in ASCII
   * where they name a place.
   *
   * @param length The length of the body in bytes, where it is known: what the headers say of it is
   *   made true, as the next answer on the connection would begin in the middle of this one.
   */
  transportHeaders(length?: number): string[] {
    const code = this.statusCode
    if (code === 304 || code === 204 || code < 200) this.#dropEntityHeaders(code)
    else if (length === undefined && Array.isArray(this.#body)) this.#addLengthOf(this.#body)
    // Where nobody ever asked for the headers no place is named, and the length is still the body's.
    const asked = this.#headers
    if (asked !== undefined) prepareHeaders(asked)
    if (length !== undefined && (asked !== undefined || length !== this.#length))
      this.#fitLength(String(length))
    return this.flat
  }

  #dropEntityHeaders(code: number): void {
    const names = code === 304 ? entityHeaders : ['Content-Length']
    for (const name of names) this.headers.delete(name)
  }

  #addLengthOf(pieces: BodyPart[]): void {
    this.headers.setDefault('Content-Length', String(toBuffer(pieces).length))
  }

  #fitLength(length: string): void {
    const { flat } = this
    const place = placeOf(flat, 'content-length', 0)
    if (place < 0) flat.push('Content-Length', length)
    else this.headers.set('Content-Length', length)
  }

  override toString(): string {
    const size = this.isSequence ? `${this.getData().length} bytes` : 'streamed'
    return `<${this.constructor.name} ${size} [${this.status}]>`
  }

  /** The bytes an ETag is computed from. */
  protected override etagSource(): Buffer {
    return this.getData()
  }

  /** Takes over all that another response is. */
  protected adopt(other: ResponseContent): void {
    this.flat.splice(0, Infinity, ...other.flat)
    this.#body = other.#body
    this.#length = other.#length
    this.directPassthrough = other.directPassthrough
    this.adoptFate(other)
  }

  #sequence(): BodyPart | BodyPart[] {
    const body = this.#body
    if (typeof body === 'string' || body instanceof Uint8Array || Array.isArray(body)) return body
    if (this.directPassthrough) {
      throw new RuntimeError(
        'The body is passed through as it is. Set directPassthrough to false before reading it.',
      )
    }
    if (!this.implicitSequenceConversion) {
      throw new RuntimeError(
        'The body comes piece by piece, and implicitSequenceConversion is false. Call makeSequence() before reading it.',
      )
    }
    return this.#consume()
  }

  // An iterator that was read early is still told when the response ends.
  #consume(): BodyPart[] {
    const body = this.#body
    const parts = consumed(body)
    const { return: close } = body as Partial<Iterator<unknown>>
    if (typeof close === 'function') this.callOnClose(() => close.call(body))
    this.#body = parts
    return parts
  }
}

function prepareHeaders(headers: Headers): void {
  escapeLocations(headers.flat)
  // The transport says how a body is framed: two headers that say it are read in two ways.
  headers.delete('Transfer-Encoding')
}
