import { randomUUID } from 'node:crypto'
import { closeSync, constants, openSync, readSync, rmSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RuntimeError } from '../errors.ts'

/**
 * How much of a file is kept in memory, in bytes. What the files of one request hold together is
 * bounded by the limit of its body in any case.
 */
export const spoolThreshold: number = 1024 * 1024

/** Bytes that are kept in memory while they are few, and in a private temporary file when they are many. */
export class Spool {
  #chunks: Buffer[] = []
  #size = 0
  #file: TemporaryFile | undefined
  #closed = false

  /** The number of bytes. */
  get size(): number {
    return this.#size
  }

  /** Whether the bytes are on disk. */
  get onDisk(): boolean {
    return this.#file !== undefined
  }

  /** Whether the bytes have been let go of. */
  get closed(): boolean {
    return this.#closed
  }

  /** Appends bytes. */
  write(chunk: Buffer): void {
    if (this.#closed) return
    const place = this.#size
    this.#size += chunk.length
    if (this.#file !== undefined) append(this.#file, chunk, place)
    else {
      this.#chunks.push(chunk)
      if (this.#size > spoolThreshold) this.#moveToDisk()
    }
  }

  #moveToDisk(): void {
    this.#file = openTemporary()
    let place = 0
    for (const chunk of this.#chunks) place = append(this.#file, chunk, place)
    this.#chunks = []
  }

  /**
   * Gives bytes.
   *
   * @param start The place of the first one.
   * @param length How many, as far as there are that many.
   * @throws RuntimeError When the request has ended.
   */
  read(start: number, length: number): Buffer {
    if (this.#closed) {
      throw new RuntimeError(
        'The uploaded file is gone, as its request has ended. Read or save it in the view.',
      )
    }
    const count = Math.max(0, Math.min(length, this.#size - start))
    if (this.#file !== undefined) return readFrom(this.#file, start, count)
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks, this.#size)]
    return this.#chunks[0].subarray(start, start + count)
  }

  /** Lets go of the bytes. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#chunks = []
    this.#file?.close()
  }
}

interface TemporaryFile {
  descriptor: number
  close(): void
}

/** Writes bytes at a place, and gives the place behind them. */
function append({ descriptor }: TemporaryFile, bytes: Buffer, place: number): number {
  // A disk that takes only a part takes the rest, or says why not.
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, place + written)
  }
  return place + bytes.length
}

function readFrom({ descriptor }: TemporaryFile, place: number, count: number): Buffer {
  const bytes = Buffer.allocUnsafe(count)
  let done = 0
  while (done < count) {
    const got = readSync(descriptor, bytes, done, count - done, place + done)
    if (got === 0) break
    done += got
  }
  return bytes.subarray(0, done)
}

// The name is removed as soon as the file is open: however the process ends, the file is gone.
// Where names of open files stay (Windows), the file is removed at the end.
function openTemporary(): TemporaryFile {
  const path = join(tmpdir(), `hipflask-${randomUUID()}`)
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL
  const descriptor = openSync(path, flags, 0o600)
  try {
    unlinkSync(path)
    return { descriptor, close: () => closeSync(descriptor) }
  } catch {
    return {
      descriptor,
      close: () => {
        closeSync(descriptor)
        rmSync(path, { force: true })
      },
    }
  }
}
