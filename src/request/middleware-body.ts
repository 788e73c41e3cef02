import { readFileSync } from 'node:fs'
import { emptyBody, RequestBody } from './body.ts'
import { FileStorage } from './file-storage.ts'
import type { Request } from './request.ts'

/** What middleware that reads bodies leaves on a request of `node:http`. */
interface LeftByMiddleware {
  body?: unknown
  file?: unknown
  files?: unknown
}

/** Makes the body of a request of what middleware left when it read it. */
export function bodyFromMiddleware(request: Request): RequestBody {
  const left = (request.incoming.raw?.req ?? {}) as LeftByMiddleware
  const { body } = left
  if (Buffer.isBuffer(body)) return new RequestBody(body)
  if (typeof body === 'string') return new RequestBody(Buffer.from(body))
  if (body === undefined || body === null) return emptyBody()
  if (request.isJson) return new RequestBody(Buffer.from(JSON.stringify(body)))
  return new RequestBody(Buffer.alloc(0), undefined, {
    fields: fieldsOf(Object(body)),
    get files() {
      return filesOf(left)
    },
    size: 0,
    close: () => undefined,
  })
}

function fieldsOf(body: object): [string, string][] {
  return Object.entries(body).flatMap(([name, value]) =>
    [value]
      .flat()
      .map((item): [string, string] => [
        name,
        typeof item === 'object' ? JSON.stringify(item) : String(item),
      ]),
  )
}

/** A file as multer (`fieldname`, `originalname`, `buffer` or `path`) or express-fileupload (`name`, `data`) leave it. */
interface LeftFile {
  fieldname?: string
  originalname?: string
  name?: string
  mimetype?: string
  buffer?: Uint8Array
  data?: Uint8Array
  path?: string
}

function filesOf({ file, files }: LeftByMiddleware): [string, FileStorage][] {
  const all: [string, LeftFile][] = []
  const add = (field: string, value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) add(field, one)
    else if (typeof value === 'object' && value !== null)
      all.push([(value as LeftFile).fieldname ?? field, value])
  }
  add('file', file)
  if (Array.isArray(files)) add('file', files)
  else for (const [field, value] of Object.entries(files ?? {})) add(field, value)
  return all.map(([field, one]) => [field, storageOf(field, one)])
}

function storageOf(field: string, file: LeftFile): FileStorage {
  const stream =
    file.buffer ?? file.data ?? (file.path === undefined ? '' : readFileSync(file.path))
  return new FileStorage({
    stream,
    filename: file.originalname ?? file.name,
    name: field,
    contentType: file.mimetype,
  })
}
