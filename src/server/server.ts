import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer, type ServerOptions as HttpsOptions } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { logError } from '../app/logging.ts'
import type { App } from '../app.ts'
import { isPromise } from '../chain.ts'
import { toSeconds } from '../duration.ts'
import { InternalServerError } from '../exceptions/index.ts'
import { knownHeaders } from '../http/known-headers.ts'
import { setFront } from '../request/incoming.ts'
import type { Response } from '../response/response.ts'
import { type ConnectStack, middlewareError } from './connect.ts'
import { framingFault, refuseRequest } from './framing.ts'
import { closeUnread, isClosing, isUnread, linger } from './lingering.ts'
import { NodeIncoming } from './node-incoming.ts'
import { watchBody } from './patience.ts'
import { closeResponse, release, send } from './sending.ts'
import { cutStalled } from './stalled.ts'

/** What answers a request of `node:http`. */
export type Listener = (req: IncomingMessage, res: ServerResponse) => void

/** Makes the listener of an app. */
export function makeListener(app: App): Listener {
  return (req, res) => {
    const known = knownHeaders(req.rawHeaders)
    const fault = framingFault(req, known)
    if (fault !== undefined) {
      refuseRequest(req, res, fault)
      return
    }
    if (res.socket === null) {
      // What stands behind the last answer of a connection would be done without an answer.
      if (isClosing(req.socket)) return
      closeInQueue(req, res)
    }
    if (app.middleware === undefined) answerOver(app, new NodeIncoming(req, res, known))
    else runMiddleware(app, app.middleware, req, res)
  }
}

function runMiddleware(
  app: App,
  stack: ConnectStack,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  const stop = watchBody(app, req, res)
  stack.run(req, res, (error) => {
    stop?.()
    if (error !== undefined) setFront(req, { failure: middlewareError(error, app.aborter) })
    if (!res.writableEnded) answerOver(app, new NodeIncoming(req, res))
  })
}

const queues = new WeakMap<Socket, Set<ServerResponse>>()

// An answer whose turn has not come when the client leaves hears nothing of it from node, and what
// it holds would stay open.
function closeInQueue({ socket }: IncomingMessage, res: ServerResponse): void {
  let queue = queues.get(socket)
  if (queue === undefined) {
    queue = new Set()
    queues.set(socket, queue)
    // Each answer in the queue may listen for itself.
    socket.setMaxListeners(0)
    socket.once('close', () => leaveQueue(socket))
  }
  queue.add(res)
  res.once('close', () => queues.get(socket)?.delete(res))
}

function leaveQueue(socket: Socket): void {
  for (const res of queues.get(socket) ?? []) {
    if (res.socket !== null) continue
    res.destroy()
    res.emit('close')
  }
}

function answerOver(app: App, incoming: NodeIncoming): void {
  let answer: Response | Promise<Response>
  try {
    answer = app.handle(incoming)
  } catch (error) {
    fail(app, incoming, error)
    return
  }
  if (isPromise(answer)) deliverLater(app, incoming, answer)
  else deliver(app, incoming, answer)
}

function deliverLater(app: App, incoming: NodeIncoming, answer: Promise<Response>): void {
  answer.then(
    (response) => deliver(app, incoming, response),
    (error) => fail(app, incoming, error),
  )
}

function deliver(app: App, incoming: NodeIncoming, response: Response): void {
  if (isUnread(incoming)) deliverAndClose(app, incoming, response)
  else sendOrFail(app, incoming, response)
}

function deliverAndClose(app: App, incoming: NodeIncoming, response: Response): void {
  closeUnread(incoming.req, incoming.res, () => sendOrFail(app, incoming, response))
}

function sendOrFail(app: App, incoming: NodeIncoming, response: Response): void {
  try {
    send(app, incoming, response)
  } catch (error) {
    release(response.body)
    closeResponse(app, response)
    fail(app, incoming, error)
  }
}

/** Answers a request whose error left the app: a logged 500, or a cut connection when the head is gone. */
function fail(app: App, incoming: NodeIncoming, error: unknown): void {
  const { req, res } = incoming
  logError(app.logger, `Exception on ${incoming.target} [${incoming.method}]`, error)
  if (res.headersSent) {
    res.destroy()
    return
  }
  const answer = (): void => answerFailure(app, incoming, error)
  if (isUnread(incoming)) closeUnread(req, res, answer)
  else answer()
}

function answerFailure(app: App, incoming: NodeIncoming, error: unknown): void {
  const { req, res } = incoming
  // Node keeps the words of a status that it refused to send.
  res.statusMessage = 'Internal Server Error'
  if (app.debug) {
    import('../debug/answer.ts')
      .then(({ debugAnswer }) => debugAnswer(app, incoming, error))
      .catch((reason) => {
        logError(app.logger, 'The error cannot be shown', reason)
        plainFailure(res, req.method === 'HEAD')
      })
    return
  }
  plainFailure(res, req.method === 'HEAD')
}

function plainFailure(res: ServerResponse, isHead: boolean): void {
  const body = new InternalServerError().getBody()
  res.writeHead(500, [
    'Content-Type',
    'text/html; charset=utf-8',
    'Content-Length',
    String(Buffer.byteLength(body)),
  ])
  res.end(isHead ? undefined : body)
}

/** What `createServer` takes: what node:http and node:https take. `cert` and `key` make it https. */
export type CreateServerOptions = ServerOptions & HttpsOptions

/** Makes a server with all limits, around a listener that is looked up for each request. */
export function makeServer(app: App, options: CreateServerOptions = {}): Server {
  const all: CreateServerOptions = {
    maxHeaderSize: 16 * 1024,
    headersTimeout: 15_000,
    requestTimeout: 0,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: 2000,
    handshakeTimeout: 15_000,
    ...options,
  }
  const listener: Listener = (req, res) => app.listener(req, res)
  const secure = all.cert !== undefined || all.pfx !== undefined || all.SNICallback !== undefined
  const server: Server = secure ? createHttpsServer(all, listener) : createHttpServer(all, listener)
  server.maxHeadersCount = 2000
  // A client that has said all it wants to say still gets its answer.
  Object.assign(server, { httpAllowHalfOpen: true })
  server.on('checkContinue', (req, res) => {
    setFront(req, { awaitsContinue: true })
    app.listener(req, res)
  })
  server.on('checkExpectation', (req, res) => refuseRequest(req, res, 417))
  server.on('clientError', refuse)
  server.on('connect', refuseTunnel)
  cutStalled(server, trackSockets(server), () => {
    const idle = app.config.SEND_IDLE_TIMEOUT
    return idle === null ? undefined : toSeconds(idle) * 1000
  })
  return server
}

function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  const running = answerOn(socket)
  if (running?.req.complete) {
    // What is malformed comes after a request that is not.
    endAfterAnswers(socket)
    return
  }
  // Its answer is on the way already.
  if (isClosing(socket)) return
  if (!socket.writable || error.code === 'ECONNRESET' || running?.headersSent) {
    socket.destroy()
    return
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request'
  socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  linger(socket)
}

// Node tells nobody else which answer has its turn on a connection.
function answerOn(socket: Socket): ServerResponse | undefined {
  return (socket as { _httpMessage?: ServerResponse })._httpMessage ?? undefined
}

const ending = new WeakSet<Socket>()

function endAfterAnswers(socket: Socket): void {
  if (ending.has(socket)) return
  ending.add(socket)
  const next = (): void => {
    const running = answerOn(socket)
    if (running?.req.complete) running.once('close', next)
    else socket.destroySoon()
  }
  next()
}

function refuseTunnel(_req: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => undefined)
  socket.write('HTTP/1.1 501 Not Implemented\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  linger(socket as Socket)
}

const sockets = new WeakMap<Server, Set<Socket>>()

function trackSockets(server: Server): ReadonlySet<Socket> {
  const open = new Set<Socket>()
  sockets.set(server, open)
  const opened = (socket: Socket): void => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  }
  server.on('connection', opened)
  server.on('secureConnection', opened)
  return open
}

/**
 * Stops a server: no new connections, idle ones closed at once, running requests answered, and what
 * is left after the grace cut.
 *
 * @param server The server.
 * @param grace How long running requests may take, in seconds.
 */
export function stopServer(server: Server, grace = 30): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      for (const socket of sockets.get(server) ?? []) socket.destroy()
    }, grace * 1000)
    const sweep = setInterval(() => server.closeIdleConnections(), 100)
    server.close(() => {
      clearTimeout(cut)
      clearInterval(sweep)
      resolve()
    })
    server.closeIdleConnections()
    // A connection that never sent a byte is not idle to node.
    for (const socket of sockets.get(server) ?? []) if (socket.bytesRead === 0) socket.destroy()
  })
}
