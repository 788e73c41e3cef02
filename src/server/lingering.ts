import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { NodeIncoming } from './node-incoming.ts'

// How long a client may go on sending after its answer, and how long it may pause in that, in
// milliseconds.
const LONGEST = 10_000
const LONGEST_PAUSE = 2000
// How many bytes are read of what it goes on sending.
const MOST_BYTES = 256 * 1024 * 1024
// How many connections may be closing in this way at a time: there is no waiting for more.
const MOST_CONNECTIONS = 500

const closing = new WeakSet<Socket>()
let lingering = 0

/** Tells whether a connection closes after an answer that has been given, so that what follows is no request. */
export function isClosing(socket: Socket): boolean {
  return closing.has(socket)
}

/** Tells whether a request whose answer begins has a body that has not all come. */
export function isUnread({ req, res, hasBody }: NodeIncoming): boolean {
  return hasBody && !req.complete && !res.headersSent && !isClosing(req.socket)
}

/**
 * Answers a request whose body has not been read, and closes the connection so that the client sees
 * the answer.
 *
 * A connection that is closed while bytes arrive is reset: whoever reads only after having sent all
 * would find that in place of the answer. So it is closed for writing alone, and what still comes is
 * read and thrown away, within bounds.
 *
 * @param req The request.
 * @param res Its answer, of which nothing has been sent.
 * @param answer Sends it. What came with the head of the request is looked at before: it is often
 *   the whole body.
 */
export function closeUnread(req: IncomingMessage, res: ServerResponse, answer: () => void): void {
  const { socket } = req
  const { destroySoon } = socket
  res.shouldKeepAlive = false
  closing.add(socket)
  // What node calls when the last answer of a connection is with the system; a test has a pair of
  // streams in place of a connection.
  if (destroySoon !== undefined) {
    socket.destroySoon = () => {
      if (req.complete) destroySoon.call(socket)
      else linger(socket, destroySoon)
    }
  }
  setImmediate(answer)
}

/**
 * Closes a connection for writing, and reads what still comes on it until its client closes it.
 *
 * @param socket The connection.
 * @param close Closes it at once when too many are waited for.
 */
export function linger(socket: Socket, close = socket.destroySoon): void {
  if (socket.destroyed || lingering >= MOST_CONNECTIONS) {
    close.call(socket)
    return
  }
  const pause = setTimeout(() => socket.destroy(), LONGEST_PAUSE)
  const end = performance.now() + LONGEST
  let left = MOST_BYTES
  lingering += 1
  socket.once('close', () => {
    lingering -= 1
    clearTimeout(pause)
  })
  socket.destroySoon = alreadyClosing
  socket.end()
  const discard = (): void => {
    // Nothing of it is for node's parser: it might find another request in it.
    socket.removeAllListeners('data').on('data', (chunk: Buffer) => {
      pause.refresh()
      left -= chunk.length
      if (left < 0 || performance.now() > end) socket.destroy()
    })
  }
  // What node has stopped reading is started again by listeners that go with its parser.
  if (socket.isPaused()) socket.once('resume', discard).resume()
  else discard()
}

function alreadyClosing(): void {}
