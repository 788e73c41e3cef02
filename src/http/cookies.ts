import { domainToASCII } from 'node:url'
import { presentTime, type TimeLike, toDate } from '../clock.ts'
import { type DurationLike, toSeconds } from '../duration.ts'
import { ValueError } from '../errors.ts'
import { checkOptions } from '../options.ts'
import { httpDate } from './dates.ts'
import { percentEscape } from './percent.ts'

/** What a cookie says beside its name and value. `null` leaves an attribute out. */
export interface CookieOptions {
  /** How long it lives. Seconds, parts of a duration, or a Temporal.Duration. */
  maxAge?: DurationLike | null
  /** When it ends; default from `maxAge`. */
  expires?: TimeLike | null
  /** Where it is sent; default `/`. */
  path?: string | null
  domain?: string | null
  secure?: boolean | null
  httpOnly?: boolean | null
  /** `Lax`, `Strict` or `None`, in any case. */
  sameSite?: 'Lax' | 'Strict' | 'None' | (string & {}) | null
  /** Keeps the cookie apart for each site that embeds the page; sets `secure`. */
  partitioned?: boolean | null
}

/** What a cookie takes by name, in the order of Werkzeug's arguments. */
export const cookieOptions = [
  'maxAge',
  'expires',
  'path',
  'domain',
  'secure',
  'httpOnly',
  'sameSite',
  'partitioned',
] as const

/**
 * Gives the names and values of a `Cookie` header in order, equal names included, as Werkzeug's
 * `parse_cookie` reads it. Never throws.
 *
 * @param header The header's text; bytes above ASCII as latin-1, as `node:http` gives them.
 */
export function parseCookies(header: string): [string, string][] {
  const cookies: [string, string][] = []
  let place = 0
  while (place < header.length) {
    const end = nextOf(header, ';', place)
    const equals = header.indexOf('=', place)
    if (equals < 0 || equals > end) {
      addCookie(cookies, header.slice(place, end), '')
      place = end + 1
      continue
    }
    const start = skipSpace(header, equals + 1)
    const quoted = header[start] === '"' ? quotedEnd(header, start) : -1
    const stop = quoted < 0 ? nextOf(header, ';', equals) : quoted
    addCookie(cookies, header.slice(place, equals), header.slice(equals + 1, stop))
    place = nextOf(header, ';', stop) + 1
  }
  return cookies
}

function addCookie(cookies: [string, string][], rawName: string, rawValue: string): void {
  const name = trim(rawName)
  if (name === '') return
  const value = trim(rawValue)
  const last = value.length - 1
  const quoted = last > 0 && value[0] === '"' && value[last] === '"'
  cookies.push([name, quoted ? unquote(value.slice(1, last)) : value])
}

function nextOf(text: string, character: string, from: number): number {
  const place = text.indexOf(character, from)
  return place < 0 ? text.length : place
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

function skipSpace(text: string, from: number): number {
  let place = from
  while (isSpace(text.charCodeAt(place))) place++
  return place
}

// Only ASCII space: a name behind U+00A0 must not become another name.
function trim(text: string): string {
  const start = skipSpace(text, 0)
  let end = text.length
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

/** Gives the place behind a quoted value that a `;` or the end follows, or -1. */
function quotedEnd(text: string, start: number): number {
  let place = start + 1
  while (place < text.length && text[place] !== '"') place += text[place] === '\\' ? 2 : 1
  if (place >= text.length) return -1
  const next = skipSpace(text, place + 1)
  return next >= text.length || text[next] === ';' ? place + 1 : -1
}

function unquote(text: string): string {
  if (!text.includes('\\')) return text
  const bytes = Buffer.from(text, 'utf8').toString('latin1')
  const open = bytes.replace(/\\([0-3][0-7]{2}|[^\n])/g, (_, escaped: string) =>
    escaped.length === 1 ? escaped : String.fromCharCode(Number.parseInt(escaped, 8)),
  )
  return Buffer.from(open, 'latin1').toString('utf8')
}

const plainValue = /^[\w!#$%&'()*+\-./:<=>?@[\]^`{|}~]*$/

/**
 * Gives the value of a `Set-Cookie` header, as Werkzeug's `dump_cookie` writes it.
 *
 * @param name The name; characters above ASCII are sent as the bytes of their UTF-8.
 * @param value The value; what RFC 6265 does not allow is quoted and escaped.
 * @param options The attributes.
 * @param now The time in seconds that `maxAge` counts from; default `presentTime`.
 * @throws ValueError When a name or an attribute could not be told from what follows it.
 */
export function dumpCookie(
  name: string,
  value: string,
  options: CookieOptions = {},
  now?: number,
): string {
  checkOptions(options, cookieOptions, 'A cookie')
  checkText('name', name)
  const maxAge = readMaxAge(options.maxAge)
  const { path = '/', partitioned } = options
  let header = `${asBytes(name)}=${plainValue.test(value) ? value : quote(value)}`
  if (options.domain != null) header += `; Domain=${readDomain(options.domain)}`
  const expires = readExpires(options.expires, maxAge, now)
  if (expires !== undefined) header += `; Expires=${expires}`
  if (maxAge !== undefined) header += `; Max-Age=${maxAge}`
  if (options.secure || partitioned) header += '; Secure'
  if (options.httpOnly) header += '; HttpOnly'
  if (path !== null) header += `; Path=${path === '/' ? path : quotePath(path)}`
  if (options.sameSite != null) header += `; SameSite=${readSameSite(options.sameSite)}`
  return partitioned ? `${header}; Partitioned` : header
}

function readMaxAge(maxAge: DurationLike | null | undefined): number | undefined {
  if (maxAge == null) return undefined
  return typeof maxAge === 'number' ? toSeconds(maxAge) : Math.trunc(toSeconds(maxAge))
}

function readExpires(
  expires: TimeLike | null | undefined,
  maxAge: number | undefined,
  now: number | undefined,
): string | undefined {
  if (typeof expires === 'string') return checkText('Expires attribute', expires)
  if (expires != null) return httpDate(toDate(expires))
  return maxAge === undefined ? undefined : httpDate(Math.floor((now ?? presentTime()) + maxAge))
}

function readSameSite(sameSite: string): string {
  const word = sameSite.toLowerCase()
  if (word === 'lax') return 'Lax'
  if (word === 'strict') return 'Strict'
  if (word === 'none') return 'None'
  throw new ValueError(`"${sameSite}" is not a SameSite value. Use "Strict", "Lax" or "None".`)
}

function readDomain(domain: string): string {
  const host = domain.replace(/:.*/s, '').replace(/^\.+/, '')
  const ascii = /^[\x00-\x7f]*$/.test(host)
    ? checkText('Domain attribute', host)
    : domainToASCII(host)
  const labels = ascii.replace(/\.$/, '').split('.')
  const wrong = labels.some((label) => label.length === 0 || label.length > 63)
  if (host === '' || !wrong) return ascii
  throw new ValueError(`"${domain}" cannot be the domain of a cookie: it is not a host name.`)
}

function checkText(what: string, text: string): string {
  if (!/[;\x00-\x1f\x7f]/.test(text)) return text
  throw new ValueError(
    `The ${what} of a cookie, "${text}", holds a semicolon or a control character. ` +
      'Whoever chose it could add attributes of their own; take it out.',
  )
}

function asBytes(name: string): string {
  return /[^\x00-\x7f]/.test(name) ? Buffer.from(name, 'utf8').toString('latin1') : name
}

function quote(value: string): string {
  const bytes = Buffer.from(value, 'utf8').toString('latin1')
  const escaped = bytes.replace(/[\x00-\x1f",;\\\x7f-\xff]/g, (character) =>
    character === '"' || character === '\\'
      ? `\\${character}`
      : `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  )
  return `"${escaped}"`
}

function quotePath(path: string): string {
  const bytes = Buffer.from(path, 'utf8').toString('latin1')
  return bytes.replace(/[^A-Za-z0-9_.~%!$&'()*+,/:=@-]/g, (character) =>
    percentEscape(character.charCodeAt(0)),
  )
}
