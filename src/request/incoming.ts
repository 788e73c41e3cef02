import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { type KnownHeaders, knownHeaders } from '../http/known-headers.ts'

/** A request as a transport brings it: the seam between the framework and `node:http`, `fetch` or a test. */
export interface Incoming {
  /** The method as it was sent. */
  readonly method: string
  /** The request target as it was sent, query included. */
  readonly target: string
  /** Header names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[]
  /** What the transport has found in them already. */
  readonly known?: KnownHeaders
  /** Tells whether a body follows, by its length or its chunks. */
  readonly hasBody: boolean
  /** The unread body. Asked for only when `hasBody` says that there is one. */
  readonly body: Readable
  /** The address of the peer, undefined when the transport knows none. */
  readonly remoteAddr: string | undefined
  /** Tells whether the connection is encrypted. */
  readonly secure: boolean
  /** Aborts when the client goes away before the answer is complete. */
  readonly signal: AbortSignal
  /** Where the server listens, for a request without a Host header: `127.0.0.1:5000`. */
  readonly serverName: string
  /** What stands in front of this app: set by a proxy or a mount. */
  readonly front: Front | undefined
  /** What a test says of the connection, under the names of WSGI. */
  readonly environ?: Readonly<Record<string, string>>
  /** The pair of `node:http`, where that is the transport. */
  readonly raw: { req: IncomingMessage; res: ServerResponse } | undefined
}

/** What the server or a middleware in front of the app knows better than the request says. */
export interface Front {
  remoteAddr?: string
  scheme?: string
  host?: string
  scriptRoot?: string
  target?: string
  /** Whether the target is the mount itself, without a slash behind it. */
  atRoot?: boolean
  /** Whether the client waits for a `100 Continue` before it sends the body. */
  awaitsContinue?: boolean
  /** What middleware handed to `next`: it is thrown in place of the view. */
  failure?: unknown
}

/** Gives the headers of a request that are asked for in every one. */
export function knownOf(incoming: Incoming): KnownHeaders {
  return incoming.known ?? knownHeaders(incoming.rawHeaders)
}

const front = Symbol('front')

/** Gives what was noted for a request, or undefined. */
export function frontOf(req: object): Front | undefined {
  return (req as { [front]?: Front })[front]
}

/** Notes for a request what is known better than the request says. */
export function setFront(req: object, changes: Front): void {
  const holder = req as { [front]?: Front }
  holder[front] = { ...holder[front], ...changes }
}
