import { iriToUri } from '../http/iri.ts'
import { escape } from '../markup.ts'
import type { Request } from '../request/request.ts'
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
  if (typeof location !== 'string') {
    throw new TypeError(
      `redirect() takes the address as text, and was given "${String(location)}". Use urlFor('endpoint') for that of a view.`,
    )
  }
  const response = new responseClass(
    `<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n` +
      // The bytes that Flask's clients and tests know: part of the answer on the wire.
      `<p>You should be redirected automatically to the target URL: ${linkTo(location)}. If not, click the link.\n`,
    code,
    null,
    { mimetype: 'text/html' },
  )
  response.headers.set('Location', withoutControls(location))
  return response
}

// Browsers drop them: "/\t/elsewhere", a path to whoever looked at it, would be "//elsewhere".
function withoutControls(location: string): string {
  return location.replace(/^[\x00-\x20]+|[\x00-\x1f\x7f]+/g, encodeURIComponent)
}

/** Gives the Location of a response as a whole URL, seen from the request that it answers. */
export function absoluteLocation(response: Response, request: Request): string | undefined {
  const { location } = response
  const base = iriToUri(request.baseUrl)
  return location !== undefined && URL.canParse(location, base)
    ? new URL(location, base).href
    : location
}

// A script would run on a click, a line break might pass for a header to a careless reader.
function linkTo(location: string): string {
  const shown = escape(withoutControls(location))
  if (/^\s*(?:javascript|data|vbscript):/i.test(location)) return String(shown)
  return `<a href="${shown}">${shown}</a>`
}
