import { RuntimeError } from '../errors.ts'
import { requestHeaders } from './request-headers.ts'
import type { TestRequestOptions } from './request-options.ts'
import type { TestResponse } from './test-response.ts'

/** The redirects of a request do not end. Werkzeug's `ClientRedirectError`. */
export class ClientRedirectError extends RuntimeError {}

// How many a browser follows.
const MOST = 20
const codes = new Set([301, 302, 303, 305, 307, 308])

/** Tells whether an answer sends the client elsewhere. */
export function isRedirect(response: TestResponse): boolean {
  return codes.has(response.statusCode) && response.location !== undefined
}

/**
 * Gives the request that follows a redirect.
 *
 * @param response The redirect.
 * @param options What the request before it was made with.
 * @param allowSubdomains Whether it may lead to a subdomain of the host.
 */
export function followed(
  response: TestResponse,
  options: TestRequestOptions,
  allowSubdomains: boolean,
): [path: string, options: TestRequestOptions] {
  const { request, statusCode, location } = response
  if (response.history.length >= MOST)
    throw new ClientRedirectError(
      `More than ${MOST} redirects were followed, the last one to "${location}": they do not end.`,
    )
  const url = new URL(location ?? '', request.url)
  checkHost(new URL(request.url).hostname, url, allowSubdomains)
  const root = encodeURI(request.scriptRoot)
  const isBelow = url.pathname === root || url.pathname.startsWith(`${root}/`)
  const baseUrl = `${url.origin}${isBelow ? root : ''}/`
  const path = isBelow ? url.pathname.slice(root.length) : url.pathname
  const { queryString: _query, subdomain: _subdomain, urlScheme: _scheme, ...rest } = options
  const kept = statusCode === 307 || statusCode === 308
  return [path + url.search, { ...(kept ? rest : withoutBody(rest)), baseUrl }]
}

function checkHost(from: string, to: URL, allowSubdomains: boolean): void {
  if (to.hostname === from) return
  if (!to.hostname.endsWith(`.${from}`)) {
    throw new RuntimeError(
      `The redirect to "${to.href}" leaves the app, and only redirects within it are followed. Look at response.location in place of followRedirects.`,
    )
  }
  if (!allowSubdomains) {
    throw new RuntimeError(
      `The redirect to "${to.href}" leads to a subdomain. Make the client with allowSubdomainRedirects to follow it.`,
    )
  }
}

function withoutBody(options: TestRequestOptions): TestRequestOptions {
  const { data: _data, json: _json, files: _files, ...rest } = options
  const headers = requestHeaders(options.headers)
  for (const name of ['content-type', 'content-length', 'transfer-encoding']) headers.delete(name)
  const method = options.method === 'HEAD' ? 'HEAD' : 'GET'
  return { ...rest, method, headers, contentType: undefined, mimetype: undefined }
}
