import { Accept, CharsetAccept, LanguageAccept, MIMEAccept, parseAccept } from '../http/accept.ts'
import { Authorization } from '../http/authorization.ts'
import { parseRequestCacheControl, type RequestCacheControl } from '../http/cache-control.ts'
import { parseHttpDate } from '../http/dates.ts'
import { type ETags, parseEtags } from '../http/etags.ts'
import { type HeaderSet, parseHeaderSet } from '../http/header-set.ts'
import { findHeader, type Headers } from '../http/headers.ts'
import { type OptionsHeader, parseListHeader, parseOptionsHeader } from '../http/options-header.ts'
import { type IfRange, parseIfRange, parseRange, type Range } from '../http/ranges.ts'
import { UserAgent } from '../http/user-agent.ts'

/** What was read from the headers so far. */
interface Readings {
  type?: OptionsHeader
  mimetypes?: MIMEAccept
  languages?: LanguageAccept
  charsets?: CharsetAccept
  encodings?: Accept
  authorization?: Authorization | null
  cacheControl?: RequestCacheControl
  ifMatch?: ETags
  ifNoneMatch?: ETags
  ifRange?: IfRange
  range?: Range | null
  userAgent?: UserAgent
  pragma?: HeaderSet
}

/** Everything that a request tells by its headers; each is read when it is first asked for. */
export abstract class RequestHead {
  /** The class of `userAgent`: one of your own can read the browser from the text. */
  static userAgentClass: typeof UserAgent = UserAgent

  declare userAgentClass?: typeof UserAgent

  #readings: Readings | undefined

  /** The headers as they came, in any case. */
  abstract readonly headers: Headers

  /** The address of the peer. */
  abstract readonly remoteAddr: string | undefined

  get #read(): Readings {
    this.#readings ??= {}
    return this.#readings
  }

  #header(lowerName: string): string | undefined {
    return findHeader(this.headers.flat, lowerName)
  }

  // Lists may come in several lines, which count as one.
  #joined(lowerName: string): string | undefined {
    const values = this.headers.getList(lowerName)
    return values.length > 1 ? values.join(',') : values[0]
  }

  get #type(): OptionsHeader {
    const read = this.#read
    read.type ??= parseOptionsHeader(this.#header('content-type'))
    return read.type
  }

  /** The Content-Type header. */
  get contentType(): string | undefined {
    return this.#header('content-type')
  }

  /** The media type in lower case, without parameters; empty when there is none. */
  get mimetype(): string {
    return this.#type[0].toLowerCase()
  }

  /** The parameters of the media type. */
  get mimetypeParams(): Record<string, string> {
    return this.#type[1]
  }

  /** Whether the media type is JSON: `application/json` or `application/…+json`. */
  get isJson(): boolean {
    return isJsonType(this.mimetype)
  }

  /** The length of the body in bytes; undefined when it is not known, as for a chunked one. */
  get contentLength(): number | undefined {
    if (this.#header('transfer-encoding')?.toLowerCase() === 'chunked') return undefined
    const text = this.#header('content-length')
    if (text === undefined) return undefined
    return /^\s*[0-9]+\s*$/.test(text) ? Number(text) : 0
  }

  /** The Content-Encoding header. */
  get contentEncoding(): string | undefined {
    return this.#header('content-encoding')
  }

  /** The Content-MD5 header. */
  get contentMd5(): string | undefined {
    return this.#header('content-md5')
  }

  /** The address of the page that led here, as the client says. */
  get referrer(): string | undefined {
    return this.#header('referer')
  }

  /** The origin of the page that sends the request. */
  get origin(): string | undefined {
    return this.#header('origin')
  }

  /** The Date header. */
  get date(): Date | undefined {
    return parseHttpDate(this.#header('date') ?? '')
  }

  /** The Max-Forwards header. */
  get maxForwards(): number | undefined {
    const text = this.#header('max-forwards')?.trim()
    return text !== undefined && /^[+-]?[0-9]+$/.test(text) ? Number(text) : undefined
  }

  /** The Pragma header. */
  get pragma(): HeaderSet {
    const read = this.#read
    read.pragma ??= parseHeaderSet(this.#joined('pragma'))
    return read.pragma
  }

  /** The media types that the client takes. */
  get acceptMimetypes(): MIMEAccept {
    const read = this.#read
    read.mimetypes ??= parseAccept(this.#joined('accept'), MIMEAccept)
    return read.mimetypes
  }

  /** The languages that the client takes. */
  get acceptLanguages(): LanguageAccept {
    const read = this.#read
    read.languages ??= parseAccept(this.#joined('accept-language'), LanguageAccept)
    return read.languages
  }

  /** The charsets that the client takes. */
  get acceptCharsets(): CharsetAccept {
    const read = this.#read
    read.charsets ??= parseAccept(this.#joined('accept-charset'), CharsetAccept)
    return read.charsets
  }

  /** The encodings that the client takes: `gzip` and such. */
  get acceptEncodings(): Accept {
    const read = this.#read
    read.encodings ??= parseAccept(this.#joined('accept-encoding'), Accept)
    return read.encodings
  }

  /** The credentials; undefined when there are none or they cannot be read. */
  get authorization(): Authorization | undefined {
    const read = this.#read
    if (read.authorization === undefined) {
      read.authorization = Authorization.fromHeader(this.#header('authorization')) ?? null
    }
    return read.authorization ?? undefined
  }

  /** The Cache-Control header. */
  get cacheControl(): RequestCacheControl {
    const read = this.#read
    read.cacheControl ??= parseRequestCacheControl(this.#joined('cache-control'))
    return read.cacheControl
  }

  /** The tags of If-Match. */
  get ifMatch(): ETags {
    const read = this.#read
    read.ifMatch ??= parseEtags(this.#joined('if-match'))
    return read.ifMatch
  }

  /** The tags of If-None-Match. */
  get ifNoneMatch(): ETags {
    const read = this.#read
    read.ifNoneMatch ??= parseEtags(this.#joined('if-none-match'))
    return read.ifNoneMatch
  }

  /** The date of If-Modified-Since. */
  get ifModifiedSince(): Date | undefined {
    return parseHttpDate(this.#header('if-modified-since') ?? '')
  }

  /** The date of If-Unmodified-Since. */
  get ifUnmodifiedSince(): Date | undefined {
    return parseHttpDate(this.#header('if-unmodified-since') ?? '')
  }

  /** The If-Range header. */
  get ifRange(): IfRange {
    const read = this.#read
    read.ifRange ??= parseIfRange(this.#header('if-range'))
    return read.ifRange
  }

  /** The Range header; undefined when it is missing or malformed. */
  get range(): Range | undefined {
    const read = this.#read
    if (read.range === undefined) read.range = parseRange(this.#header('range')) ?? null
    return read.range ?? undefined
  }

  /** What the client says it is. */
  get userAgent(): UserAgent {
    const read = this.#read
    const { userAgentClass } = this.constructor as typeof RequestHead
    read.userAgent ??= new (this.userAgentClass ?? userAgentClass)(this.#header('user-agent') ?? '')
    return read.userAgent
  }

  /** The headers that a cross-origin request would send. */
  get accessControlRequestHeaders(): HeaderSet | undefined {
    const text = this.#joined('access-control-request-headers')
    return text === undefined ? undefined : parseHeaderSet(text)
  }

  /** The method that a cross-origin request would use. */
  get accessControlRequestMethod(): string | undefined {
    return this.#header('access-control-request-method')
  }

  /** The addresses of X-Forwarded-For, which anybody can send, or that of the peer. */
  get accessRoute(): string[] {
    const text = this.#joined('x-forwarded-for')
    if (text !== undefined) return parseListHeader(text)
    return this.remoteAddr === undefined ? [] : [this.remoteAddr]
  }
}

/** Tells whether a media type is JSON. */
export function isJsonType(mimetype: string): boolean {
  return (
    mimetype === 'application/json' ||
    (mimetype.startsWith('application/') && mimetype.endsWith('+json'))
  )
}
