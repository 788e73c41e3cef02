import { deflateSync, inflateSync } from 'node:zlib'
import { type BytesLike, base64Decode, wantBytes } from './encoding.ts'
import { BadPayload } from './errors.ts'
import { readJson, writeJson } from './json-text.ts'
import { type DataSerializer, Serializer } from './serializer.ts'
import { TimedSerializer } from './timed-serializer.ts'

/** JSON without spaces, characters as they are. */
export const compactJson: DataSerializer = {
  dumps: (value) => writeJson(value),
  loads: (text: string) => readJson(text),
}

const DOT = 46
/** The most bytes that a compressed payload may grow to. */
export const INFLATE_LIMIT = 16 * 1024 * 1024

/** Gives the bytes under URL-safe text: base64, and zlib behind a dot. */
export function openPayload(payload: BytesLike, limit = INFLATE_LIMIT): Buffer {
  const bytes = wantBytes(payload)
  const compressed = bytes[0] === DOT
  let inner: Buffer
  try {
    inner = base64Decode(compressed ? bytes.subarray(1) : bytes)
  } catch (error) {
    throw new BadPayload('The payload is not base64.', error)
  }
  if (!compressed) return inner
  try {
    return inflateSync(inner, { maxOutputLength: limit })
  } catch (error) {
    throw new BadPayload('The payload could not be decompressed, or is too large.', error)
  }
}

/** Gives URL-safe text of bytes, compressed where that makes it shorter. */
export function sealPayload(json: Buffer, least = 0): string {
  if (json.length < least) return json.toString('base64url')
  const packed = deflateSync(json)
  return packed.length < json.length - 1
    ? `.${packed.toString('base64url')}`
    : json.toString('base64url')
}

/** Like `Serializer`, in text that can stand in a URL. itsdangerous `URLSafeSerializer`. */
export class URLSafeSerializer extends Serializer {
  static override defaultSerializer: DataSerializer = compactJson

  override loadPayload(payload: BytesLike, serializer?: DataSerializer): unknown {
    return super.loadPayload(openPayload(payload), serializer)
  }

  override dumpPayload(value: unknown): Buffer {
    return Buffer.from(sealPayload(super.dumpPayload(value)))
  }
}

/** Like `TimedSerializer`, in text that can stand in a URL. itsdangerous `URLSafeTimedSerializer`. */
export class URLSafeTimedSerializer extends TimedSerializer {
  static override defaultSerializer: DataSerializer = compactJson

  override loadPayload(payload: BytesLike, serializer?: DataSerializer): unknown {
    return super.loadPayload(openPayload(payload), serializer)
  }

  override dumpPayload(value: unknown): Buffer {
    return Buffer.from(sealPayload(super.dumpPayload(value)))
  }
}
