import type { IncomingMessage, ServerResponse } from 'node:http'
import { isNamed } from '../http/header-list.ts'
import type { KnownHeaders } from '../http/known-headers.ts'
import { closeUnread } from './lingering.ts'

/**
 * Gives the status with which a request is refused that `node:http` lets through although its
 * start line or framing is in doubt (RFC 9112); undefined when all is well.
 *
 * Whoever stands in front might read such a request differently: one more would be smuggled in.
 */
export function framingFault(req: IncomingMessage, known: KnownHeaders): number | undefined {
  if (req.httpVersionMajor !== 1 || req.httpVersionMinor > 1) return 505
  if (req.url === '*' && req.method !== 'OPTIONS') return 400
  const fault = known.transferEncoding === undefined ? undefined : codingFault(req)
  return fault ?? (known.hosts > 1 ? 400 : undefined)
}

function codingFault({ httpVersionMinor, rawHeaders }: IncomingMessage): number | undefined {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (!isNamed(rawHeaders[index], 'transfer-encoding')) continue
    const coding = rawHeaders[index + 1]
    if (coding.toLowerCase() !== 'chunked') return coding === '' ? 400 : 501
    if (httpVersionMinor === 0) return 400
  }
  return undefined
}

/** Answers a request that is refused, and closes the connection. */
export function refuseRequest(req: IncomingMessage, res: ServerResponse, status: number): void {
  closeUnread(req, res, () => res.writeHead(status, ['Content-Length', '0']).end())
}
