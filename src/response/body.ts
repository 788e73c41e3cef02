import { Readable } from 'node:stream'
import { RuntimeError } from '../errors.ts'
import { hasMethod } from '../guards.ts'
import type { Markup } from '../markup.ts'
import { hasHtml } from '../python/protocol.ts'

/** A piece of a body. */
export type BodyPart = string | Uint8Array
/** What a body can be made of. */
export type Body =
  | BodyPart
  | Markup
  | Blob
  | Iterable<BodyPart>
  | Iterator<BodyPart>
  | AsyncIterable<BodyPart>
  | AsyncIterator<BodyPart>
  | Readable
  | ReadableStream

/** Takes all pieces of a body that can be had at once. */
export function consumed(body: unknown): BodyPart[] {
  if (typeof body === 'object' && body !== null && Symbol.iterator in body) {
    return Array.from(body as Iterable<BodyPart>, checkedPart)
  }
  if (typeof (body as Iterator<BodyPart>).next === 'function' && !isAsync(body)) {
    return Array.from({ [Symbol.iterator]: () => body as Iterator<BodyPart> }, checkedPart)
  }
  throw new RuntimeError(
    'The body is an async stream and cannot be read at once. Return the response as it is, or collect the stream first.',
  )
}

function isAsync(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}

/** Tells whether a value gives pieces of a body one by one. */
export function isStream(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Symbol.asyncIterator in value || value instanceof Readable || value instanceof Blob)
    return true
  if (hasMethod(value, 'getReader')) return true
  return Symbol.iterator in value || hasMethod(value, 'next')
}

/** Refuses a piece that is neither text nor bytes. */
export function checkedPart(part: unknown): BodyPart {
  if (typeof part === 'string' || part instanceof Uint8Array) return part
  if (hasHtml(part)) return String(part)
  throw new TypeError(`A piece of a response body is text or bytes, not ${describe(part)}.`)
}

/** Says what a value is, in words. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return typeof value === 'object'
    ? `an object (${value.constructor?.name ?? 'Object'})`
    : `a ${typeof value}`
}

/** Makes bytes of text, bytes or pieces of them. */
export function toBuffer(body: BodyPart | BodyPart[]): Buffer {
  if (typeof body === 'string') return Buffer.from(body)
  if (Array.isArray(body)) return Buffer.concat(body.map(toBuffer))
  return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
}
