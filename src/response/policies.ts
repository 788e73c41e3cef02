import { type DurationLike, toSeconds } from '../duration.ts'
import { type ContentSecurityPolicy, parseCsp } from '../http/csp.ts'
import {
  getNames,
  getNumber,
  getText,
  type Names,
  setNames,
  setText,
  showIn,
} from '../http/header-properties.ts'
import type { HeaderSet } from '../http/header-set.ts'
import type { Headers } from '../http/headers.ts'

/** The headers of a response that say what pages may do: content security and cross-origin access. */
export abstract class ResponsePolicies {
  /** The headers that are sent. */
  abstract readonly headers: Headers

  /** What the page may load and do; a change shows in the header. */
  get contentSecurityPolicy(): ContentSecurityPolicy {
    return this.#getPolicy('Content-Security-Policy')
  }

  set contentSecurityPolicy(value: ContentSecurityPolicy | string | null | undefined) {
    setText(this.headers, 'Content-Security-Policy', value?.toString() || null)
  }

  /** The same as `contentSecurityPolicy`, to be reported and not enforced. */
  get contentSecurityPolicyReportOnly(): ContentSecurityPolicy {
    return this.#getPolicy('Content-Security-Policy-Report-Only')
  }

  set contentSecurityPolicyReportOnly(value: ContentSecurityPolicy | string | null | undefined) {
    setText(this.headers, 'Content-Security-Policy-Report-Only', value?.toString() || null)
  }

  #getPolicy(name: string): ContentSecurityPolicy {
    return showIn(this.headers, name, parseCsp(getText(this.headers, name.toLowerCase())))
  }

  /** The origin that may read the answer, or `*`. */
  get accessControlAllowOrigin(): string | undefined {
    return getText(this.headers, 'access-control-allow-origin')
  }

  set accessControlAllowOrigin(value: string | null | undefined) {
    setText(this.headers, 'Access-Control-Allow-Origin', value)
  }

  /** Whether credentials may be sent cross-origin. */
  get accessControlAllowCredentials(): boolean {
    return this.headers.has('access-control-allow-credentials')
  }

  set accessControlAllowCredentials(value: boolean | null | undefined) {
    setText(this.headers, 'Access-Control-Allow-Credentials', value === true ? 'true' : null)
  }

  /** The headers that may be sent cross-origin. */
  get accessControlAllowHeaders(): HeaderSet | undefined {
    return this.#someNames('Access-Control-Allow-Headers')
  }

  set accessControlAllowHeaders(value: Names) {
    setNames(this.headers, 'Access-Control-Allow-Headers', value)
  }

  /** The methods that may be used cross-origin. */
  get accessControlAllowMethods(): HeaderSet | undefined {
    return this.#someNames('Access-Control-Allow-Methods')
  }

  set accessControlAllowMethods(value: Names) {
    setNames(this.headers, 'Access-Control-Allow-Methods', value)
  }

  /** The headers that scripts may read cross-origin. */
  get accessControlExposeHeaders(): HeaderSet | undefined {
    return this.#someNames('Access-Control-Expose-Headers')
  }

  set accessControlExposeHeaders(value: Names) {
    setNames(this.headers, 'Access-Control-Expose-Headers', value)
  }

  #someNames(name: string): HeaderSet | undefined {
    return this.headers.has(name) ? getNames(this.headers, name) : undefined
  }

  /** For how many seconds the access control settings may be cached. */
  get accessControlMaxAge(): number | undefined {
    return getNumber(this.headers, 'access-control-max-age')
  }

  set accessControlMaxAge(value: DurationLike | null | undefined) {
    const seconds = value === null || value === undefined ? null : Math.trunc(toSeconds(value))
    setText(this.headers, 'Access-Control-Max-Age', seconds)
  }

  /** Which documents may share the browsing context: `unsafe-none` unless set. */
  get crossOriginOpenerPolicy(): string {
    return getText(this.headers, 'cross-origin-opener-policy') ?? 'unsafe-none'
  }

  set crossOriginOpenerPolicy(value: string | null | undefined) {
    setText(this.headers, 'Cross-Origin-Opener-Policy', value)
  }

  /** Which cross-origin resources a document may load: `unsafe-none` unless set. */
  get crossOriginEmbedderPolicy(): string {
    return getText(this.headers, 'cross-origin-embedder-policy') ?? 'unsafe-none'
  }

  set crossOriginEmbedderPolicy(value: string | null | undefined) {
    setText(this.headers, 'Cross-Origin-Embedder-Policy', value)
  }
}
