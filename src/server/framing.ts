import type { IncomingMessage, ServerResponse } from 'node:http'
import { isNamed } from '../http/header-list.ts'
import { closeUnread } from './lingering.ts'

/**
 * Gives the status with which a request is refused that `node:http` lets through although its
 * start line or framing is in doubt (RFC 9112); undefined when all is well.
 *
 * Whoever stands in front might read such a request differently: one more would be smuggled in.
 */
export function framingFault(req: IncomingMessage): number | undefined {
  if (req.httpVersionMajor !== 1 || req.httpVersionMinor > 1) return 505
  if (req.url === '*' && req.method !== 'OPTIONS') return 400
  const { rawHeaders } = req
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (isNamed(name, 'host')) hosts += 1
    else if (isNamed(name, 'transfer-encoding')) {
      if (rawHeaders[index + 1].toLowerCase() !== 'chunked')
        return rawHeaders[index + 1] === '' ? 400 : 501
      if (req.httpVersionMinor === 0) return 400
    }
  }
  return hosts > 1 ? 400 : undefined
}

/** Answers a request that is refused, and closes the connection. */
export function refuseRequest(req: IncomingMessage, res: ServerResponse, status: number): void {
  closeUnread(req, res, () => res.writeHead(status, ['Content-Length', '0']).end())
}
