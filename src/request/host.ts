import { SecurityError } from '../exceptions/index.ts'
import { findHeader } from '../http/headers.ts'
import type { RequestAddress } from './address.ts'

/**
 * Gives the host of a request as its URLs show it: without the port of its scheme.
 *
 * @param request The request.
 * @param targetHost The host of a target in absolute form, which stands above the Host header.
 * @throws SecurityError (400) When it is not a host, or not among the trusted ones.
 */
export function requestHost(request: RequestAddress, targetHost: string | undefined): string {
  const { incoming, app } = request
  const sent = incoming.front?.host ?? targetHost ?? findHeader(incoming.rawHeaders, 'host')
  const host = withoutDefaultPort(sent ?? incoming.serverName, request.scheme)
  if (app === undefined) return host
  if (sent !== undefined && app.config.STRICT_HOST && !isHost(sent)) {
    throw new SecurityError('The Host header does not name a host.')
  }
  const trusted = request.trustedHosts
  if (trusted !== null && trusted !== undefined && !hostIsTrusted(host, trusted)) {
    throw new SecurityError('This host is not one that the server answers for.')
  }
  return app.config.STRICT_HOST || laxHost.test(host) ? host : ''
}

// What Flask takes for a host; anything else it treats as none.
const laxHost = /^(?:[a-z\d.-]+|\[[a-f\d]*:[a-f\d.:]+\])(?::\d+)?$/i

/** Gives a host without the port that its scheme has anyway. */
export function withoutDefaultPort(host: string, scheme: string): string {
  if ((scheme === 'http' || scheme === 'ws') && host.endsWith(':80')) return host.slice(0, -3)
  if ((scheme === 'https' || scheme === 'wss') && host.endsWith(':443')) return host.slice(0, -4)
  return host
}

// The longest name of DNS, with a dot behind it and a port.
const longestHost = 260

// Names as DNS and /etc/hosts have them. What else a URL may call a host no server goes by.
const hostPattern = /^(?:[\w-]+(?:\.[\w-]+)*\.?|\[[a-f\d]*:[a-f\d:.]+\])(?::(\d{0,5}))?$/i

/** Tells whether a text is a host with or without a port (RFC 9110 section 7.2). */
export function isHost(text: string): boolean {
  if (text.length > longestHost) return false
  const match = hostPattern.exec(text)
  return match !== null && Number(match[1] ?? 0) < 65536
}

/** Tells whether a host is on the list; an entry that begins with a dot stands for its subdomains too. */
export function hostIsTrusted(host: string, trusted: readonly string[]): boolean {
  const name = withoutPort(host)
  if (name === '') return false
  return trusted.some((entry) => {
    const suffix = entry.startsWith('.')
    const wanted = withoutPort(suffix ? entry.slice(1) : entry)
    return name === wanted || (suffix && name.endsWith(`.${wanted}`))
  })
}

function withoutPort(host: string): string {
  return host.replace(/:\d*$/, '').toLowerCase()
}
