import { type DurationLike, toSeconds } from '../duration.ts'
import { Directives, type DirectivesInit } from './directives.ts'
import { dumpHeader, parseDictHeader } from './options-header.ts'

type Value = string | null

/** What requests and responses have in common in `Cache-Control`. */
class CacheControl extends Directives<Value> {
  /** False when null was given in place of directives. Of a request it is true, as in Werkzeug. */
  readonly provided: boolean

  /**
   * @param values The directives and their values; with null `provided` is false.
   */
  constructor(values: DirectivesInit<Value> | null = []) {
    super(values)
    this.provided = values !== null
  }

  /** Whether nothing may keep the answer. */
  get noStore(): boolean {
    return this.has('no-store')
  }

  /** For how many seconds the answer is fresh. */
  get maxAge(): number | undefined {
    return this.number('max-age')
  }

  /** Whether nothing on the way may change the content. */
  get noTransform(): boolean {
    return this.has('no-transform')
  }

  /** For how many seconds a stale answer may stand in for an error. */
  get staleIfError(): number | undefined {
    return this.number('stale-if-error')
  }

  toHeader(): string {
    return dumpHeader(this)
  }

  protected number(directive: string): number | undefined {
    const value = this.get(directive)
    return typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : undefined
  }

  /** Reads a directive that has a text or stands alone. */
  protected textOrFlag(directive: string): string | true | undefined {
    const value = this.get(directive)
    return value === null ? true : value
  }

  protected put(directive: string, value: string | boolean | null | undefined): void {
    if (value === undefined || value === null || value === false) this.delete(directive)
    else this.set(directive, value === true ? null : value)
  }

  protected putNumber(directive: string, value: DurationLike | null | undefined): void {
    const known = value !== undefined && value !== null
    this.put(directive, known ? String(Math.trunc(toSeconds(value))) : null)
  }

  protected putFlag(directive: string, value: unknown): void {
    this.put(directive, Boolean(value))
  }
}

/** `Cache-Control` of a request; it cannot be changed. Werkzeug's `RequestCacheControl`. */
export class RequestCacheControl extends CacheControl {
  protected override checkChange(): void {
    throw new TypeError('The Cache-Control of a request cannot be changed.')
  }

  /** Whether a kept answer must be checked first. */
  get noCache(): boolean {
    return this.has('no-cache')
  }

  /** For how many seconds an answer may be stale; true for any time. */
  get maxStale(): number | true | undefined {
    return this.get('max-stale') === null ? true : this.number('max-stale')
  }

  /** For how many seconds the answer must stay fresh. */
  get minFresh(): number | undefined {
    return this.number('min-fresh')
  }

  /** Whether only a kept answer is wanted. */
  get onlyIfCached(): boolean {
    return this.has('only-if-cached')
  }
}

type Flag = boolean | null | undefined
type TextOrFlag = string | boolean | null | undefined
type Lifetime = DurationLike | null | undefined

/** `Cache-Control` of a response. Werkzeug's `ResponseCacheControl`; a change shows in the response. */
export class ResponseCacheControl extends CacheControl {
  override get noStore(): boolean {
    return this.has('no-store')
  }

  override set noStore(value: Flag) {
    this.putFlag('no-store', value)
  }

  override get maxAge(): number | undefined {
    return this.number('max-age')
  }

  override set maxAge(value: Lifetime) {
    this.putNumber('max-age', value)
  }

  override get noTransform(): boolean {
    return this.has('no-transform')
  }

  override set noTransform(value: Flag) {
    this.putFlag('no-transform', value)
  }

  override get staleIfError(): number | undefined {
    return this.number('stale-if-error')
  }

  override set staleIfError(value: Lifetime) {
    this.putNumber('stale-if-error', value)
  }

  /** Whether a kept answer must be checked first; a text names the headers that this is about. */
  get noCache(): string | boolean | undefined {
    return this.textOrFlag('no-cache')
  }

  set noCache(value: TextOrFlag) {
    this.put('no-cache', value)
  }

  /** Whether shared caches may keep the answer. */
  get public(): boolean {
    return this.has('public')
  }

  set public(value: Flag) {
    this.putFlag('public', value)
  }

  /** Whether only the client's own cache may keep the answer; a text names the headers that this is about. */
  get private(): string | boolean | undefined {
    return this.textOrFlag('private')
  }

  set private(value: TextOrFlag) {
    this.put('private', value)
  }

  /** Whether a stale answer must be checked. */
  get mustRevalidate(): boolean {
    return this.has('must-revalidate')
  }

  set mustRevalidate(value: Flag) {
    this.putFlag('must-revalidate', value)
  }

  /** Whether shared caches must check a stale answer. */
  get proxyRevalidate(): boolean {
    return this.has('proxy-revalidate')
  }

  set proxyRevalidate(value: Flag) {
    this.putFlag('proxy-revalidate', value)
  }

  /** For how many seconds the answer is fresh in shared caches. */
  get sMaxage(): number | undefined {
    return this.number('s-maxage')
  }

  set sMaxage(value: Lifetime) {
    this.putNumber('s-maxage', value)
  }

  /** Whether the answer will not change while it is fresh. */
  get immutable(): boolean {
    return this.has('immutable')
  }

  set immutable(value: Flag) {
    this.putFlag('immutable', value)
  }

  /** Whether only caches that understand the status may keep the answer. */
  get mustUnderstand(): boolean {
    return this.has('must-understand')
  }

  set mustUnderstand(value: Flag) {
    this.putFlag('must-understand', value)
  }

  /** For how many seconds a stale answer may be used while a new one is fetched. */
  get staleWhileRevalidate(): number | undefined {
    return this.number('stale-while-revalidate')
  }

  set staleWhileRevalidate(value: Lifetime) {
    this.putNumber('stale-while-revalidate', value)
  }
}

/** Reads the `Cache-Control` header of a request. */
export function parseRequestCacheControl(text?: string | null): RequestCacheControl {
  return new RequestCacheControl(text ? parseDictHeader(text) : [])
}

/** Reads the `Cache-Control` header of a response. */
export function parseResponseCacheControl(text?: string | null): ResponseCacheControl {
  return new ResponseCacheControl(text ? parseDictHeader(text) : [])
}
