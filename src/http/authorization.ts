import { type AuthParameters, dataOf, schemeOf, titled } from './auth-scheme.ts'
import { dumpHeader } from './options-header.ts'

/** The credentials of a request. Werkzeug's `Authorization`. */
export class Authorization {
  /** The scheme, in lower case: `basic`, `bearer`, `digest`. */
  readonly type: string
  /** What was given by name; of `basic` the username and the password. */
  readonly parameters: AuthParameters
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

  /** The realm, with `digest`; as all below. */
  get realm(): string | undefined {
    return this.get('realm')
  }

  get nonce(): string | undefined {
    return this.get('nonce')
  }

  get uri(): string | undefined {
    return this.get('uri')
  }

  get nc(): string | undefined {
    return this.get('nc')
  }

  get cnonce(): string | undefined {
    return this.get('cnonce')
  }

  get response(): string | undefined {
    return this.get('response')
  }

  get opaque(): string | undefined {
    return this.get('opaque')
  }

  get qop(): string | undefined {
    return this.get('qop')
  }

  get algorithm(): string | undefined {
    return this.get('algorithm')
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
