import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { type KnownHeaders, knownHeaders } from '../http/known-headers.ts'
import { type Front, frontOf, type Incoming } from '../request/incoming.ts'

/** A request of `node:http`. */
export class NodeIncoming implements Incoming {
  readonly method: string
  readonly target: string
  readonly rawHeaders: readonly string[]
  readonly known: KnownHeaders
  readonly hasBody: boolean
  readonly front: Front | undefined
  readonly req: IncomingMessage
  readonly res: ServerResponse
  #continued = false
  #controller: AbortController | undefined

  /**
   * @param req The request.
   * @param res The response that will be sent.
   * @param known What was found in the headers already.
   */
  constructor(req: IncomingMessage, res: ServerResponse, known = knownHeaders(req.rawHeaders)) {
    this.method = req.method ?? 'GET'
    this.target = req.url ?? '/'
    this.rawHeaders = req.rawHeaders
    this.known = known
    const { contentLength, transferEncoding } = known
    this.hasBody =
      contentLength === undefined ? transferEncoding !== undefined : contentLength !== '0'
    this.req = req
    this.res = res
    this.front = frontOf(req)
  }

  get raw(): { req: IncomingMessage; res: ServerResponse } {
    return this
  }

  get body(): IncomingMessage {
    if (this.front?.awaitsContinue && !this.#continued) {
      this.#continued = true
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
