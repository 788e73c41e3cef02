import { createWriteStream, type PathLike } from 'node:fs'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { hasMethod } from '../guards.ts'
import { Headers, type HeadersInit } from '../http/headers.ts'
import { type OptionsHeader, parseOptionsHeader } from '../http/options-header.ts'
import { readArguments } from '../options.ts'
import { REPR, type Repr } from '../python/protocol.ts'
import { Spool } from './spool.ts'

const pieceSize = 64 * 1024
const linePieceSize = 4 * 1024
const lineFeed = 0x0a

/** What a FileStorage is made of. */
export interface FileStorageInit {
  /** The content: bytes, or text. */
  stream?: Uint8Array | string | Spool | null
  /** The name that the client gave the file; never a path to be trusted. */
  filename?: string | null
  /** The name of the form field. */
  name?: string | null
  contentType?: string | null
  contentLength?: number | null
  /** The headers of the part. */
  headers?: HeadersInit | null
}

const parameters = ['stream', 'filename', 'name', 'contentType', 'contentLength', 'headers']
const headersPlace = parameters.length - 1

type Text = string | null | undefined

/** What may follow the content of a FileStorage. */
export type FileStorageArguments =
  | [options?: FileStorageInit]
  | [filename: Text, options?: FileStorageInit]
  | [filename: Text, name: Text, options?: FileStorageInit]
  | [
      filename: Text,
      name: Text,
      contentType: Text,
      contentLength?: number | null,
      headers?: HeadersInit | null,
    ]

/** An uploaded file. Werkzeug's `FileStorage`. It is gone when its request ends. */
export class FileStorage {
  /** The name that the client gave the file, undefined without one. Use `secureFilename` before saving under it. */
  filename: string | undefined
  /** The name of the form field. */
  name: string
  /** The headers of the part. */
  readonly headers: Headers
  readonly #spool: Spool
  #position = 0
  #type: OptionsHeader | undefined

  /**
   * @param stream The content, or an object of this and all that follows.
   * @param rest `filename`, the name that the client gave the file; `name`, that of the form field;
   *   `contentType`, `contentLength` and `headers`: by place, or by name in a last object.
   */
  constructor(init?: FileStorageInit)
  constructor(stream: FileStorageInit['stream'], ...rest: FileStorageArguments)
  constructor(...given: unknown[]) {
    // In the last place an object is headers, not what is left by name.
    const headers = given[headersPlace] as HeadersInit | undefined
    const named = readArguments(parameters, given.slice(0, headersPlace), 'FileStorage()')
    const init: FileStorageInit = { headers, ...named }
    this.filename = init.filename ?? undefined
    this.name = init.name ?? ''
    this.headers =
      init.headers instanceof Headers ? init.headers : new Headers(init.headers ?? undefined)
    if (init.contentType != null) this.headers.set('Content-Type', init.contentType)
    if (init.contentLength != null) this.headers.set('Content-Length', init.contentLength)
    this.#spool = init.stream instanceof Spool ? init.stream : spoolOf(init.stream ?? '')
  }

  [REPR](repr: Repr): string {
    return `<FileStorage: ${repr(this.filename)} (${repr(this.contentType)})>`
  }

  /** The Content-Type of the part, as the client says. */
  get contentType(): string | undefined {
    return this.headers.get('content-type') ?? undefined
  }

  /** The media type in lower case, without parameters; empty when there is none. */
  get mimetype(): string {
    return this.#parsedType[0].toLowerCase()
  }

  /** The parameters of the media type. */
  get mimetypeParams(): Record<string, string> {
    return this.#parsedType[1]
  }

  get #parsedType(): OptionsHeader {
    this.#type ??= parseOptionsHeader(this.contentType)
    return this.#type
  }

  /** The Content-Length of the part, 0 when the client gave none; `size` is the number of bytes. */
  get contentLength(): number {
    const text = this.headers.get('content-length')
    return text !== null && /^[0-9]+$/.test(text) ? Number(text) : 0
  }

  /** The number of bytes. */
  get size(): number {
    return this.#spool.size
  }

  /**
   * Gives the bytes from the current place on, and moves on behind them.
   *
   * @param size How many at most; all that are left unless given.
   */
  read(size?: number | null): Buffer {
    const length = size == null || size < 0 ? this.#spool.size : size
    const bytes = this.#spool.read(this.#position, length)
    this.#position += bytes.length
    return bytes
  }

  /** Gives the next line with its line feed; empty at the end. */
  readline(): Buffer {
    const pieces: Buffer[] = []
    for (;;) {
      const piece = this.read(linePieceSize)
      const length = piece.indexOf(lineFeed) + 1
      pieces.push(length === 0 ? piece : piece.subarray(0, length))
      if (length > 0) this.#position -= piece.length - length
      if (length > 0 || piece.length === 0) return Buffer.concat(pieces)
    }
  }

  /** Gives the lines that are left, each with its line feed. */
  readlines(): Buffer[] {
    return [...this]
  }

  /** Gives line after line, each with its line feed. */
  *[Symbol.iterator](): IterableIterator<Buffer> {
    for (let line = this.readline(); line.length > 0; line = this.readline()) yield line
  }

  /**
   * Moves to a place, and gives it.
   *
   * @param offset Where to.
   * @param whence What that counts from: 0 the first byte, 1 the current place, 2 the end.
   */
  seek(offset: number, whence: 0 | 1 | 2 = 0): number {
    const from = whence === 0 ? 0 : whence === 1 ? this.#position : this.size
    this.#position = Math.max(0, from + offset)
    return this.#position
  }

  /** Gives the current place. */
  tell(): number {
    return this.#position
  }

  /** The content from the current place on, as a stream. */
  get stream(): Readable {
    return this.#streamBy(pieceSize)
  }

  #streamBy(size: number): Readable {
    const storage = this
    return new Readable({
      highWaterMark: size,
      read() {
        try {
          const piece = storage.read(size)
          this.push(piece.length === 0 ? null : piece)
        } catch (error) {
          this.destroy(error as Error)
        }
      },
    })
  }

  /**
   * Writes the content from the current place on to a file or a stream, which is left open.
   *
   * @param target A path, a file URL, or a writable stream.
   * @param bufferSize How many bytes are copied at a time.
   */
  async save(target: PathLike | Writable, bufferSize: number = pieceSize): Promise<void> {
    const source = this.#streamBy(bufferSize)
    if (isWritable(target)) await pipeline(source, target, { end: false })
    else await pipeline(source, createWriteStream(target))
  }

  /** Gives all the bytes, wherever the current place is. */
  async bytes(): Promise<Buffer> {
    return this.#spool.read(0, this.size)
  }

  /** Gives all of the content as UTF-8 text, wherever the current place is. */
  async text(): Promise<string> {
    return this.#spool.read(0, this.size).toString('utf8')
  }

  /** Whether the content has been let go of. */
  get closed(): boolean {
    return this.#spool.closed
  }

  /** Lets go of the content. Called when the request ends. */
  close(): void {
    this.#spool.close()
  }
}

function isWritable(target: PathLike | Writable): target is Writable {
  return hasMethod(target, 'write') && !Buffer.isBuffer(target)
}

function spoolOf(content: Uint8Array | string): Spool {
  const spool = new Spool()
  const bytes =
    typeof content === 'string'
      ? Buffer.from(content)
      : Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  if (bytes.length > 0) spool.write(bytes)
  return spool
}
