import type { App } from '../app.ts'
import { InternalServerError } from '../exceptions/index.ts'
import { findHeader } from '../http/headers.ts'
import type { NodeIncoming } from '../server/node-incoming.ts'
import { htmlPage, jsonPage, textPage } from './page.ts'
import { makeReport } from './report.ts'

/** Answers a request whose error left the app in debug mode: with the error for a local client, else plainly. */
export async function debugAnswer(app: App, incoming: NodeIncoming, error: unknown): Promise<void> {
  const { req, res } = incoming.raw
  const reason = whyHidden(incoming)
  if (reason !== undefined) app.logger.warn(`The error is not shown to this client: ${reason}`)
  const { type, body } =
    reason === undefined
      ? await shownAs(app, incoming, error)
      : { type: 'text/html', body: new InternalServerError().getBody() }
  if (res.headersSent || res.destroyed) return
  res.writeHead(500, [
    'Content-Type',
    `${type}; charset=utf-8`,
    'Content-Length',
    String(Buffer.byteLength(body)),
    'Cache-Control',
    'no-store',
    'X-Content-Type-Options',
    'nosniff',
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  ])
  res.end(req.method === 'HEAD' ? undefined : body)
}

/** A page for a browser, JSON for a script, text for a terminal. */
async function shownAs(
  app: App,
  incoming: NodeIncoming,
  error: unknown,
): Promise<{ type: string; body: string }> {
  const report = await makeReport(app, incoming, error)
  // Who says nothing may be a browser in disguise: it gets the page, in which all is escaped.
  const accept = findHeader(incoming.rawHeaders, 'accept') ?? 'text/html'
  if (accept.includes('text/html')) return { type: 'text/html', body: htmlPage(report) }
  const isScript = findHeader(incoming.rawHeaders, 'sec-fetch-mode') !== undefined
  if (isScript || /[/+]json/.test(accept)) {
    return { type: 'application/problem+json', body: jsonPage(report) }
  }
  return { type: 'text/plain', body: textPage(report) }
}

// What proxies, tunnels and content networks say of themselves.
const forwarding =
  /^(?:x-)?forwarded(?:-|$)|^x-(?:original-(?:for|host|proto|ur[il])|real-ip|client-ip|cluster-client-ip)$|^(?:via|true-client-ip|cf-.*|fastly-.*|fly-.*|ngrok-.*)$/

/** Gives why a client must not see the error, or undefined when it may. */
function whyHidden(incoming: NodeIncoming): string | undefined {
  const address = incoming.remoteAddr ?? ''
  if (!/^(?:127\.|::1$|::ffff:127\.)/.test(address))
    return `its address ${address} is not this machine's.`
  const host = (findHeader(incoming.rawHeaders, 'host') ?? '').replace(/:\d*$/, '').toLowerCase()
  if (!/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host))
    return `the Host "${host}" is not this machine's.`
  const names = incoming.rawHeaders.filter((_text, index) => index % 2 === 0)
  const header = names.find((name) => forwarding.test(name.toLowerCase()))
  return header === undefined
    ? undefined
    : `the header ${header} says that it came through a proxy.`
}
