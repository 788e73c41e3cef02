import { isHeaderName, isOneLine, pairsOf } from '../http/header-list.ts'
import { Headers, type HeadersInit } from '../http/headers.ts'

/**
 * Makes the headers of a request as a client may send them. A server has to bear more than an app
 * can send: only what would be no header at all is refused.
 *
 * @throws TypeError When a name is none, or a value would end the line.
 */
export function requestHeaders(init: HeadersInit | null | undefined): Headers {
  const headers = Headers.adopt([])
  for (const [name, value] of pairsOf(init ?? [])) {
    const text = String(value)
    if (isHeaderName(name) && isOneLine(text)) headers.flat.push(name, text)
    else headers.add(name, value)
  }
  return headers
}
