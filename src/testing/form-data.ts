import { guessType } from '../http/mime-types.ts'
import { FileStorage } from '../request/file-storage.ts'
import { toBuffer } from '../response/body.ts'
import { encodeQuery } from '../routing/quoting.ts'

/** A file of a form: its content, its name and its type, which is told by the name unless given. */
export type FormFile =
  | Uint8Array
  | Blob
  | FileStorage
  | readonly [content: string | Uint8Array, filename: string, type?: string]
  | { content: string | Uint8Array; filename?: string; type?: string }

type FileParts = readonly [content: string | Uint8Array, filename?: string, type?: string]

const boundary = '----hipflaskTestBoundary7MA4YWxkTrZu0gW'
const urlencoded = 'application/x-www-form-urlencoded'

/** Writes a form: urlencoded, or multipart when it has files or is asked to be. */
export function encodeForm(
  data: object,
  files: Record<string, FormFile | readonly FormFile[]>,
  type: string | undefined,
): { bytes: Buffer; type: string | undefined } {
  const fields: [string, unknown][] = []
  const found: [string, FormFile][] = []
  for (const [name, value] of pairsOf(data)) {
    for (const item of listOf(value)) {
      if (isFile(item)) found.push([name, item])
      else if (item !== undefined && item !== null) fields.push([name, item])
    }
  }
  for (const [name, value] of Object.entries(files)) {
    for (const item of isOneFile(value) ? [value] : value) found.push([name, item])
  }
  if (type?.startsWith('multipart/') || found.length > 0 || data instanceof FormData)
    return { bytes: multipart(fields, found), type: `multipart/form-data; boundary=${boundary}` }
  // Of another type are only text and bytes: a form is not sent, as in Flask.
  const isForm = type === undefined ? fields.length > 0 : type.startsWith(urlencoded)
  if (!isForm) return { bytes: Buffer.alloc(0), type }
  return { bytes: Buffer.from(encodeQuery(fields)), type: type ?? urlencoded }
}

/** Gives the names and values of an object, of pairs, or of anything that gives pairs. */
export function pairsOf(data: object): Iterable<readonly [string, unknown]> {
  if (isRecord(data)) return Object.entries(data)
  const pairs = isIterable(data) ? [...data] : [data]
  if (pairs.every(isPair)) return pairs
  throw new TypeError(
    'A form or a query is an object of fields, or pairs of a name and a value. Give what is neither as text, bytes or json.',
  )
}

function isIterable(data: object): data is Iterable<unknown> {
  return typeof data === 'object' && Symbol.iterator in data
}

function isRecord(data: object): boolean {
  return typeof data === 'object' && !isIterable(data) && !(data instanceof Date)
}

function isPair(pair: unknown): pair is [string, unknown] {
  return Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string'
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) && !isFile(value) ? value : [value]
}

function isFile(value: unknown): value is FormFile {
  if (value instanceof Uint8Array || value instanceof Blob || value instanceof FileStorage)
    return true
  if (Array.isArray(value)) return value[0] instanceof Uint8Array && typeof value[1] === 'string'
  return typeof value === 'object' && value !== null && 'content' in value
}

// Where only files can stand, the content of one may be text.
function isOneFile(value: FormFile | readonly FormFile[]): value is FormFile {
  return isFile(value) || (Array.isArray(value) && typeof value[0] === 'string')
}

function multipart(fields: [string, unknown][], files: [string, FormFile][]): Buffer {
  const parts: Buffer[] = []
  for (const [name, value] of fields) {
    parts.push(
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${String(value)}\r\n`,
      ),
    )
  }
  for (const [name, file] of files) {
    const [content, filename = 'file', given] = partsOf(file)
    const type = given ?? guessType(filename).mimetype ?? 'application/octet-stream'
    parts.push(
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"; filename="${quoted(filename)}"\r\n` +
          `Content-Type: ${type}\r\n\r\n`,
      ),
      toBuffer(content),
      Buffer.from('\r\n'),
    )
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`))
  return Buffer.concat(parts)
}

function quoted(text: string): string {
  return text.replace(/["\r\n]/g, (char) => (char === '"' ? '%22' : char === '\r' ? '%0D' : '%0A'))
}

function partsOf(file: FormFile): FileParts {
  if (file instanceof Blob)
    throw new TypeError(
      'A Blob cannot be read at once, as the test client does: give [bytes, filename] in its place.',
    )
  if (file instanceof Uint8Array) return [file]
  if (file instanceof FileStorage)
    return [file.read(), file.filename, file.contentType ?? undefined]
  if ('content' in file) return [file.content, file.filename, file.type]
  return file
}
