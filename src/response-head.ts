import { type TimeLike, toDate } from './clock.ts'
import { type DurationLike, toSeconds } from './duration.ts'
import { ValueError } from './errors.ts'
import { WWWAuthenticate } from './http/authorization.ts'
import { parseResponseCacheControl, type ResponseCacheControl } from './http/cache-control.ts'
import { type ContentSecurityPolicy, parseCsp } from './http/csp.ts'
import { httpDate, parseHttpDate } from './http/dates.ts'
import { generateEtag, quoteEtag, unquoteEtag } from './http/etags.ts'
import { type HeaderSet, parseHeaderSet } from './http/header-set.ts'
import { findHeader, type Headers } from './http/headers.ts'
import { dumpHeader, dumpOptionsHeader, parseOptionsHeader } from './http/options-header.ts'
import { ContentRange, parseContentRange } from './http/ranges.ts'
import { isJsonType } from './request-head.ts'

type Names = string | Iterable<string> | null | undefined

/** Every header of a response as a property. Setting one to null removes the header. */
export abstract class ResponseHead {
  /** The headers that are sent. */
  abstract readonly headers: Headers

  #get(lowerName: string): string | undefined {
    return findHeader(this.headers.flat, lowerName)
  }

  #set(name: string, value: string | number | null | undefined): void {
    if (value === null || value === undefined) this.headers.delete(name)
    else this.headers.set(name, value)
  }

  #number(lowerName: string): number | undefined {
    const text = this.#get(lowerName)?.trim()
    return text !== undefined && /^[+-]?[0-9]+$/.test(text) ? Number(text) : undefined
  }

  #getDate(lowerName: string): Date | undefined {
    return parseHttpDate(this.#get(lowerName) ?? '')
  }

  #setDate(name: string, value: TimeLike | null | undefined): void {
    this.#set(name, value === null || value === undefined ? null : httpDate(toDate(value)))
  }

  #getNames(name: string): HeaderSet {
    const set = parseHeaderSet(this.#get(name.toLowerCase()))
    set.onUpdate = () => this.#set(name, set.size === 0 ? null : set.toHeader())
    return set
  }

  #setNames(name: string, value: Names): void {
    if (value === null || value === undefined || typeof value === 'string') {
      this.#set(name, value || null)
      return
    }
    const text = dumpHeader(value)
    this.#set(name, text === '' ? null : text)
  }

  /** The Content-Type header. */
  get contentType(): string | undefined {
    return this.#get('content-type')
  }

  set contentType(value: string | null | undefined) {
    this.#set('Content-Type', value)
  }

  /** The media type without parameters. Setting it adds a charset to text types. */
  get mimetype(): string | undefined {
    const text = this.#get('content-type')
    if (!text) return undefined
    const semicolon = text.indexOf(';')
    return (semicolon < 0 ? text : text.slice(0, semicolon)).trim()
  }

  set mimetype(value: string | null | undefined) {
    this.#set('Content-Type', value === null || value === undefined ? null : withCharset(value))
  }

  /** The parameters of the media type; a change shows in the header. */
  get mimetypeParams(): Record<string, string> {
    const params = parseOptionsHeader(this.#get('content-type'))[1]
    const update = (): boolean => {
      this.headers.set('Content-Type', dumpOptionsHeader(this.mimetype ?? '', params))
      return true
    }
    return new Proxy(params, {
      set: (target, key, value) => Reflect.set(target, key, String(value)) && update(),
      deleteProperty: (target, key) => Reflect.deleteProperty(target, key) && update(),
    })
  }

  /** Whether the media type is JSON. */
  get isJson(): boolean {
    return isJsonType(this.mimetype ?? '')
  }

  /** The Content-Length header, in bytes. */
  get contentLength(): number | undefined {
    return this.#number('content-length')
  }

  set contentLength(value: number | null | undefined) {
    this.#set('Content-Length', value)
  }

  /** The Content-Encoding header. */
  get contentEncoding(): string | undefined {
    return this.#get('content-encoding')
  }

  set contentEncoding(value: string | null | undefined) {
    this.#set('Content-Encoding', value)
  }

  /** The Content-MD5 header. */
  get contentMd5(): string | undefined {
    return this.#get('content-md5')
  }

  set contentMd5(value: string | null | undefined) {
    this.#set('Content-MD5', value)
  }

  /** The Content-Location header. */
  get contentLocation(): string | undefined {
    return this.#get('content-location')
  }

  set contentLocation(value: string | null | undefined) {
    this.#set('Content-Location', value)
  }

  /** The Location header: where a redirect leads, or where a new resource is. */
  get location(): string | undefined {
    return this.#get('location')
  }

  set location(value: string | null | undefined) {
    this.#set('Location', value)
  }

  /** The Accept-Ranges header: `bytes` or `none`. */
  get acceptRanges(): string | undefined {
    return this.#get('accept-ranges')
  }

  set acceptRanges(value: string | null | undefined) {
    this.#set('Accept-Ranges', value)
  }

  /** The part of the whole that is sent; a change shows in the header. */
  get contentRange(): ContentRange {
    const range = parseContentRange(this.#get('content-range')) ?? new ContentRange()
    range.onUpdate = () => this.#set('Content-Range', range.toHeader() || null)
    return range
  }

  set contentRange(value: ContentRange | string | null | undefined) {
    this.#set('Content-Range', value?.toString() || null)
  }

  /** The request headers that the answer depends on; a change shows in the header. */
  get vary(): HeaderSet {
    return this.#getNames('Vary')
  }

  set vary(value: Names) {
    this.#setNames('Vary', value)
  }

  /** The methods that the URL takes; a change shows in the header. */
  get allow(): HeaderSet {
    return this.#getNames('Allow')
  }

  set allow(value: Names) {
    this.#setNames('Allow', value)
  }

  /** The languages of the content; a change shows in the header. */
  get contentLanguage(): HeaderSet {
    return this.#getNames('Content-Language')
  }

  set contentLanguage(value: Names) {
    this.#setNames('Content-Language', value)
  }

  /** How the answer may be cached; a change shows in the header. */
  get cacheControl(): ResponseCacheControl {
    const control = parseResponseCacheControl(this.#get('cache-control'))
    control.onUpdate = () => this.#set('Cache-Control', control.toHeader() || null)
    return control
  }

  /** When the content was changed last. */
  get lastModified(): Date | undefined {
    return this.#getDate('last-modified')
  }

  set lastModified(value: TimeLike | null | undefined) {
    this.#setDate('Last-Modified', value)
  }

  /** Until when the answer is fresh. */
  get expires(): Date | undefined {
    return this.#getDate('expires')
  }

  set expires(value: TimeLike | null | undefined) {
    this.#setDate('Expires', value)
  }

  /** When the answer was made. */
  get date(): Date | undefined {
    return this.#getDate('date')
  }

  set date(value: TimeLike | null | undefined) {
    this.#setDate('Date', value)
  }

  /** How old the answer is, in seconds. */
  get age(): number | undefined {
    const age = this.#number('age')
    return age !== undefined && age >= 0 ? age : undefined
  }

  set age(value: DurationLike | null | undefined) {
    if (value === null || value === undefined) return this.#set('Age', null)
    const seconds = Math.trunc(toSeconds(value))
    if (seconds < 0)
      throw new ValueError(`The age "${seconds}" is negative; give 0 seconds or more.`)
    this.#set('Age', seconds)
  }

  /** When to try again. Set it to a moment, or to a duration (seconds as a number). */
  get retryAfter(): Date | undefined {
    const seconds = this.#number('retry-after')
    if (seconds === undefined) return this.#getDate('retry-after')
    return new Date(Date.now() + seconds * 1000)
  }

  set retryAfter(value: Date | DurationLike | string | null | undefined) {
    if (value === null || value === undefined || typeof value === 'string') {
      this.#set('Retry-After', value)
    } else if (value instanceof Date) this.#setDate('Retry-After', value)
    else if ('epochMilliseconds' in Object(value)) this.#setDate('Retry-After', value as never)
    else this.#set('Retry-After', Math.trunc(toSeconds(value)))
  }

  /** The first challenge of a 401; a change shows in the header. Set it to one or to a list. */
  get wwwAuthenticate(): WWWAuthenticate {
    const found = WWWAuthenticate.fromHeader(this.#get('www-authenticate'))
    const challenge = found ?? new WWWAuthenticate('basic')
    challenge.onUpdate = () => this.#set('WWW-Authenticate', challenge.toHeader())
    return challenge
  }

  set wwwAuthenticate(value: WWWAuthenticate | readonly WWWAuthenticate[] | null | undefined) {
    const list = value instanceof WWWAuthenticate ? [value] : (value ?? [])
    this.headers.setList(
      'WWW-Authenticate',
      list.map((challenge) => challenge.toHeader()),
    )
    if (value instanceof WWWAuthenticate) {
      value.onUpdate = () => this.#set('WWW-Authenticate', value.toHeader())
    }
  }

  /** What the page may load and do; a change shows in the header. */
  get contentSecurityPolicy(): ContentSecurityPolicy {
    return this.#getPolicy('Content-Security-Policy')
  }

  set contentSecurityPolicy(value: ContentSecurityPolicy | string | null | undefined) {
    this.#set('Content-Security-Policy', value?.toString() || null)
  }

  /** The same as `contentSecurityPolicy`, to be reported and not enforced. */
  get contentSecurityPolicyReportOnly(): ContentSecurityPolicy {
    return this.#getPolicy('Content-Security-Policy-Report-Only')
  }

  set contentSecurityPolicyReportOnly(value: ContentSecurityPolicy | string | null | undefined) {
    this.#set('Content-Security-Policy-Report-Only', value?.toString() || null)
  }

  #getPolicy(name: string): ContentSecurityPolicy {
    const policy = parseCsp(this.#get(name.toLowerCase()))
    policy.onUpdate = () => this.#set(name, policy.toHeader() || null)
    return policy
  }

  /** The origin that may read the answer, or `*`. */
  get accessControlAllowOrigin(): string | undefined {
    return this.#get('access-control-allow-origin')
  }

  set accessControlAllowOrigin(value: string | null | undefined) {
    this.#set('Access-Control-Allow-Origin', value)
  }

  /** Whether credentials may be sent cross-origin. */
  get accessControlAllowCredentials(): boolean {
    return this.headers.has('access-control-allow-credentials')
  }

  set accessControlAllowCredentials(value: boolean | null | undefined) {
    this.#set('Access-Control-Allow-Credentials', value === true ? 'true' : null)
  }

  /** The headers that may be sent cross-origin. */
  get accessControlAllowHeaders(): HeaderSet | undefined {
    return this.#someNames('Access-Control-Allow-Headers')
  }

  set accessControlAllowHeaders(value: Names) {
    this.#setNames('Access-Control-Allow-Headers', value)
  }

  /** The methods that may be used cross-origin. */
  get accessControlAllowMethods(): HeaderSet | undefined {
    return this.#someNames('Access-Control-Allow-Methods')
  }

  set accessControlAllowMethods(value: Names) {
    this.#setNames('Access-Control-Allow-Methods', value)
  }

  /** The headers that scripts may read cross-origin. */
  get accessControlExposeHeaders(): HeaderSet | undefined {
    return this.#someNames('Access-Control-Expose-Headers')
  }

  set accessControlExposeHeaders(value: Names) {
    this.#setNames('Access-Control-Expose-Headers', value)
  }

  #someNames(name: string): HeaderSet | undefined {
    return this.headers.has(name) ? this.#getNames(name) : undefined
  }

  /** For how many seconds the access control settings may be cached. */
  get accessControlMaxAge(): number | undefined {
    return this.#number('access-control-max-age')
  }

  set accessControlMaxAge(value: DurationLike | null | undefined) {
    const seconds = value === null || value === undefined ? null : Math.trunc(toSeconds(value))
    this.#set('Access-Control-Max-Age', seconds)
  }

  /** Which documents may share the browsing context: `unsafe-none` unless set. */
  get crossOriginOpenerPolicy(): string {
    return this.#get('cross-origin-opener-policy') ?? 'unsafe-none'
  }

  set crossOriginOpenerPolicy(value: string | null | undefined) {
    this.#set('Cross-Origin-Opener-Policy', value)
  }

  /** Which cross-origin resources a document may load: `unsafe-none` unless set. */
  get crossOriginEmbedderPolicy(): string {
    return this.#get('cross-origin-embedder-policy') ?? 'unsafe-none'
  }

  set crossOriginEmbedderPolicy(value: string | null | undefined) {
    this.#set('Cross-Origin-Embedder-Policy', value)
  }

  /**
   * Sets the ETag.
   *
   * @param etag The tag, without quotes.
   * @param options `weak` marks it as weak.
   */
  setEtag(etag: string, options?: { weak?: boolean } | boolean): void {
    const weak = typeof options === 'object' ? options.weak : options
    this.headers.set('ETag', quoteEtag(etag, weak))
  }

  /** Gives the ETag and whether it is weak, or a pair of undefined. */
  getEtag(): [string, boolean] | [undefined, undefined] {
    return unquoteEtag(this.#get('etag'))
  }

  /**
   * Adds an ETag made of the body, unless there is one.
   *
   * @param options `overwrite` replaces the one that is there, `weak` marks it as weak.
   */
  addEtag(options?: { overwrite?: boolean; weak?: boolean }): void {
    if (!options?.overwrite && this.headers.has('etag')) return
    this.setEtag(generateEtag(this.etagSource()), options)
  }

  /** Gives the bytes that an ETag is made of. */
  protected abstract etagSource(): Uint8Array
}

const textTypes = new Set([
  'application/ecmascript',
  'application/javascript',
  'application/sql',
  'application/xml',
  'application/xml-dtd',
  'application/xml-external-parsed-entity',
])

/** Adds `; charset=utf-8` to media types of text. Werkzeug's `get_content_type`. */
export function withCharset(mimetype: string): string {
  const isText =
    mimetype.startsWith('text/') || textTypes.has(mimetype) || mimetype.endsWith('+xml')
  return isText ? `${mimetype}; charset=utf-8` : mimetype
}
