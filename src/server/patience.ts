import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App } from '../app.ts'
import { toSeconds } from '../duration.ts'
import { refuseRequest } from './framing.ts'

/**
 * Watches the body of a request that middleware has in its hands: without an end to it the
 * connection would stay for as long as its client likes.
 *
 * A client that sends nothing for BODY_IDLE_TIMEOUT is refused. Once it has its answer, what is left
 * of the body has BODY_TIMEOUT to arrive.
 *
 * @param app The app, for its settings.
 * @param req The request.
 * @param res Its answer.
 * @returns What ends the watch.
 */
export function watchBody(
  { config }: App,
  req: IncomingMessage,
  res: ServerResponse,
): (() => void) | undefined {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = req.headers
  if (length === '0' && coding === undefined) return undefined
  const { socket } = req
  let timer: NodeJS.Timeout | undefined
  let received = socket.bytesRead
  const look = (): void => {
    // Bytes that nobody takes are no fault of the client.
    const isIdle = socket.bytesRead === received && req.readableLength === 0 && !req.complete
    received = socket.bytesRead
    if (!isIdle) timer?.refresh()
    else if (res.headersSent) socket.destroy()
    else refuseRequest(req, res, 408)
  }
  const rest = (): void => {
    stop()
    const { BODY_TIMEOUT: longest } = config
    if (longest !== null && !req.complete)
      timer = setTimeout(() => socket.destroy(), toSeconds(longest) * 1000)
  }
  const stop = (): void => {
    clearTimeout(timer)
    res.off('finish', rest)
  }
  if (config.BODY_IDLE_TIMEOUT !== null)
    timer = setTimeout(look, toSeconds(config.BODY_IDLE_TIMEOUT) * 1000)
  res.once('finish', rest)
  req.once('close', stop)
  return stop
}
