import { connect, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'

/** One answer as it stood on the wire; header texts hold one character for each byte. */
export interface Answer {
  status: number
  reason: string
  headers: [string, string][]
  body: Buffer
}

export interface Target {
  port: number
  secure?: boolean
  timeout?: number
}

const NO_BODY = (status: number, method: string) =>
  method === 'HEAD' || status === 204 || status === 304 || (status >= 100 && status < 200)

export function findHeader(headers: readonly [string, string][], name: string): string | undefined {
  const wanted = name.toLowerCase()
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1]
}

/** Reads the chunks at a place; undefined while the last one is missing. */
function readChunked(bytes: Buffer, start: number): { body: Buffer; end: number } | undefined {
  const parts: Buffer[] = []
  for (let place = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', place)
    if (lineEnd < 0) return undefined
    const line = bytes.toString('latin1', place, lineEnd)
    if (!/^[0-9a-fA-F]+(;.*)?$/.test(line)) throw new Error(`Malformed chunk size "${line}".`)
    const size = Number.parseInt(line, 16)
    place = lineEnd + 2
    if (bytes.length < place + size + 2) return undefined
    if (bytes.toString('latin1', place + size, place + size + 2) !== '\r\n')
      throw new Error('A chunk does not end where its size says.')
    parts.push(bytes.subarray(place, place + size))
    place += size + 2
    if (size === 0) return { body: Buffer.concat(parts), end: place }
  }
}

function parseHead(text: string) {
  const [start = '', ...lines] = text.split('\r\n')
  const match = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(start)
  if (!match) throw new Error(`Malformed status line "${start}".`)
  const headers = lines.map((line): [string, string] => {
    const field = /^([^\s:]+):[ \t]*(.*?)[ \t]*$/s.exec(line)
    if (!field) throw new Error(`Malformed header line "${line}".`)
    return [field[1]!, field[2]!]
  })
  return { status: Number(match[1]), reason: match[2]!, headers }
}

/** Takes one answer off the bytes; undefined while it is incomplete. `ended` says that no more bytes come. */
export function takeAnswer(
  bytes: Buffer,
  method: string,
  ended: boolean,
): { answer: Answer; rest: Buffer } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = parseHead(bytes.toString('latin1', 0, headEnd))
  const start = headEnd + 4
  const done = (body: Buffer, end: number) => ({
    answer: { ...head, body },
    rest: bytes.subarray(end),
  })
  if (NO_BODY(head.status, method)) return done(Buffer.alloc(0), start)
  if (findHeader(head.headers, 'Transfer-Encoding') !== undefined) {
    const chunked = readChunked(bytes, start)
    return chunked && done(chunked.body, chunked.end)
  }
  const length = findHeader(head.headers, 'Content-Length')
  if (length === undefined) return ended ? done(bytes.subarray(start), bytes.length) : undefined
  const end = start + Number(length)
  return bytes.length >= end ? done(bytes.subarray(start, end), end) : undefined
}

function open({ port, secure }: Target): Socket {
  return secure
    ? connectSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : connect({ port, host: '127.0.0.1' })
}

/** Sends one request over a connection of its own and reads the answer to it. */
export function exchange(target: Target, request: Buffer, method: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = open(target)
    let received: Buffer = Buffer.alloc(0)
    const finish = (ended: boolean) => {
      try {
        const taken = takeAnswer(received, method, ended)
        if (taken?.answer.status === 100) {
          received = taken.rest
          return finish(ended)
        }
        if (taken) resolve(taken.answer)
        else if (ended) reject(new Error(`The connection ended after ${received.length} bytes.`))
        else return
      } catch (error) {
        reject(error)
      }
      socket.destroy()
    }
    socket.setTimeout(target.timeout ?? 15_000, () => {
      reject(new Error('No complete answer came in time.'))
      socket.destroy()
    })
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      finish(false)
    })
    socket.on('end', () => finish(true))
    socket.on('error', reject)
    socket.on(target.secure ? 'secureConnect' : 'connect', () => socket.write(request))
  })
}
