import type { App } from '../../app.ts'
import type { Awaitable } from '../../chain.ts'
import { RuntimeError } from '../../errors.ts'
import { type CookieOptions, dumpCookie } from '../../http/cookies.ts'
import { httpDate } from '../../http/dates.ts'
import { findHeader } from '../../http/headers.ts'
import { Response } from '../../response/response.ts'
import type { SessionInterface } from '../interface.ts'
import type { SessionMixin } from '../session.ts'

/** What is written into a response. */
export interface SessionCookie {
  readonly session: SessionMixin
  readonly cookie: string
  readonly expires: Date | undefined
  /** Keeps the session elsewhere when browsers would drop the cookie. */
  readonly overflow?: (() => Awaitable<void>) | undefined
}

/** Says that the answer depends on the cookie. */
export function varyByCookie(response: Response): void {
  const { flat } = response.headers
  const present = findHeader(flat, 'vary')
  if (present === undefined) flat.push('Vary', 'Cookie')
  else if (present !== 'Cookie') response.vary.add('Cookie')
}

/** Gives the attributes of the session cookie. */
export function cookieOptions(sessions: SessionInterface, app: App): CookieOptions {
  return {
    domain: sessions.getCookieDomain(app),
    path: sessions.getCookiePath(app),
    secure: sessions.getCookieSecure(app),
    httpOnly: sessions.getCookieHttpOnly(app),
    sameSite: sessions.getCookieSameSite(app),
    partitioned: sessions.getCookiePartitioned(app),
  }
}

/** Puts the session cookie into a response, unless browsers would drop it for its size. */
export function setSessionCookie(
  sessions: SessionInterface,
  app: App,
  response: Response,
  { session, cookie, expires, overflow }: SessionCookie,
): Awaitable<void> {
  const name = sessions.getCookieName(app)
  const options = cookieOptions(sessions, app)
  options.expires = expires
  if (name.startsWith('__')) checkPrefix(app, name, options)
  if (!fits(app, name, cookie, options)) {
    if (overflow !== undefined) return overflow()
    const message = tooLarge(app, session, cookie)
    if (app.config.SESSION_COOKIE_TOO_LARGE !== 'send') {
      if (app.debug) throw new RuntimeError(message)
      app.logger.error(`${message} The browser keeps the cookie that it has.`)
      return undefined
    }
    app.logger.warn(message)
  }
  const isPlain = safeValue.test(cookie) && safeValue.test(name)
  if (!isPlain || response.setCookie !== Response.prototype.setCookie) {
    response.setCookie(name, cookie, options)
  } else {
    const { before, after } = attributes(name, options)
    const ends = expires === undefined ? '' : `; Expires=${httpDate(expires)}`
    response.headers.flat.push('Set-Cookie', `${name}=${cookie}${before}${ends}${after}`)
  }
  labelCookie(app, response)
  return undefined
}

/** Refuses attributes with which browsers drop a cookie of such a name. RFC 6265bis, section 4.1.3. */
function checkPrefix(app: App, name: string, options: CookieOptions): void {
  if (app.config.SESSION_STRICT_COOKIE === false) return
  const prefix = /^__(?:Host|Secure)-/i.exec(name)?.[0].toLowerCase()
  if (prefix === undefined) return
  const isBare = options.path === '/' && options.domain == null
  if ((options.secure || options.partitioned) && (prefix !== '__host-' || isBare)) return
  throw new RuntimeError(
    `Browsers drop the session cookie "${name}": its name asks for SESSION_COOKIE_SECURE` +
      `${prefix === '__host-' ? ', for the path "/" and for no SESSION_COOKIE_DOMAIN' : ''}. ` +
      'Set them so (and use https), or choose another SESSION_COOKIE_NAME.',
  )
}

/** Names and values that are sent as they are. */
const safeValue = /^[\w.-]*$/

/** The attributes of a cookie as text, before and after `Expires`. */
interface Attributes {
  readonly before: string
  readonly after: string
}

let lastName = ''
let lastOptions: CookieOptions = {}
let lastAttributes: Attributes | undefined

/** Gives the attributes as text. They are those of the cookie before, almost always. */
function attributes(name: string, options: CookieOptions): Attributes {
  if (lastAttributes !== undefined && name === lastName && sameOptions(options, lastOptions)) {
    return lastAttributes
  }
  const text = dumpCookie(name, '', { ...options, expires: null }).slice(name.length + 1)
  const end = text.startsWith('; Domain=') ? text.indexOf(';', 1) : 0
  const split = end < 0 ? text.length : end
  lastAttributes = { before: text.slice(0, split), after: text.slice(split) }
  lastName = name
  lastOptions = options
  return lastAttributes
}

function sameOptions(left: CookieOptions, right: CookieOptions): boolean {
  return (
    left.domain === right.domain &&
    left.path === right.path &&
    left.secure === right.secure &&
    left.httpOnly === right.httpOnly &&
    left.sameSite === right.sameSite &&
    left.partitioned === right.partitioned
  )
}

/** Tells the browser to forget the session cookie. */
export function deleteSessionCookie(
  sessions: SessionInterface,
  app: App,
  response: Response,
): void {
  response.deleteCookie(sessions.getCookieName(app), cookieOptions(sessions, app))
  labelCookie(app, response)
}

function labelCookie(app: App, response: Response): void {
  varyByCookie(response)
  const label = app.config.SESSION_CACHE_CONTROL
  if (typeof label !== 'string') return
  const { flat } = response.headers
  if (findHeader(flat, 'cache-control') === undefined) flat.push('Cache-Control', label)
}

/** What attributes can add to a cookie at most, short of an unusual domain or path. */
const MARGIN = 300

function fits(app: App, name: string, cookie: string, options: CookieOptions): boolean {
  const limit = app.config.MAX_COOKIE_SIZE
  if (!limit || cookie.length < limit - MARGIN) return true
  return dumpCookie(name, cookie, options).length <= limit
}

function tooLarge(app: App, session: SessionMixin, cookie: string): string {
  const sizes = [...session].map(([key, value]) => [key, sizeOf(value)] as const)
  const biggest = sizes.sort((left, right) => right[1] - left[1]).slice(0, 3)
  const names = biggest.map(([key, size]) => `"${key}" (${size} characters)`).join(', ')
  return (
    `The session cookie is ${cookie.length} bytes long without its attributes, and browsers ` +
    `drop what is over ${app.config.MAX_COOKIE_SIZE} with them. The biggest keys are ${names}. ` +
    'Store less, or keep sessions on the server with ServerSideSessionInterface.'
  )
}

function sizeOf(value: unknown): number {
  try {
    return JSON.stringify(value)?.length ?? 0
  } catch {
    return 0
  }
}
