import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RuntimeError } from './errors.ts'

/** How much of a file is kept in memory, in bytes. */
export const spoolThreshold: number = 256 * 1024

/** Bytes that are kept in memory while they are few, and in a private temporary file when they are many. */
export class Spool {
  #chunks: Buffer[] = []
  #size = 0
  #waiting = 0
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

  /** Appends bytes. */
  write(chunk: Buffer): void {
    if (this.#closed) return
    this.#chunks.push(chunk)
    this.#waiting += chunk.length
    this.#size += chunk.length
    if (
      this.#size > spoolThreshold &&
      (this.#file === undefined || this.#waiting > spoolThreshold)
    ) {
      this.#file ??= openTemporary()
      this.#flush(this.#file)
    }
  }

  #flush(file: TemporaryFile): void {
    const bytes = this.#joined()
    let written = 0
    while (written < bytes.length) {
      written += writeSync(file.descriptor, bytes, written, bytes.length - written)
    }
    this.#chunks = []
    this.#waiting = 0
  }

  #joined(): Buffer {
    return this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks, this.#waiting)
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
    if (this.#file === undefined) {
      if (this.#chunks.length !== 1) this.#chunks = [this.#joined()]
      return this.#chunks[0].subarray(start, start + count)
    }
    if (this.#waiting > 0) this.#flush(this.#file)
    const bytes = Buffer.allocUnsafe(count)
    let done = 0
    while (done < count) {
      const got = readSync(this.#file.descriptor, bytes, done, count - done, start + done)
      if (got === 0) break
      done += got
    }
    return bytes.subarray(0, done)
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

// The name is removed as soon as the file is open: however the process ends, the file is gone.
// Windows keeps names of open files, which are then removed at the end.
function openTemporary(): TemporaryFile {
  const folder = mkdtempSync(join(tmpdir(), 'hipflask-'))
  const path = join(folder, 'upload')
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL
  let descriptor: number
  try {
    descriptor = openSync(path, flags, 0o600)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  try {
    unlinkSync(path)
    rmdirSync(folder)
  } catch {
    return {
      descriptor,
      close: () => {
        closeSync(descriptor)
        rmSync(folder, { recursive: true, force: true })
      },
    }
  }
  return { descriptor, close: () => closeSync(descriptor) }
}
