import { dumpHeader, parseDictHeader, quoteHeaderValue } from './options-header.ts'

type Parameters = Record<string, string | null>

/** The credentials of a request. Werkzeug's `Authorization`. */
export class Authorization {
  /** The scheme, in lower case: `basic`, `bearer`, `digest`. */
  readonly type: string
  /** What was given by name; of `basic` the username and the password. */
  readonly parameters: Parameters
  /** What was given as it stands, as with `bearer`. */
  readonly token: string | undefined

  /**
   * @param type The scheme.
   * @param parameters What is given by name.
   * @param token What is given as it stands.
   */
  constructor(
    type: string,
    parameters?: Readonly<Record<string, string | null>> | null,
    token?: string | null,
  ) {
    this.type = type
    this.parameters = Object.assign(Object.create(null), parameters)
    this.token = token ?? undefined
  }

  /** The name of the user, with `basic` and `digest`. */
  get username(): string | undefined {
    return this.get('username')
  }

  /** The password, with `basic`. */
  get password(): string | undefined {
    return this.get('password')
  }

  /**
   * Gives a parameter.
   *
   * @param name The name.
   * @param fallback What is given when there is none.
   */
  get(name: string): string | undefined
  get<D>(name: string, fallback: D): string | D
  get<D>(name: string, fallback?: D): string | D | undefined {
    return this.parameters[name] ?? fallback
  }

  /** Tells whether there is a parameter. */
  has(name: string): boolean {
    return name in this.parameters
  }

  /** Reads the header; undefined when it is missing, or is `basic` and malformed. */
  static fromHeader(text?: string | null): Authorization | undefined {
    if (!text) return undefined
    const [type, rest] = schemeOf(text)
    if (type !== 'basic') return new Authorization(type, ...dataOf(rest))
    const decoded = decodeBase64(rest)
    if (decoded === undefined) return undefined
    const colon = decoded.indexOf(':')
    const username = colon < 0 ? decoded : decoded.slice(0, colon)
    return new Authorization(type, {
      username,
      password: colon < 0 ? '' : decoded.slice(colon + 1),
    })
  }

  /** Gives the header's text. */
  toHeader(): string {
    if (this.type === 'basic') {
      const pair = `${this.username ?? ''}:${this.password ?? ''}`
      return `Basic ${Buffer.from(pair).toString('base64')}`
    }
    return `${titled(this.type)} ${this.token ?? dumpHeader(Object.entries(this.parameters))}`
  }

  toString(): string {
    return this.toHeader()
  }
}

const alwaysQuoted = new Set(['realm', 'domain', 'nonce', 'opaque', 'qop'])

/** A challenge of a response. Werkzeug's `WWWAuthenticate`; a change shows in the response. */
export class WWWAuthenticate {
  /** Called after each change. */
  onUpdate: ((challenge: WWWAuthenticate) => void) | undefined
  #type: string
  #parameters: Parameters
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
  get parameters(): Parameters {
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

  /** Gives a parameter. */
  get(name: string): string | undefined {
    return this.#parameters[name] ?? undefined
  }

  /** Sets a parameter; null removes it. */
  set(name: string, value: string | null | undefined): void {
    if (value === null || value === undefined) delete this.#parameters[name]
    else this.#parameters[name] = value
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

  #watched(parameters: Readonly<Record<string, string | null>> | null | undefined): Parameters {
    const changed = () => {
      this.onUpdate?.(this)
      return true
    }
    return new Proxy<Parameters>(Object.assign(Object.create(null), parameters), {
      set: (target, name, value) => Reflect.set(target, name, value) && changed(),
      deleteProperty: (target, name) => Reflect.deleteProperty(target, name) && changed(),
    })
  }
}

function schemeOf(text: string): [scheme: string, rest: string] {
  const space = text.indexOf(' ')
  if (space < 0) return [text.toLowerCase(), '']
  return [text.slice(0, space).toLowerCase(), text.slice(space + 1).trim()]
}

// An equals sign that is not at the end means parameters; else the rest is a token.
function dataOf(rest: string): [parameters: Parameters | null, token: string | null] {
  if (!/=[^=]/.test(rest)) return [null, rest]
  return [Object.fromEntries(parseDictHeader(rest)), null]
}

function decodeBase64(text: string): string | undefined {
  const [digits, padding] = text.replace(/[^A-Za-z0-9+/=]/g, '').split(/(?<![=])(?==)/)
  const missing = -digits.length & 3
  if (missing === 3 || (padding ?? '').length < missing) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(digits, 'base64'),
    )
  } catch {
    return undefined
  }
}

function titled(scheme: string): string {
  return scheme.toLowerCase().replace(/[a-z]+/g, (word) => word[0].toUpperCase() + word.slice(1))
}
