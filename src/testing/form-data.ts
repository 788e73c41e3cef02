import { encodeQuery } from '../routing/quoting.ts'

/** A file of a form: its content, its name and its type. */
export type FormFile =
  | Uint8Array
  | Blob
  | readonly [content: string | Uint8Array, filename: string, type?: string]
  | { content: string | Uint8Array; filename?: string; type?: string }

const boundary = '----hipflaskTestBoundary7MA4YWxkTrZu0gW'

/** Writes a form: urlencoded, or multipart when it has files or is asked to be. */
export function encodeForm(
  data: object,
  files: Record<string, FormFile | readonly FormFile[]>,
  type: string | undefined,
): { bytes: Buffer; type: string } {
  const fields: [string, unknown][] = []
  const found: [string, FormFile][] = []
  for (const [name, value] of pairsOf(data)) {
    for (const item of listOf(value)) (isFile(item) ? found : fields).push([name, item as never])
  }
  for (const [name, value] of Object.entries(files)) {
    for (const item of isFile(value) ? [value] : (value as readonly FormFile[]))
      found.push([name, item])
  }
  if (found.length === 0 && !type?.startsWith('multipart/')) {
    return {
      bytes: Buffer.from(encodeQuery(fields)),
      type: type ?? 'application/x-www-form-urlencoded',
    }
  }
  return { bytes: multipart(fields, found), type: `multipart/form-data; boundary=${boundary}` }
}

function pairsOf(data: object): Iterable<[string, unknown]> {
  return Symbol.iterator in data ? (data as Iterable<[string, unknown]>) : Object.entries(data)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) && !isFile(value) ? value : [value]
}

function isFile(value: unknown): value is FormFile {
  if (value instanceof Uint8Array || value instanceof Blob) return true
  if (Array.isArray(value))
    return value.length >= 2 && value[0] instanceof Uint8Array && typeof value[1] === 'string'
  return typeof value === 'object' && value !== null && 'content' in value
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
    const { content, filename, type } = fileParts(file)
    parts.push(
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"; filename="${quoted(filename)}"\r\n` +
          `Content-Type: ${type}\r\n\r\n`,
      ),
      Buffer.from(content),
      Buffer.from('\r\n'),
    )
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`))
  return Buffer.concat(parts)
}

function quoted(text: string): string {
  return text.replace(/["\r\n]/g, (char) => (char === '"' ? '%22' : char === '\r' ? '%0D' : '%0A'))
}

function fileParts(file: FormFile): { content: Uint8Array; filename: string; type: string } {
  const plain = 'application/octet-stream'
  if (file instanceof Blob)
    throw new TypeError('A Blob cannot be read at once: give [bytes, filename] in its place.')
  if (file instanceof Uint8Array) return { content: file, filename: 'file', type: plain }
  const [content, filename, type] = Array.isArray(file)
    ? file
    : [
        (file as { content: string }).content,
        (file as { filename?: string }).filename,
        (file as { type?: string }).type,
      ]
  return { content: Buffer.from(content), filename: filename ?? 'file', type: type ?? plain }
}
