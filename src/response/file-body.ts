import { readFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { RuntimeError } from '../errors.ts'

/** How much of a file is read at once, in bytes. */
export const pieceSize: number = 256 * 1024

/** What is known of a file: its length in bytes, and when it was changed last, in milliseconds. */
export interface FileState {
  size: number
  mtimeMs: number
}

/** A file, or a part of it, as a body: opened when it is sent, and closed when that ends in any way. */
export class FileBody implements AsyncIterable<Uint8Array>, Iterable<Uint8Array> {
  readonly #path: string
  readonly #state: FileState
  readonly #start: number
  readonly #stop: number

  /**
   * @param path The path of the file.
   * @param state What was promised of it.
   * @param start The place of the first byte.
   * @param stop The place after the last byte.
   */
  constructor(path: string, state: FileState, start = 0, stop = state.size) {
    this.#path = path
    this.#state = state
    this.#start = start
    this.#stop = stop
  }

  /** Gives the bytes from `start` up to `stop`. */
  slicePart(start: number, stop: number): FileBody {
    const end = Math.min(this.#start + stop, this.#stop)
    return new FileBody(this.#path, this.#state, this.#start + start, end)
  }

  [Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    return this.#read(false)
  }

  /**
   * Reads the file into one buffer again and again: each piece is gone when the next one is asked
   * for. Thousands of slow clients then cost a buffer each, and none is left for the collector.
   */
  lend(): AsyncGenerator<Uint8Array> {
    return this.#read(true)
  }

  async *#read(lent: boolean): AsyncGenerator<Uint8Array> {
    if (this.#start >= this.#stop) return
    const handle = await open(this.#path)
    try {
      await this.#check(handle)
      yield* this.#pieces(handle, lent)
    } finally {
      await handle.close()
    }
  }

  /** Reads the file at once, for whoever wants to have its bytes before it is sent. */
  *[Symbol.iterator](): Generator<Uint8Array> {
    const bytes = readFileSync(this.#path)
    if (bytes.length !== this.#state.size) {
      throw new RuntimeError('The file was changed while its answer was being made.')
    }
    yield bytes.subarray(this.#start, this.#stop)
  }

  // Length and tag have been promised: another file under the same name must not be taken for it.
  async #check(handle: FileHandle): Promise<void> {
    const { size, mtimeMs } = await handle.stat()
    if (size === this.#state.size && mtimeMs === this.#state.mtimeMs) return
    throw new RuntimeError('The file was changed while its answer was being made.')
  }

  async *#pieces(handle: FileHandle, lent: boolean): AsyncGenerator<Uint8Array> {
    let piece: Buffer | undefined
    for (let position = this.#start; position < this.#stop; ) {
      const length = Math.min(pieceSize, this.#stop - position)
      piece ??= Buffer.allocUnsafeSlow(length)
      const { bytesRead } = await handle.read(piece, 0, length, position)
      // The length has been promised: an answer that is too short must not look complete.
      if (bytesRead === 0) {
        throw new RuntimeError('The file became shorter while it was being sent.')
      }
      position += bytesRead
      yield piece.subarray(0, bytesRead)
      // Nobody waits until a short piece is sent.
      if (!lent || bytesRead < pieceSize) piece = undefined
    }
  }
}
