import type { IncomingMessage } from 'node:http'

// The process that watches a program asks this too, and loads nothing of the framework.

// What proxies, tunnels and content networks say of themselves.
const forwarding =
  /^(?:x-)?forwarded(?:-|$)|^x-(?:original-(?:for|host|proto|ur[il])|real-ip|client-ip|cluster-client-ip)$|^(?:via|true-client-ip|cf-.*|fastly-.*|fly-.*|ngrok-.*)$/

/** Gives why a client must not see an error, or undefined when it may. */
export function whyHidden({ socket, headers }: IncomingMessage): string | undefined {
  const address = socket.remoteAddress ?? ''
  if (!/^(?:127\.|::1$|::ffff:127\.)/.test(address))
    return `its address ${address} is not this machine's.`
  const host = (headers.host ?? '').replace(/:\d*$/, '').toLowerCase()
  if (!/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host))
    return `the Host "${host}" is not this machine's.`
  const header = Object.keys(headers).find((name) => forwarding.test(name))
  return header === undefined
    ? undefined
    : `the header ${header} says that it came through a proxy.`
}

/** Tells how a client reads an error best: a page in a browser, JSON in a script, text in a terminal. */
export function wantedForm({ headers }: IncomingMessage): 'html' | 'json' | 'text' {
  // Who says nothing may be a browser in disguise: it gets the page, in which all is escaped.
  const accept = headers.accept?.toLowerCase() ?? 'text/html'
  // htmx puts what it gets into its page, and accepts anything.
  if (headers['hx-request'] === 'true') return 'html'
  const html = quality(accept, 'text/html')
  const json = Math.max(quality(accept, 'application/json'), quality(accept, '[^/]+/[^/]+\\+json'))
  if (html > json) return 'html'
  const isScript = headers['sec-fetch-mode'] !== undefined
  return json > 0 || isScript ? 'json' : html > 0 ? 'html' : 'text'
}

// What is named counts, and not that anything is accepted.
function quality(accept: string, type: string): number {
  const [found, value] =
    new RegExp(`(?:^|[\\s,])${type}\\s*(?:;\\s*q=([\\d.]+)|[;,]|$)`).exec(accept) ?? []
  return found === undefined ? 0 : Number(value ?? 1)
}
