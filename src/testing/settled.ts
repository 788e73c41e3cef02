import { Readable } from 'node:stream'
import { pairsOf } from '../guards.ts'
import { toBuffer } from '../response/body.ts'
import type { FormFile } from './form-data.ts'
import type { RequestOptions } from './request-options.ts'

/**
 * Reads what a request brings that cannot be read at once: streams, and files that are a Blob. The
 * options are given back as they are where there is nothing of the kind.
 */
export function settled<Options extends RequestOptions>(
  options: Options,
): Options | Promise<Options> {
  const { data, files } = options
  const waits = isStream(data) || holdsBlob(data) || holdsBlob(files)
  return waits ? readAll(options) : options
}

async function readAll<Options extends RequestOptions>(options: Options): Promise<Options> {
  const { data, files } = options
  if (data instanceof Blob) {
    const contentType = options.contentType ?? (data.type || undefined)
    return { ...options, data: Buffer.from(await data.arrayBuffer()), contentType }
  }
  if (isStream(data)) return { ...options, data: await bytesOf(data) }
  const isFormData = data instanceof FormData
  return {
    ...options,
    contentType: options.contentType ?? (isFormData ? 'multipart/form-data' : undefined),
    data: holdsBlob(data) ? await withoutBlobs(pairs(data)) : data,
    files: files && Object.fromEntries(await withoutBlobs(pairs(files))),
  }
}

function isStream(data: unknown): data is AsyncIterable<string | Uint8Array> | Blob {
  if (typeof data !== 'object' || data === null) return false
  return data instanceof Blob || data instanceof Readable || Symbol.asyncIterator in data
}

async function bytesOf(data: AsyncIterable<string | Uint8Array> | Blob): Promise<Buffer> {
  const parts: Buffer[] = []
  const stream = data instanceof Blob ? data.stream() : data
  for await (const part of stream as AsyncIterable<string | Uint8Array>) parts.push(toBuffer(part))
  return Buffer.concat(parts)
}

function pairs(fields: object): (readonly [string, unknown])[] {
  return [...pairsOf(fields)]
}

function holdsBlob(fields: unknown): fields is object {
  if (typeof fields !== 'object' || fields === null || ArrayBuffer.isView(fields)) return false
  return pairs(fields).some((pair) => Array.isArray(pair) && listOf(pair[1]).some(isBlob))
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

function isBlob(value: unknown): value is Blob {
  return value instanceof Blob
}

async function withoutBlobs(
  fields: readonly (readonly [string, unknown])[],
): Promise<[string, unknown][]> {
  return Promise.all(
    fields.map(async ([name, value]): Promise<[string, unknown]> => {
      const read = await Promise.all(listOf(value).map(fileOf))
      return [name, Array.isArray(value) ? read : read[0]]
    }),
  )
}

async function fileOf(value: unknown): Promise<unknown> {
  if (!isBlob(value)) return value
  const { name, type } = value as File
  const content = Buffer.from(await value.arrayBuffer())
  return { content, filename: name ?? 'blob', type: type || undefined } satisfies FormFile
}
