import { findHeader } from '../http/headers.ts'
import type { Request } from './request.ts'

/** Tells whether a request asks to go on as a WebSocket (RFC 6455 section 4.2.1). */
export function wantsWebSocket(rawHeaders: readonly string[]): boolean {
  if (findHeader(rawHeaders, 'upgrade')?.toLowerCase() !== 'websocket') return false
  const connection = findHeader(rawHeaders, 'connection') ?? ''
  return connection
    .toLowerCase()
    .split(',')
    .some((token) => token.trim() === 'upgrade')
}

/** Gives the scheme of a request, which is ws or wss when it asks to go on as a WebSocket. */
export function socketScheme(request: Request): string {
  const { scheme } = request
  if (!wantsWebSocket(request.incoming.rawHeaders)) return scheme
  return scheme === 'https' || scheme === 'wss' ? 'wss' : 'ws'
}
