import { Readable } from 'node:stream'
import { type BodyPart, checkedPart, toBuffer } from '../response/body.ts'
import type { Response } from '../response/response.ts'
import { release } from '../server/sending.ts'

/** Reads the whole body of a response, as a transport would, and ends the response. */
export async function bodyBytes(response: Response, method: string): Promise<Buffer> {
  try {
    const parts: Buffer[] = []
    for await (const part of bodyPieces(response, method)) parts.push(toBuffer(checkedPart(part)))
    return Buffer.concat(parts)
  } finally {
    await ended(response)
  }
}

/** Ends a response whose body is not read any further. */
export function ended(response: Response): void | Promise<void> {
  release(response.body)
  return response.close()
}

/** Gives the body of a response as a transport would send it, piece by piece. */
export function bodyPieces(
  response: Response,
  method: string,
): Iterable<BodyPart> | AsyncIterable<BodyPart> {
  const { body, statusCode } = response
  const isBare = statusCode === 204 || statusCode === 304 || statusCode < 200
  const isShort = !isBare && response.isSequence && !response.headers.has('content-length')
  response.transportHeaders(isShort ? response.calculateContentLength() : undefined)
  if (method === 'HEAD' || isBare) return []
  return typeof body === 'string' || body instanceof Uint8Array ? [body] : iterable(body)
}

function iterable(body: unknown): AsyncIterable<BodyPart> | Iterable<BodyPart> {
  if (body instanceof Blob) return iterable(body.stream())
  const given = body as AsyncIterable<BodyPart> & Iterable<BodyPart> & Iterator<BodyPart>
  if (given[Symbol.asyncIterator] !== undefined || given[Symbol.iterator] !== undefined)
    return given
  if (typeof (body as ReadableStream).getReader === 'function')
    return Readable.fromWeb(body as never)
  return { [Symbol.iterator]: () => given }
}
