import { presentTime, type TimeLike } from '../clock.ts'
import { type DurationLike, toSeconds } from '../duration.ts'
import { ValueError } from '../errors.ts'
import { parseResponseCacheControl, type ResponseCacheControl } from '../http/cache-control.ts'
import { generateEtag, quoteEtag, unquoteEtag } from '../http/etags.ts'
import {
  getDate,
  getNames,
  getNumber,
  getText,
  type Names,
  type RetryAfterLike,
  retryAfterText,
  setDate,
  setNames,
  setText,
  showIn,
} from '../http/header-properties.ts'
import type { HeaderSet } from '../http/header-set.ts'
import { dumpOptionsHeader, parseOptionsHeader } from '../http/options-header.ts'
import { ContentRange, parseContentRange } from '../http/ranges.ts'
import { WWWAuthenticate } from '../http/www-authenticate.ts'
import { type Flag, readArguments, readFlag } from '../options.ts'
import { isJsonType } from '../request/head.ts'
import { ResponsePolicies } from './policies.ts'

/** Every header of a response as a property. Setting one to null removes the header. */
export abstract class ResponseHead extends ResponsePolicies {
  /** The Content-Type header. */
  get contentType(): string | undefined {
    return getText(this.headers, 'content-type')
  }

  set contentType(value: string | null | undefined) {
    setText(this.headers, 'Content-Type', value)
  }

  /** The media type without parameters. Setting it adds a charset to text types. */
  get mimetype(): string | undefined {
    const text = getText(this.headers, 'content-type')
    if (!text) return undefined
    const semicolon = text.indexOf(';')
    return (semicolon < 0 ? text : text.slice(0, semicolon)).trim()
  }

  set mimetype(value: string | null | undefined) {
    setText(
      this.headers,
      'Content-Type',
      value === null || value === undefined ? null : withCharset(value),
    )
  }

  /** The parameters of the media type; a change shows in the header. */
  get mimetypeParams(): Record<string, string> {
    const params = parseOptionsHeader(getText(this.headers, 'content-type'))[1]
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
    return getNumber(this.headers, 'content-length')
  }

  set contentLength(value: number | string | null | undefined) {
    setText(this.headers, 'Content-Length', value)
  }

  /** The Content-Encoding header. */
  get contentEncoding(): string | undefined {
    return getText(this.headers, 'content-encoding')
  }

  set contentEncoding(value: string | null | undefined) {
    setText(this.headers, 'Content-Encoding', value)
  }

  /** The Content-MD5 header. */
  get contentMd5(): string | undefined {
    return getText(this.headers, 'content-md5')
  }

  set contentMd5(value: string | null | undefined) {
    setText(this.headers, 'Content-MD5', value)
  }

  /** The Content-Location header. */
  get contentLocation(): string | undefined {
    return getText(this.headers, 'content-location')
  }

  set contentLocation(value: string | null | undefined) {
    setText(this.headers, 'Content-Location', value)
  }

  /** The Location header: where a redirect leads, or where a new resource is. */
  get location(): string | undefined {
    return getText(this.headers, 'location')
  }

  set location(value: string | null | undefined) {
    setText(this.headers, 'Location', value)
  }

  /** The Accept-Ranges header: `bytes` or `none`. */
  get acceptRanges(): string | undefined {
    return getText(this.headers, 'accept-ranges')
  }

  set acceptRanges(value: string | null | undefined) {
    setText(this.headers, 'Accept-Ranges', value)
  }

  /** The part of the whole that is sent; a change shows in the header. */
  get contentRange(): ContentRange {
    const range = parseContentRange(getText(this.headers, 'content-range')) ?? new ContentRange()
    return showIn(this.headers, 'Content-Range', range)
  }

  set contentRange(value: ContentRange | string | null | undefined) {
    setText(this.headers, 'Content-Range', value?.toString() || null)
  }

  /** The request headers that the answer depends on; a change shows in the header. */
  get vary(): HeaderSet {
    return getNames(this.headers, 'Vary')
  }

  set vary(value: Names) {
    setNames(this.headers, 'Vary', value)
  }

  /** The methods that the URL takes; a change shows in the header. */
  get allow(): HeaderSet {
    return getNames(this.headers, 'Allow')
  }

  set allow(value: Names) {
    setNames(this.headers, 'Allow', value)
  }

  /** The languages of the content; a change shows in the header. */
  get contentLanguage(): HeaderSet {
    return getNames(this.headers, 'Content-Language')
  }

  set contentLanguage(value: Names) {
    setNames(this.headers, 'Content-Language', value)
  }

  /** How the answer may be cached; a change shows in the header. */
  get cacheControl(): ResponseCacheControl {
    const control = parseResponseCacheControl(getText(this.headers, 'cache-control'))
    return showIn(this.headers, 'Cache-Control', control)
  }

  /** When the content was changed last. */
  get lastModified(): Date | undefined {
    return getDate(this.headers, 'last-modified')
  }

  set lastModified(value: TimeLike | null | undefined) {
    setDate(this.headers, 'Last-Modified', value)
  }

  /** Until when the answer is fresh. */
  get expires(): Date | undefined {
    return getDate(this.headers, 'expires')
  }

  set expires(value: TimeLike | null | undefined) {
    setDate(this.headers, 'Expires', value)
  }

  /** When the answer was made. */
  get date(): Date | undefined {
    return getDate(this.headers, 'date')
  }

  set date(value: TimeLike | null | undefined) {
    setDate(this.headers, 'Date', value)
  }

  /** How old the answer is, in seconds. */
  get age(): number | undefined {
    const age = getNumber(this.headers, 'age')
    return age !== undefined && age >= 0 ? age : undefined
  }

  set age(value: DurationLike | null | undefined) {
    const seconds = value === null || value === undefined ? null : Math.trunc(toSeconds(value))
    if (seconds !== null && seconds < 0)
      throw new ValueError(`The age "${seconds}" is negative; give 0 seconds or more.`)
    setText(this.headers, 'Age', seconds)
  }

  /** When to try again. Set it to a moment, or to a duration (seconds as a number). */
  get retryAfter(): Date | undefined {
    const seconds = getNumber(this.headers, 'retry-after')
    if (seconds === undefined) return getDate(this.headers, 'retry-after')
    return new Date((presentTime() + seconds) * 1000)
  }

  set retryAfter(value: RetryAfterLike | null | undefined) {
    setText(
      this.headers,
      'Retry-After',
      value === null || value === undefined ? value : retryAfterText(value),
    )
  }

  /** The first challenge of a 401; a change shows in the header. Set it to one or to a list. */
  get wwwAuthenticate(): WWWAuthenticate {
    const found = WWWAuthenticate.fromHeader(getText(this.headers, 'www-authenticate'))
    return showIn(this.headers, 'WWW-Authenticate', found ?? new WWWAuthenticate('basic'))
  }

  set wwwAuthenticate(value: WWWAuthenticate | readonly WWWAuthenticate[] | null | undefined) {
    const list = value instanceof WWWAuthenticate ? [value] : (value ?? [])
    this.headers.setList(
      'WWW-Authenticate',
      list.map((challenge) => challenge.toHeader()),
    )
    if (value instanceof WWWAuthenticate) showIn(this.headers, 'WWW-Authenticate', value)
  }

  /**
   * Sets the ETag.
   *
   * @param etag The tag, without quotes.
   * @param weak True marks it as weak.
   */
  setEtag(etag: string, weak?: Flag<'weak'>): void {
    this.headers.set('ETag', quoteEtag(etag, readFlag(weak, 'weak', 'setEtag()')))
  }

  /** Gives the ETag and whether it is weak, or a pair of undefined. */
  getEtag(): [string, boolean] | [undefined, undefined] {
    return unquoteEtag(getText(this.headers, 'etag'))
  }

  /**
   * Adds an ETag made of the body, unless there is one.
   *
   * @param args `overwrite` replaces the one that is there, `weak` marks it as weak: by place or by
   *   name.
   */
  addEtag(
    ...args: [overwrite?: boolean, weak?: boolean] | [{ overwrite?: boolean; weak?: boolean }]
  ): void {
    const { overwrite, weak } = readArguments(['overwrite', 'weak'], args, 'addEtag()')
    if (!overwrite && this.headers.has('etag')) return
    this.setEtag(generateEtag(this.etagSource()), weak === true)
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
  if (mimetype === 'text/html') return 'text/html; charset=utf-8'
  if (mimetype === 'application/json') return mimetype
  const isText =
    mimetype.startsWith('text/') || textTypes.has(mimetype) || mimetype.endsWith('+xml')
  return isText ? `${mimetype}; charset=utf-8` : mimetype
}
