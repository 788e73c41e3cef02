import { inspect } from 'node:util'
import type { App } from '../app.ts'
import { InternalServerError } from '../exceptions.ts'
import { findHeader } from '../http/headers.ts'
import { escape } from '../markup.ts'
import type { NodeIncoming } from '../node-incoming.ts'

/** Answers a request whose error left the app in debug mode: with the error for a local client, else plainly. */
export function debugAnswer(app: App, incoming: NodeIncoming, error: unknown): void {
  const { req, res } = incoming.raw
  const reason = whyHidden(incoming)
  const body = reason === undefined ? page(error) : new InternalServerError().getBody()
  if (reason !== undefined) app.logger.warn(`The error is not shown to this client: ${reason}`)
  res.writeHead(500, [
    'Content-Type',
    'text/html; charset=utf-8',
    'Content-Length',
    String(Buffer.byteLength(body)),
    'Cache-Control',
    'no-store',
  ])
  res.end(req.method === 'HEAD' ? undefined : body)
}

const forwarding = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
]

/** Gives why a client must not see the error, or undefined when it may. */
export function whyHidden(incoming: NodeIncoming): string | undefined {
  const address = incoming.remoteAddr ?? ''
  if (!/^(?:127\.|::1$|::ffff:127\.)/.test(address))
    return `its address ${address} is not this machine's.`
  const host = (findHeader(incoming.rawHeaders, 'host') ?? '').replace(/:\d*$/, '').toLowerCase()
  if (!/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host))
    return `the Host "${host}" is not this machine's.`
  const header = forwarding.find((name) => findHeader(incoming.rawHeaders, name) !== undefined)
  return header === undefined
    ? undefined
    : `the header ${header} says that it came through a proxy.`
}

function page(error: unknown): string {
  const name = error instanceof Error ? `${error.name}: ${error.message}` : inspect(error)
  return (
    `<!doctype html>\n<html lang=en>\n<meta charset=utf-8>\n<title>500 ${escape(name)}</title>\n` +
    `<h1>Internal Server Error</h1>\n<p>${escape(name)}</p>\n<pre>${escape(inspect(error))}</pre>\n`
  )
}
