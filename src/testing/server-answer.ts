import { createServer, request as sendRequest } from 'node:http'
import { Duplex } from 'node:stream'
import type { App } from '../app.ts'
import { setFront } from '../request/incoming.ts'
import { Response } from '../response/response.ts'
import type { MemoryIncoming } from './memory-incoming.ts'

/**
 * Answers a request through node's own server code, over a pair of streams and without a port: what
 * middleware and wrapped listeners need.
 */
export function answerByServer(app: App, incoming: MemoryIncoming): Promise<Response> {
  const [near, far] = duplexPair(incoming.remoteAddr)
  const server = createServer((req, res) => {
    if (incoming.front !== undefined) setFront(req, incoming.front)
    if (incoming.secure) setFront(req, { scheme: 'https' })
    app.listener(req, res)
  })
  server.emit('connection', far)
  return new Promise<Response>((resolve, reject) => {
    const req = sendRequest({
      method: incoming.method,
      path: incoming.target,
      headers: [...incoming.rawHeaders, 'Connection', 'close'] as never,
      createConnection: () => near as never,
      setHost: false,
    })
    req.on('error', reject)
    req.on('response', (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('error', reject)
      res.on('end', () => {
        const status = `${res.statusCode} ${res.statusMessage}`
        resolve(new Response(Buffer.concat(chunks), status, pairs(res.rawHeaders)))
      })
    })
    req.end(incoming.bytes)
  }).finally(() => {
    near.destroy()
    far.destroy()
    server.closeAllConnections()
  })
}

function pairs(flat: readonly string[]): [string, string][] {
  const all: [string, string][] = []
  for (let index = 0; index < flat.length; index += 2) {
    if (!/^(?:connection|keep-alive|transfer-encoding)$/i.test(flat[index]))
      all.push([flat[index], flat[index + 1]])
  }
  return all
}

class PairEnd extends Duplex {
  other: PairEnd | undefined
  remoteAddress: string | undefined
  #waiting: (() => void) | undefined

  override _read(): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const { other } = this
    if (other === undefined || other.destroyed) done()
    else if (chunk.length === 0) process.nextTick(done)
    else {
      other.#waiting = done
      other.push(chunk)
    }
  }

  override _final(done: () => void): void {
    this.other?.push(null)
    done()
  }

  // What the HTTP code asks of a socket.
  setTimeout(): this {
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}

function duplexPair(remoteAddress: string | undefined): [PairEnd, PairEnd] {
  const near = new PairEnd()
  const far = new PairEnd()
  near.other = far
  far.other = near
  far.remoteAddress = remoteAddress
  return [near, far]
}
