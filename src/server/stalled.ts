import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** What a connection has still to send, and since when nothing of it went. */
interface Stall {
  left: string
  since: number
}

/**
 * Cuts connections whose client takes nothing of what is being sent to it.
 *
 * A look at all of them now and then costs a request nothing, which a timer for each would.
 *
 * @param server The server.
 * @param sockets Its open connections.
 * @param patience Asked at each look: how long a client may take nothing, in milliseconds.
 */
export function cutStalled(
  server: Server,
  sockets: ReadonlySet<Socket>,
  patience: () => number | undefined,
): void {
  const stalls = new WeakMap<Socket, Stall>()
  const look = (): void => {
    const longest = patience()
    if (longest === undefined) return
    const now = performance.now()
    for (const socket of sockets) {
      const left = leftToSend(socket)
      const before = stalls.get(socket)
      if (left === undefined) stalls.delete(socket)
      else if (before?.left !== left) stalls.set(socket, { left, since: now })
      else if (now - before.since > longest) socket.destroy()
    }
  }
  server.on('listening', () => {
    const timer = setInterval(look, 500).unref()
    server.once('close', () => clearInterval(timer))
  })
}

// Both queues: what waits for the system, and what the system has of a large piece.
function leftToSend(socket: Socket): string | undefined {
  if (socket.writableLength === 0) return undefined
  const { _handle: handle } = socket as { _handle?: { writeQueueSize?: number } | null }
  return `${socket.bytesWritten} ${socket.writableLength} ${handle?.writeQueueSize}`
}
