import { MIMEAccept, parseAccept } from '../http/accept.ts'
import { findHeader } from '../http/headers.ts'

/** What is known of a client before its request is read. */
export interface Client {
  readonly remoteAddr: string | undefined
  readonly rawHeaders: readonly string[]
}

// What proxies, tunnels and content networks say of themselves.
const forwarding =
  /^(?:x-)?forwarded(?:-|$)|^x-(?:original-(?:for|host|proto|ur[il])|real-ip|client-ip|cluster-client-ip)$|^(?:via|true-client-ip|cf-.*|fastly-.*|fly-.*|ngrok-.*)$/

/** Gives why a client must not see an error, or undefined when it may. */
export function whyHidden({ remoteAddr = '', rawHeaders }: Client): string | undefined {
  if (!/^(?:127\.|::1$|::ffff:127\.)/.test(remoteAddr))
    return `its address ${remoteAddr} is not this machine's.`
  const host = (findHeader(rawHeaders, 'host') ?? '').replace(/:\d*$/, '').toLowerCase()
  if (!/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host))
    return `the Host "${host}" is not this machine's.`
  const names = rawHeaders.filter((_text, index) => index % 2 === 0)
  const header = names.find((name) => forwarding.test(name.toLowerCase()))
  return header === undefined
    ? undefined
    : `the header ${header} says that it came through a proxy.`
}

/** Tells how a client reads an error best: a page in a browser, JSON in a script, text in a terminal. */
export function wantedForm({ rawHeaders }: Client): 'html' | 'json' | 'text' {
  const header = findHeader(rawHeaders, 'accept')
  // Who says nothing may be a browser in disguise: it gets the page, in which all is escaped.
  if (header === undefined) return 'html'
  // htmx puts what it gets into its page, and accepts anything.
  if (findHeader(rawHeaders, 'hx-request') === 'true') return 'html'
  const accept = parseAccept(header, MIMEAccept)
  const [html, plain, json] = ['text/html', 'text/plain', 'application/json'].map((type) =>
    accept.quality(type),
  )
  if (html > json) return 'html'
  const problem = accept.quality('application/problem+json')
  const isScript = findHeader(rawHeaders, 'sec-fetch-mode') !== undefined
  return isScript || /[/+]json/.test(header) || Math.max(json, problem) > plain ? 'json' : 'text'
}
