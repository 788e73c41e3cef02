import { parseSetCookie, type SetCookie } from 'cookie'
import { parseCookies } from '../http/cookies.ts'
import { parseHttpDate } from '../http/dates.ts'
import { readArguments } from '../options.ts'

/** Where a cookie of the client is sent. */
export interface CookiePlace {
  /** The host; `localhost` unless given. */
  domain?: string
  /** The path; `/` unless given. */
  path?: string
}

type NamedPlace = Required<CookiePlace> & { name: string }

interface Answered {
  host: string
  path: string
  /** In seconds. */
  now: number
}

/** What a cookie that the client keeps is made of. */
export interface JarCookieParts {
  name: string
  value: string
  domain: string
  /** Whether it goes to this host alone. */
  hostOnly: boolean
  path: string
  /** Its attributes, names in lower case. */
  attributes: Readonly<Record<string, string>>
}

/** A cookie that the client keeps. Werkzeug's `Cookie`. */
export class JarCookie implements JarCookieParts {
  readonly name: string
  readonly value: string
  readonly domain: string
  readonly hostOnly: boolean
  readonly path: string
  readonly attributes: Readonly<Record<string, string>>

  constructor(parts: JarCookieParts) {
    this.name = parts.name
    this.value = parts.value
    this.domain = parts.domain
    this.hostOnly = parts.hostOnly
    this.path = parts.path
    this.attributes = parts.attributes
  }

  /** The name as it is sent. */
  get key(): string {
    return this.name
  }

  /** The name as the app sees it. */
  get decodedKey(): string {
    return parseCookies(`${this.name}=`)[0]?.[0] ?? ''
  }

  /** The value without quotes and escapes. */
  get decodedValue(): string {
    return parseCookies(`${this.name}=${this.value}`)[0]?.[1] ?? ''
  }

  /** Whether it goes to this host alone. */
  get originOnly(): boolean {
    return this.hostOnly
  }

  /** Whether scripts cannot read it. */
  get httpOnly(): boolean {
    return 'httponly' in this.attributes
  }

  /** Whether it goes over https alone. */
  get secure(): boolean {
    return 'secure' in this.attributes
  }

  /** When it goes along with requests from other sites, if it says so. */
  get sameSite(): string | undefined {
    return this.attributes['samesite']
  }

  /** How many seconds it lives, if it says so. */
  get maxAge(): number | undefined {
    const age = Number.parseInt(this.attributes['max-age'], 10)
    return Number.isNaN(age) ? undefined : age
  }

  /** When it ends, if it says so. */
  get expires(): Date | undefined {
    return parseHttpDate(this.attributes['expires'] ?? '')
  }
}

/** The cookies of a test client (RFC 6265). */
export class CookieJar {
  readonly #cookies = new Map<string, JarCookie>()

  /**
   * Takes the cookies of an answer.
   *
   * @param setCookies The headers.
   * @param from Where and when the answer was given.
   * @param hostOnly Whether they go to that host alone; as they say unless given.
   */
  take(setCookies: readonly string[], from: Answered, hostOnly?: boolean): void {
    for (const text of setCookies) this.#takeOne(text, from, hostOnly)
  }

  #takeOne(text: string, { host, path, now }: Answered, hostOnly?: boolean): void {
    const parsed = parseSetCookie(text, { decode: asItIs })
    const domain = (parsed.domain ?? '').replace(/^\./, '').toLowerCase()
    const cookie = new JarCookie({
      name: parsed.name,
      value: parsed.value ?? '',
      domain: domain || host,
      hostOnly: hostOnly ?? domain === '',
      path: parsed.path?.startsWith('/') ? parsed.path : folderOf(path),
      attributes: attributesOf(text),
    })
    const key = keyOf(cookie)
    if (expired(parsed, now)) this.#cookies.delete(key)
    else this.#cookies.set(key, cookie)
  }

  /** Gives a cookie, or undefined. */
  get(place: NamedPlace): JarCookie | undefined {
    return this.#cookies.get(keyOf(place))
  }

  /** Drops a cookie. */
  delete(place: NamedPlace): void {
    this.#cookies.delete(keyOf(place))
  }

  /** Gives the Cookie header for an address, or undefined. */
  header(host: string, path: string): string | undefined {
    const fitting = [...this.#cookies.values()].filter(
      (cookie) =>
        (cookie.domain === host || (!cookie.hostOnly && host.endsWith(`.${cookie.domain}`))) &&
        pathFits(path, cookie.path),
    )
    return fitting.length === 0
      ? undefined
      : fitting.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ')
  }
}

/** Reads where a cookie is: `(domain, path)`, or both by name. */
export function placeOf(name: string, args: readonly unknown[]): NamedPlace {
  const given = args.filter((arg) => arg !== undefined)
  const { domain, path } = readArguments(['domain', 'path'], given, 'A cookie of the test client')
  return { name, domain: String(domain ?? 'localhost'), path: String(path ?? '/') }
}

function keyOf(cookie: NamedPlace): string {
  return `${cookie.domain}\n${cookie.path}\n${cookie.name}`
}

function folderOf(path: string): string {
  const end = path.lastIndexOf('/')
  return end <= 0 ? '/' : path.slice(0, end)
}

function pathFits(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

function expired({ maxAge, expires }: SetCookie, now: number): boolean {
  if (maxAge !== undefined) return maxAge <= 0
  return expires !== undefined && expires.getTime() / 1000 <= now
}

// What the server wrote is sent back as it is.
function asItIs(value: string): string {
  return value
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null)
  for (const item of text.split(';').slice(1)) {
    const [name, ...value] = item.split('=')
    attributes[name.trim().toLowerCase()] = value.join('=').trim()
  }
  return attributes
}
