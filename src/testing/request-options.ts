import type { Authorization } from '../http/authorization.ts'
import type { HeadersInit } from '../http/headers.ts'
import { readArguments } from '../options.ts'
import type { FormFile } from './form-data.ts'

/** What a request of the test client, or of `testRequestContext`, takes by name. */
export interface RequestOptions {
  /** The method; GET unless given. */
  method?: string
  /** The body: text, bytes, a stream, or fields that are sent as a form. */
  data?: string | Uint8Array | object | null
  /** A value that is sent as JSON. */
  json?: unknown
  /** The query: text without the question mark, or an object. */
  queryString?: string | object | null
  headers?: HeadersInit | null
  /** User name and password for basic authentication, or any `Authorization`. */
  auth?: readonly [string, string] | Authorization | null
  /** The Content-Type of `data`. */
  contentType?: string | null
  /** The media type of `data`; text gets a charset. */
  mimetype?: string | null
  /** Files of a form, by field. */
  files?: Record<string, FormFile | readonly FormFile[]>
  /** Scheme, host and root: `http://localhost/`. */
  baseUrl?: string | null
  /** The subdomain of SERVER_NAME. */
  subdomain?: string | null
  /** The scheme; `PREFERRED_URL_SCHEME` unless given. */
  urlScheme?: string | null
  /**
   * What a server would know of the request: `{ REMOTE_ADDR: '127.0.0.1' }`; `HTTP_X_FORWARDED_FOR`
   * and the like are headers, which those in `headers` go before.
   */
  environBase?: Record<string, string>
  /** The same, and goes before all else. */
  environOverrides?: Record<string, string>
}

/** What a request of the test client takes by name. */
export interface TestRequestOptions extends RequestOptions {
  /** Whether redirects are followed; the answers before the last stand in `history`. */
  followRedirects?: boolean
  /** Whether the answer is read to its end; true unless given. */
  buffered?: boolean
}

/** Options that may also hold the path. */
export type PathOptions = TestRequestOptions & { path?: string }

// In Flask's order, as far as they are given by place.
const optionNames = [
  ...['path', 'baseUrl', 'subdomain', 'urlScheme', 'queryString', 'method', 'contentType'],
  ...['headers', 'data', 'environBase', 'environOverrides', 'mimetype', 'json', 'auth', 'files'],
]
const clientNames = [...optionNames, 'followRedirects', 'buffered']

/** Reads what a request is described by: `(path, baseUrl, options)`, each of which may be left out. */
export function readRequest(
  args: readonly unknown[],
  names: readonly string[] = optionNames,
): [path: string, options: RequestOptions] {
  const where = 'A request of the test client'
  const { path, ...options }: PathOptions = readArguments(names, args, where)
  return [path ?? '/', options]
}

/** The same for the test client, which takes more. */
export function readClientRequest(
  args: readonly unknown[],
): [path: string, options: TestRequestOptions] {
  return readRequest(args, clientNames)
}
