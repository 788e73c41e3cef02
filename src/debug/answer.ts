import type { App } from '../app.ts'
import { InternalServerError } from '../exceptions/index.ts'
import type { NodeIncoming } from '../server/node-incoming.ts'
import { wantedForm, whyHidden } from './audience.ts'
import { htmlPage } from './page.ts'
import { makeReport } from './report.ts'
import { jsonReport, textReport } from './text.ts'

const forms = {
  html: { type: 'text/html', write: htmlPage },
  json: { type: 'application/problem+json', write: jsonReport },
  text: { type: 'text/plain', write: textReport },
}

/** Answers a request whose error left the app in debug mode: with the error for a local client, else plainly. */
export async function debugAnswer(app: App, incoming: NodeIncoming, error: unknown): Promise<void> {
  const { req, res } = incoming.raw
  const reason = whyHidden(req)
  if (reason !== undefined) app.logger.warn(`The error is not shown to this client: ${reason}`)
  const { type, write } = forms[reason === undefined ? wantedForm(req) : 'html']
  const body =
    reason === undefined
      ? write(await makeReport(app, incoming, error))
      : new InternalServerError().getBody()
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
