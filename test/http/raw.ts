import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { App } from 'hipflask'

/** A running server and what a test asks of it. */
export interface Running {
  server: Server
  port: number
  /** Sends bytes on a connection of their own, and gives everything that came back until it ended. */
  say(...pieces: (string | Buffer)[]): Promise<string>
  /** Opens a connection. */
  open(): Promise<Socket>
  [Symbol.asyncDispose](): Promise<void>
  stop(): Promise<void>
}

/** Serves an app on a free port. */
export async function serve(app: App): Promise<Running> {
  const server = app.createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const open = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }
  const stop = async (): Promise<void> => {
    server.closeAllConnections()
    server.close()
  }
  const say = async (...pieces: (string | Buffer)[]): Promise<string> => {
    const socket = await open()
    let answer = ''
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text
    })
    socket.on('error', () => undefined)
    for (const piece of pieces) socket.write(piece)
    socket.end()
    await once(socket, 'close')
    return answer
  }
  return { server, port, say, open, stop, [Symbol.asyncDispose]: stop }
}

/** Gives the status of an answer. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])
}

/** Writes a request with a body of known length. */
export function post(path: string, body: string, type: string, extra = ''): string {
  return (
    `POST ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Type: ${type}\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n${extra}\r\n${body}`
  )
}

/** Writes a request whose body comes in chunks. */
export function postChunked(path: string, chunks: string[], type: string): string {
  const lines = [...chunks, ''].map(
    (chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`,
  )
  return (
    `POST ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Type: ${type}\r\n` +
    `Transfer-Encoding: chunked\r\n\r\n${lines.join('')}`
  )
}
