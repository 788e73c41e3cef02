import { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { setImmediate as immediate } from 'node:timers/promises'
import { logError } from '../app/logging.ts'
import type { App } from '../app.ts'
import { chain } from '../chain.ts'
import { placeOf } from '../http/header-list.ts'
import { type BodyPart, checkedPart } from '../response/body.ts'
import { FileBody, pieceSize } from '../response/file-body.ts'
import type { Response } from '../response/response.ts'
import { BodyWriter } from './body-writer.ts'
import type { NodeIncoming } from './node-incoming.ts'

/** Sends a response over `node:http`. */
export function send(app: App, incoming: NodeIncoming, response: Response): void {
  const { req, res } = incoming
  const { body } = response
  if (res.destroyed || res.headersSent) {
    release(body)
    closeResponse(app, response)
    return
  }
  const bodiless = isBare(response.statusCode) || req.method === 'HEAD'
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    if (bodiless) sendBodiless(app, res, response)
    else sendPieces(app, incoming, response)
    return
  }
  if (bodiless) endHead(res, response, body)
  else if (typeof body === 'string') endText(res, response, body)
  else endBytes(res, response, body)
  if (response.hasCloseFunctions) closeWhenDone(app, res, response)
}

// Such a status has no body, and nothing is said of its length.
function isBare(statusCode: number): boolean {
  return statusCode === 204 || statusCode === 304 || statusCode < 200
}

function sendBodiless(app: App, res: ServerResponse, response: Response): void {
  head(res, response)
  res.end()
  release(response.body)
  closeResponse(app, response)
}

function sendPieces(app: App, incoming: NodeIncoming, response: Response): void {
  const { res } = incoming
  const { body } = response
  if (Array.isArray(body)) {
    const pieces: readonly BodyPart[] = body
    const bytes = pieces.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))
    endBytes(res, response, Buffer.concat(bytes))
    if (response.hasCloseFunctions) closeWhenDone(app, res, response)
    return
  }
  const iterator = isLendable(res, body) ? body.lend() : iteratorOf(body)
  head(res, response)
  void sendStream(app, incoming, response, iterator)
}

// A piece that fills the queue of the connection is sent before the next one is asked for. Middleware
// that writes in another way may keep it.
function isLendable(res: ServerResponse, body: unknown): body is FileBody {
  return (
    body instanceof FileBody && res.write === plainWrite && res.writableHighWaterMark <= pieceSize
  )
}

function endHead(res: ServerResponse, response: Response, body: BodyPart): void {
  const isKnown = isBare(response.statusCode) || response.headers.has('content-length')
  head(res, response, isKnown ? undefined : Buffer.byteLength(body))
  res.end()
}

function endBytes(res: ServerResponse, response: Response, bytes: Uint8Array): void {
  head(res, response, bytes.byteLength)
  res.end(bytes)
}

// Node writes head and text as one piece in the text's encoding: the head is latin1.
function endText(res: ServerResponse, response: Response, text: string): void {
  const length = response.bodyLength
  head(res, response, length)
  if (length === text.length) res.end(text, 'latin1')
  else res.end(Buffer.from(text))
}

function head(res: ServerResponse, response: Response, length?: number): void {
  const { statusCode, reason } = response
  const flat = response.transportHeaders(length)
  if (res.writeHead !== plainWriteHead || res.getHeaderNames().length > 0) {
    mergeHead(res, response, flat)
    return
  }
  dispositionFirst(flat)
  if (reason === undefined) res.writeHead(statusCode, flat)
  else res.writeHead(statusCode, asBytes(reason), flat)
}

// Node reads this one header as UTF-8 where a length stands before it, and then refuses latin1.
function dispositionFirst(flat: string[]): void {
  const place = placeOf(flat, 'content-disposition', 2)
  if (place > 0) flat.unshift(...flat.splice(place, 2))
}

/** Gives the words of a status as they can be sent: what latin1 has, and no control characters. */
export function asBytes(reason: string): string {
  if (/^[\x20-\xff]*$/.test(reason) && !reason.includes('\x7f')) return reason
  return Buffer.from(reason.replace(/[\x00-\x1f\x7f]/g, ' ')).toString('latin1')
}

const { write: plainWrite, writeHead: plainWriteHead } = ServerResponse.prototype

// Middleware has set headers, or wants to: theirs stay, ours of the same name replace them or join them.
function mergeHead(res: ServerResponse, response: Response, flat: readonly string[]): void {
  const seen = new Set(['set-cookie'])
  for (let index = 0; index < flat.length; index += 2) {
    const name = flat[index].toLowerCase()
    const value = flat[index + 1]
    if (name === 'vary') res.setHeader('Vary', joinVary(res.getHeader('vary'), value))
    else if (seen.has(name)) res.appendHeader(flat[index], value)
    else res.setHeader(flat[index], value)
    seen.add(name)
  }
  res.statusCode = response.statusCode
  if (response.reason !== undefined) res.statusMessage = asBytes(response.reason)
}

function joinVary(before: unknown, more: string): string {
  const names = [before ?? [], more].flat().flatMap((part) => String(part).split(','))
  return [
    ...new Map(
      names
        .map((name) => name.trim())
        .filter((name) => name !== '')
        .map((name) => [name.toLowerCase(), name]),
    ).values(),
  ].join(', ')
}

/** Calls what waits for the end of a response. It has been sent: what fails now is for the log alone. */
export function closeResponse(app: App, response: Response): void {
  void chain(
    undefined,
    () => response.close(),
    (error) => logError(app.logger, 'A function of callOnClose failed', error),
  )
}

function closeWhenDone(app: App, res: ServerResponse, response: Response): void {
  if (res.closed) closeResponse(app, response)
  else res.once('close', () => closeResponse(app, response))
}

async function sendStream(
  app: App,
  incoming: NodeIncoming,
  response: Response,
  iterator: Iterator<BodyPart> | AsyncIterator<BodyPart>,
): Promise<void> {
  const { req, res } = incoming
  const length = response.headers.get('content-length')
  const writer = new BodyWriter(res, length)
  let finished = false
  // A client that says no more will still read a file; of a stream without an end it has had enough.
  const leave = (): unknown => res.destroy()
  if (length === null) req.socket.once('end', leave)
  try {
    if (length === null) res.flushHeaders()
    for (;;) {
      const pending = iterator.next()
      const step = isStep(pending) ? pending : await raceClose(res, pending)
      if (step === undefined || step.done) {
        finished = step?.done === true
        break
      }
      const part = checkedPart(step.value)
      if (!writer.write(part)) await drained(res)
      if (writer.isTurnOver()) await immediate()
      if (res.destroyed) break
    }
    if (finished) writer.end()
  } catch (error) {
    logError(app.logger, 'The body of a response failed while it was being sent', error)
    // Node gathers the pieces of a turn before it hands them to the connection.
    await immediate()
    breakOff(res)
  } finally {
    req.socket.off('end', leave)
    if (!finished) await givenUp(iterator)
    release(response.body)
    closeResponse(app, response)
  }
}

// What came before the failure is sent, as in Flask; the end of the body is not.
function breakOff(res: ServerResponse): void {
  if (res.socket) res.socket.destroySoon()
  else res.destroy()
}

type Step = IteratorResult<BodyPart>

function isStep(value: Step | Promise<Step>): value is Step {
  return typeof (value as Promise<Step>).then !== 'function'
}

// A client that has left must not wait for a body that never comes.
function raceClose(res: ServerResponse, pending: Promise<Step>): Promise<Step | undefined> {
  return new Promise((resolve, reject) => {
    const gone = (): void => resolve(undefined)
    res.once('close', gone)
    pending.then(
      (step) => {
        res.off('close', gone)
        resolve(step)
      },
      (error) => {
        res.off('close', gone)
        reject(error)
      },
    )
  })
}

function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      res.off('drain', done).off('close', done)
      resolve()
    }
    res.on('drain', done).on('close', done)
  })
}

/** Ends a body that nobody reads any further; one that waits for what never comes is left to wait. */
export async function givenUp(
  iterator: Iterator<BodyPart> | AsyncIterator<BodyPart>,
): Promise<void> {
  await Promise.race([ended(iterator), immediate()])
}

async function ended(iterator: Iterator<BodyPart> | AsyncIterator<BodyPart>): Promise<void> {
  try {
    await iterator.return?.()
  } catch {
    // It was given up: what it says of that is of no use to anybody.
  }
}

/** Gives an iterator over whatever the body of a response can be. */
export function iteratorOf(source: unknown): Iterator<BodyPart> | AsyncIterator<BodyPart> {
  if (source instanceof Blob) return iteratorOf(source.stream())
  const given = source as Partial<AsyncIterable<BodyPart> & Iterable<BodyPart>>
  if (given[Symbol.asyncIterator]) return (given as AsyncIterable<BodyPart>)[Symbol.asyncIterator]()
  if (given[Symbol.iterator]) return (given as Iterable<BodyPart>)[Symbol.iterator]()
  if (typeof (source as ReadableStream).getReader === 'function')
    return Readable.fromWeb(source as never)[Symbol.asyncIterator]()
  return source as Iterator<BodyPart>
}

/** Lets go of a body that is not read any further. */
export function release(source: unknown): void {
  if (source instanceof Readable) {
    source.on('error', () => undefined)
    source.destroy()
    return
  }
  if (
    typeof source !== 'object' ||
    source === null ||
    Array.isArray(source) ||
    source instanceof Blob
  )
    return
  const stream = source as {
    cancel?: () => Promise<unknown>
    locked?: boolean
    return?: () => unknown
  }
  if (typeof stream.cancel === 'function' && !stream.locked) stream.cancel().catch(() => undefined)
  else if (typeof stream.return === 'function')
    void chain(undefined, () => stream.return?.(), ignored)
}

// What an iterator says of being given up is of no use to anybody.
function ignored(): void {}
