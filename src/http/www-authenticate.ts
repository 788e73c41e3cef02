import { type AuthParameters, dataOf, schemeOf, titled } from './auth-scheme.ts'
import { dumpHeader, quoteHeaderValue } from './options-header.ts'

const alwaysQuoted = new Set(['realm', 'domain', 'nonce', 'opaque', 'qop'])

/** A challenge of a response. Werkzeug's `WWWAuthenticate`; a change shows in the response. */
export class WWWAuthenticate {
  /** Called after each change. */
  onUpdate: ((challenge: WWWAuthenticate) => void) | undefined
  #type: string
  #parameters: AuthParameters
  #token: string | undefined

  /**
   * @param type The scheme: `basic`, `bearer`, `digest`.
   * @param parameters What is said by name, such as the realm.
   * @param token What is said as it stands, in place of parameters.
   */
  constructor(
    type: string,
    parameters?: Readonly<Record<string, string | null>> | null,
    token?: string | null,
  ) {
    this.#type = type.toLowerCase()
    this.#parameters = this.#watched(parameters)
    this.#token = token ?? undefined
  }

  /** The scheme. */
  get type(): string {
    return this.#type
  }

  set type(type: string) {
    this.#type = type
    this.onUpdate?.(this)
  }

  /** What is said by name. */
  get parameters(): AuthParameters {
    return this.#parameters
  }

  set parameters(parameters: Readonly<Record<string, string | null>> | null) {
    this.#parameters = this.#watched(parameters)
    this.onUpdate?.(this)
  }

  /** What is said as it stands. */
  get token(): string | undefined {
    return this.#token
  }

  set token(token: string | null | undefined) {
    this.#token = token ?? undefined
    this.onUpdate?.(this)
  }

  /** What is protected. */
  get realm(): string | undefined {
    return this.get('realm')
  }

  set realm(value: string | null | undefined) {
    this.set('realm', value)
  }

  /** The URLs that are protected, with `digest`. */
  get domain(): string | undefined {
    return this.get('domain')
  }

  set domain(value: string | null | undefined) {
    this.set('domain', value)
  }

  /** The text to sign, with `digest`. */
  get nonce(): string | undefined {
    return this.get('nonce')
  }

  set nonce(value: string | null | undefined) {
    this.set('nonce', value)
  }

  /** What the client sends back as it is, with `digest`. */
  get opaque(): string | undefined {
    return this.get('opaque')
  }

  set opaque(value: string | null | undefined) {
    this.set('opaque', value)
  }

  /** The digest, with `digest`. */
  get algorithm(): string | undefined {
    return this.get('algorithm')
  }

  set algorithm(value: string | null | undefined) {
    this.set('algorithm', value)
  }

  /** What is signed, with `digest`. */
  get qop(): string | undefined {
    return this.get('qop')
  }

  set qop(value: string | null | undefined) {
    this.set('qop', value)
  }

  /** Whether only the nonce was too old, with `digest`. */
  get stale(): string | undefined {
    return this.get('stale')
  }

  set stale(value: string | null | undefined) {
    this.set('stale', value)
  }

  /** What a token must allow, with `bearer`. */
  get scope(): string | undefined {
    return this.get('scope')
  }

  set scope(value: string | null | undefined) {
    this.set('scope', value)
  }

  /** Why a token was refused, with `bearer`. */
  get error(): string | undefined {
    return this.get('error')
  }

  set error(value: string | null | undefined) {
    this.set('error', value)
  }

  /**
   * Gives a parameter.
   *
   * @param name The name.
   * @param fallback What is given when there is none.
   */
  get(name: string): string | undefined
  get<D>(name: string, fallback: D): string | D
  get(name: string, fallback?: unknown): unknown {
    return this.#parameters[name] ?? fallback
  }

  /** Sets a parameter; null removes it. */
  set(name: string, value: string | null | undefined): void {
    if (value === null || value === undefined) delete this.#parameters[name]
    else this.#parameters[name] = value
  }

  /** Removes a parameter; nothing happens when there is none. */
  delete(name: string): void {
    this.set(name, null)
  }

  /** Tells whether there is a parameter. */
  has(name: string): boolean {
    return name in this.#parameters
  }

  /** Reads a header; undefined when it is missing. */
  static fromHeader(text?: string | null): WWWAuthenticate | undefined {
    if (!text) return undefined
    const [type, rest] = schemeOf(text)
    return new WWWAuthenticate(type, ...dataOf(rest))
  }

  /** Gives the header's text. */
  toHeader(): string {
    const scheme = titled(this.#type)
    if (this.#token !== undefined) return `${scheme} ${this.#token}`
    const entries = Object.entries(this.#parameters)
    if (entries.length === 0) return scheme
    if (this.#type !== 'digest') return `${scheme} ${dumpHeader(entries)}`
    const items = entries.map(
      ([name, value]) => `${name}=${quoteHeaderValue(value ?? '', !alwaysQuoted.has(name))}`,
    )
    return `Digest ${items.join(', ')}`
  }

  toString(): string {
    return this.toHeader()
  }

  #watched(parameters: Readonly<Record<string, string | null>> | null | undefined): AuthParameters {
    const changed = () => {
      this.onUpdate?.(this)
      return true
    }
    return new Proxy<AuthParameters>(Object.assign(Object.create(null), parameters), {
      set: (target, name, value) => Reflect.set(target, name, value) && changed(),
      deleteProperty: (target, name) => Reflect.deleteProperty(target, name) && changed(),
    })
  }
}
