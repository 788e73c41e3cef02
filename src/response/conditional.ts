import { ValueError } from '../errors.ts'
import { httpDate } from '../http/dates.ts'
import { parseEtags } from '../http/etags.ts'
import { type IfRange, isRangeValid } from '../http/ranges.ts'
import { checkOptions } from '../options.ts'
import type { Request } from '../request/request.ts'
import { type Body, type BodyPart, toBuffer } from './body.ts'
import type { Response } from './response.ts'

/** What `makeConditional` takes by name. */
export interface ConditionalOptions {
  /** Whether a part may be asked for, or the unit of such parts: `'bytes'`. */
  acceptRanges?: boolean | string
  /** The length of the whole body, in bytes; parts are sent only when it is known. */
  completeLength?: number | null
}

/** Makes the error of a range that cannot be met; set by the module of HTTP errors. */
export const rangeError: { make: (length: number | undefined) => Error } = {
  make: () => new ValueError('The requested range cannot be met.'),
}

/** A body that can give a part of itself without reading the rest. */
export interface Sliceable {
  /** Gives the bytes from `start` up to `stop`. */
  slicePart(start: number, stop: number): Body
}

/** Does the work of `Response.makeConditional` (RFC 9110 sections 13 and 14). */
export function makeConditional(
  response: Response,
  request: Request,
  options: ConditionalOptions,
): void {
  checkOptions(options, ['acceptRanges', 'completeLength'], 'makeConditional()')
  if (request.method !== 'GET' && request.method !== 'HEAD') return
  const { headers } = response
  if (!headers.has('date')) {
    headers.set('Date', httpDate(request.app?.now() ?? Date.now() / 1000))
  }
  if (!answerRange(response, request, options) && !isModified(response, request)) {
    response.statusCode = request.ifMatch.size > 0 ? 412 : 304
  }
  if (!headers.has('content-length')) response.contentLength = response.calculateContentLength()
}

function answerRange(response: Response, request: Request, options: ConditionalOptions): boolean {
  const { acceptRanges, completeLength } = options
  if (!acceptRanges) return false
  const units = acceptRanges === true ? 'bytes' : acceptRanges
  response.acceptRanges = units
  if (!completeLength || !request.headers.has('range') || !ifRangeHolds(response, request)) {
    return false
  }
  const place = request.range?.rangeForLength(completeLength)
  if (place === undefined || !isRangeValid(place[0], place[1], completeLength)) {
    throw rangeError.make(completeLength)
  }
  const [start, stop] = place
  response.contentRange = `${request.range?.units} ${start}-${stop - 1}/${completeLength}`
  response.statusCode = 206
  response.body = slice(response.body, start, stop)
  response.contentLength = stop - start
  return true
}

function ifRangeHolds(response: Response, request: Request): boolean {
  if (!request.headers.has('if-range')) return true
  return !isModified(response, request, request.ifRange)
}

/** Tells whether the client needs the content, by its If-Range (if that counts) and the other conditions. */
function isModified(response: Response, request: Request, ifRange?: IfRange): boolean {
  const since = ifRange?.date ?? request.ifModifiedSince
  let unmodified = since !== undefined && !isNewer(response.lastModified, since)
  const [etag] = response.getEtag()
  if (etag === undefined) return !unmodified
  if (ifRange?.etag !== undefined) unmodified = parseEtags(ifRange.etag).contains(etag)
  else {
    const { ifNoneMatch, ifMatch } = request
    if (ifNoneMatch.size > 0) unmodified = ifNoneMatch.containsWeak(etag)
    if (ifMatch.size > 0) unmodified = !ifMatch.isStrong(etag)
  }
  return !unmodified
}

function isNewer(modified: Date | undefined, since: Date): boolean {
  if (modified === undefined) return true
  return Math.floor(modified.getTime() / 1000) > Math.floor(since.getTime() / 1000)
}

/** Gives a part of a body. */
function slice(body: Body, start: number, stop: number): Body {
  if (typeof body === 'string') return Buffer.from(body).subarray(start, stop)
  if (body instanceof Uint8Array) return body.subarray(start, stop)
  if (body instanceof Blob) return body.slice(start, stop)
  if ('slicePart' in body) return (body as unknown as Sliceable).slicePart(start, stop)
  if (Symbol.iterator in body) return cutNow(body as Iterable<BodyPart>, start, stop)
  return cut(body as AsyncIterable<BodyPart>, start, stop)
}

function* cutNow(body: Iterable<BodyPart>, start: number, stop: number): Generator<BodyPart> {
  let position = 0
  for (const part of body) {
    const bytes = toBuffer(part)
    yield* within(bytes, start - position, stop - position)
    position += bytes.length
    if (position >= stop) return
  }
}

async function* cut(
  body: AsyncIterable<BodyPart>,
  start: number,
  stop: number,
): AsyncGenerator<BodyPart> {
  let position = 0
  for await (const part of body) {
    const bytes = toBuffer(part)
    yield* within(bytes, start - position, stop - position)
    position += bytes.length
    if (position >= stop) return
  }
}

/** Gives the bytes of a piece that lie between two places, if any do. */
function within(bytes: Buffer, start: number, stop: number): Buffer[] {
  const piece = bytes.subarray(Math.max(0, start), Math.max(0, stop))
  return piece.length === 0 ? [] : [piece]
}
