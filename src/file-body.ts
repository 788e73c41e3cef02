import { type FileHandle, open } from 'node:fs/promises'
import { RuntimeError } from './errors.ts'

const pieceSize = 256 * 1024

/** A file, or a part of it, as a body: opened when it is sent, and closed when that ends in any way. */
export class FileBody implements AsyncIterable<Uint8Array> {
  readonly #path: string
  readonly #start: number
  readonly #stop: number

  /**
   * @param path The path of the file.
   * @param stop The place after the last byte.
   * @param start The place of the first byte.
   */
  constructor(path: string, stop: number, start = 0) {
    this.#path = path
    this.#start = start
    this.#stop = stop
  }

  /** Gives the bytes from `start` up to `stop`. */
  slicePart(start: number, stop: number): FileBody {
    return new FileBody(this.#path, Math.min(this.#start + stop, this.#stop), this.#start + start)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    if (this.#start >= this.#stop) return
    const handle = await open(this.#path)
    try {
      yield* this.#pieces(handle)
    } finally {
      await handle.close()
    }
  }

  async *#pieces(handle: FileHandle): AsyncGenerator<Uint8Array> {
    for (let position = this.#start; position < this.#stop; ) {
      const piece = Buffer.allocUnsafeSlow(Math.min(pieceSize, this.#stop - position))
      const { bytesRead } = await handle.read(piece, 0, piece.length, position)
      // The length has been promised: an answer that is too short must not look complete.
      if (bytesRead === 0) {
        throw new RuntimeError('The file became shorter while it was being sent.')
      }
      position += bytesRead
      yield piece.subarray(0, bytesRead)
    }
  }
}
