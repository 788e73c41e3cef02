import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { findHeader } from '../http/headers.ts'
import { type Front, frontOf, type Incoming } from '../request/incoming.ts'

/** A request of `node:http`. */
export class NodeIncoming implements Incoming {
  readonly method: string
  readonly target: string
  readonly rawHeaders: readonly string[]
  readonly front: Front | undefined
  readonly req: IncomingMessage
  readonly res: ServerResponse
  #waiting: boolean
  #controller: AbortController | undefined

  /**
   * @param req The request.
   * @param res The response that will be sent.
   */
  constructor(req: IncomingMessage, res: ServerResponse) {
    this.method = req.method ?? 'GET'
    this.target = req.url ?? '/'
    this.rawHeaders = req.rawHeaders
    this.req = req
    this.res = res
    this.front = frontOf(req)
    this.#waiting = this.front?.awaitsContinue === true
  }

  get raw(): { req: IncomingMessage; res: ServerResponse } {
    return this
  }

  get hasBody(): boolean {
    const length = findHeader(this.rawHeaders, 'content-length')
    if (length !== undefined) return length !== '0'
    return findHeader(this.rawHeaders, 'transfer-encoding') !== undefined
  }

  get body(): IncomingMessage {
    if (this.#waiting) {
      this.#waiting = false
      this.res.writeContinue()
    }
    return this.req
  }

  get remoteAddr(): string | undefined {
    return this.req.socket.remoteAddress
  }

  get secure(): boolean {
    return (this.req.socket as TLSSocket).encrypted === true
  }

  get serverName(): string {
    const { localAddress, localPort } = this.req.socket
    const name = localAddress?.includes(':') ? `[${localAddress}]` : (localAddress ?? 'localhost')
    return localPort === undefined ? name : `${name}:${localPort}`
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController()
      const { req, res } = this
      this.#controller = controller
      const leave = (): void => controller.abort()
      if ((res.destroyed && !res.writableFinished) || req.socket.readableEnded) leave()
      else {
        req.socket.once('end', leave)
        res.once('close', () => {
          req.socket.off('end', leave)
          if (!res.writableFinished) leave()
        })
      }
    }
    return this.#controller.signal
  }
}
