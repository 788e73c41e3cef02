import { iriToUri } from './http/iri.ts'
import { escape } from './markup.ts'
import { Response } from './response.ts'

/**
 * Makes a redirect, with a page for clients that do not follow it.
 *
 * @param location Where to.
 * @param code 301, 302, 303, 305, 307 or 308.
 * @param responseClass The class of the response.
 */
export function redirectResponse(
  location: string,
  code = 302,
  responseClass: typeof Response = Response,
): Response {
  const shown = escape(location)
  const response = new responseClass(
    `<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n` +
      // The bytes that Flask's clients and tests know: part of the answer on the wire.
      `<p>You should be redirected automatically to the target URL: <a href="${shown}">${shown}</a>. If not, click the link.\n`,
    code,
    null,
    { mimetype: 'text/html' },
  )
  response.headers.set('Location', iriToUri(location))
  return response
}
