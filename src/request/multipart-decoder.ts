import { isUtf8 } from 'node:buffer'
import { ValueError } from '../errors.ts'

/** What is told of the parts of a multipart body, in order. */
export interface PartSink {
  /** A part begins; its headers are names and values in turn. */
  begin(headers: string[]): void
  /** Bytes of its content. */
  data(bytes: Buffer): void
  /** The part is whole. */
  end(): void
}

const dash = 0x2d
const lineFeed = 0x0a
const carriageReturn = 0x0d

// A line that begins like a delimiter but is none, and one that the bytes so far do not show whole.
const none = -1
const cut = -2

const headLimit = 8 * 1024
const headerLimit = 33
const paddingLimit = 1024

/**
 * Takes a multipart body (RFC 2046 section 5.1) apart while it arrives. As in Werkzeug a line may
 * end in CRLF, LF or CR. The parts do not depend on how the body was cut into pieces.
 */
export class MultipartDecoder {
  readonly #delimiter: Buffer
  readonly #sink: PartSink
  readonly #strict: boolean
  #state: 'preamble' | 'head' | 'content' | 'epilogue' = 'preamble'
  #bytes: Buffer = Buffer.alloc(0)
  // Where the bytes of a head have not been searched, or where those of a content begin.
  #place = 0

  /**
   * @param boundary The boundary of the Content-Type.
   * @param sink What is told of the parts.
   * @param strict Whether a header line without a colon is an error.
   */
  constructor(boundary: string, sink: PartSink, strict: boolean) {
    this.#delimiter = Buffer.from(`--${boundary}`)
    this.#sink = sink
    this.#strict = strict
  }

  /**
   * Takes the next bytes.
   *
   * @throws ValueError When the headers of a part cannot be read.
   */
  write(chunk: Buffer): void {
    if (this.#state === 'epilogue') return
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk])
    while (this.#step());
  }

  /**
   * Says that nothing more comes.
   *
   * @throws ValueError When the last delimiter is missing.
   */
  end(): void {
    if (this.#state !== 'epilogue') throw new ValueError('The multipart body ended too early.')
  }

  #step(): boolean {
    if (this.#state === 'preamble') return this.#skipPreamble()
    if (this.#state === 'head') return this.#readHead()
    return this.#state === 'content' && this.#readContent()
  }

  // The first delimiter needs no line break in front, as in Werkzeug.
  #skipPreamble(): boolean {
    const bytes = this.#bytes
    const delimiter = this.#delimiter
    for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, at + 1)) {
      const end = this.#lineEnd(at)
      if (end === none) continue
      if (end !== cut) return this.#pass(at, end)
      this.#bytes = bytes.subarray(at)
      return false
    }
    this.#bytes = bytes.subarray(Math.max(0, bytes.length - delimiter.length + 1))
    return false
  }

  #readHead(): boolean {
    const bytes = this.#bytes
    const start = blankLine(bytes.subarray(0, headLimit + 4), this.#place)
    if (start < 0) {
      if (bytes.length > headLimit) {
        throw new ValueError('The headers of a part of the multipart body are too large.')
      }
      this.#place = Math.max(0, bytes.length - 3)
      return false
    }
    // The second line break may be the one in front of a delimiter: then the content is empty.
    const second = start + (bytes[start + 1] === lineFeed && bytes[start] !== lineFeed ? 2 : 1)
    // What looks like CR may be the first half of CRLF.
    if (bytes[second] === carriageReturn && second + 1 === bytes.length) return false
    this.#sink.begin(parseHead(bytes.subarray(0, start), this.#strict))
    this.#bytes = bytes.subarray(second)
    this.#place = breakEnd(this.#bytes, 0)
    this.#state = 'content'
    return true
  }

  #readContent(): boolean {
    const bytes = this.#bytes
    const delimiter = this.#delimiter
    for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, at + 1)) {
      const start = breakBefore(bytes, at)
      const end = start < 0 ? none : this.#lineEnd(at)
      if (end === none) continue
      this.#give(start)
      if (end === cut) return false
      this.#sink.end()
      return this.#pass(at - start, end - start)
    }
    this.#give(this.#safeLength())
    return false
  }

  #give(stop: number): void {
    const start = this.#place
    if (stop > start) this.#sink.data(this.#bytes.subarray(start, stop))
    this.#bytes = this.#bytes.subarray(stop)
    this.#place = Math.max(0, start - stop)
  }

  #pass(delimiterAt: number, end: number): boolean {
    const isLast = this.#bytes[delimiterAt + this.#delimiter.length] === dash
    this.#state = isLast ? 'epilogue' : 'head'
    this.#bytes = this.#bytes.subarray(isLast ? this.#bytes.length : end)
    this.#place = 0
    return !isLast
  }

  /** Gives the place behind the line of a delimiter, `none` or `cut`. */
  #lineEnd(delimiterAt: number): number {
    const bytes = this.#bytes
    let at = delimiterAt + this.#delimiter.length
    if (bytes[at] === dash) {
      if (at + 1 === bytes.length) return cut
      return bytes[at + 1] === dash ? at + 2 : none
    }
    const furthest = at + paddingLimit
    while (isPadding(bytes[at]) && at < furthest) at++
    if (at === bytes.length) return cut
    if (bytes[at] === lineFeed) return at + 1
    if (bytes[at] !== carriageReturn) return none
    if (at + 1 === bytes.length) return cut
    return bytes[at + 1] === lineFeed ? at + 2 : at + 1
  }

  /** Gives how many of the bytes cannot belong to a delimiter whose end is still to come. */
  #safeLength(): number {
    const bytes = this.#bytes
    const delimiter = this.#delimiter
    for (let at = Math.max(0, bytes.length - delimiter.length - 1); at < bytes.length; at++) {
      const next = breakEnd(bytes, at)
      const isStart =
        next > at && bytes.subarray(next).equals(delimiter.subarray(0, bytes.length - next))
      if (isStart) return at
    }
    return bytes.length
  }
}

function isPadding(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0b || byte === 0x0c
}

/** Gives the place of the line break that ends at a place, or -1. */
function breakBefore(bytes: Buffer, end: number): number {
  const last = bytes[end - 1]
  if (last === lineFeed && bytes[end - 2] === carriageReturn) return end - 2
  return last === lineFeed || last === carriageReturn ? end - 1 : -1
}

/** Gives the place behind the line break at a place, or that place when there is none. */
function breakEnd(bytes: Buffer, at: number): number {
  if (bytes[at] === lineFeed) return at + 1
  if (bytes[at] !== carriageReturn) return at
  return bytes[at + 1] === lineFeed ? at + 2 : at + 1
}

/** Gives the place of the first two line breaks of one kind, or -1. */
function blankLine(bytes: Buffer, from: number): number {
  const places = ['\r\n\r\n', '\n\n', '\r\r'].map((blank) => bytes.indexOf(blank, from, 'latin1'))
  const found = places.filter((place) => place >= 0)
  return found.length === 0 ? -1 : Math.min(...found)
}

function parseHead(bytes: Buffer, strict: boolean): string[] {
  if (!isUtf8(bytes)) {
    throw new ValueError('The headers of a part of the multipart body are not UTF-8.')
  }
  const headers: string[] = []
  const unfolded = bytes.toString('utf8').replace(/(?:\r\n|\n|\r)[ \t]/g, ' ')
  for (const line of unfolded.split(/[\r\n]+/)) {
    const text = line.trim()
    if (text === '') continue
    const colon = text.indexOf(':')
    if (colon < 0 && strict) {
      throw new ValueError('A header of a part of the multipart body has no colon.')
    }
    const name = colon < 0 ? text : text.slice(0, colon).trimEnd()
    headers.push(name, colon < 0 ? '' : text.slice(colon + 1).trimStart())
  }
  if (headers.length > 2 * headerLimit) {
    throw new ValueError('A part of the multipart body has too many headers.')
  }
  return headers
}
