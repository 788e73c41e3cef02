import { writeFileSync } from 'node:fs'
import { encode } from '../python/codecs.ts'

/** The text of a template in pieces. Jinja's `TemplateStream`. */
export class TemplateStream implements IterableIterator<string> {
  private readonly pieces: Iterator<string>
  private size = 0

  constructor(pieces: Iterator<string>) {
    this.pieces = pieces
  }

  /**
   * Joins small pieces to larger ones.
   * @param options How many pieces are one; 5 by default.
   */
  enableBuffering(options: number | { size?: number } = {}): void {
    const size = typeof options === 'number' ? options : (options.size ?? 5)
    if (size <= 1) throw new RangeError(`A buffer of ${size} pieces is too small: give at least 2.`)
    this.size = size
  }

  /** Whether small pieces are joined. */
  get buffered(): boolean {
    return this.size > 0
  }

  /** Gives each piece by itself. */
  disableBuffering(): void {
    this.size = 0
  }

  next(): IteratorResult<string> {
    if (this.size === 0) return this.pieces.next()
    let text = ''
    for (let count = 0; count < this.size; ) {
      const piece = this.pieces.next()
      if (piece.done === true) break
      text += piece.value
      if (piece.value !== '') count++
    }
    return text === '' ? { done: true, value: undefined } : { done: false, value: text }
  }

  return(): IteratorResult<string> {
    this.pieces.return?.()
    return { done: true, value: undefined }
  }

  /**
   * Writes all text to a file or to an object with `write`.
   * @param target A path, or what is written to.
   * @param encoding The encoding of a file, by its name or as an option: UTF-8 by default. An
   *   object gets bytes where it is given.
   */
  dump(
    target: string | URL | { write(piece: never): unknown },
    encoding?: string | { encoding?: string },
  ): void {
    const name = typeof encoding === 'object' ? encoding.encoding : encoding
    const bytes = (text: string) => encode(text, name ?? 'utf-8')
    if (typeof target === 'string' || target instanceof URL) {
      writeFileSync(target, bytes([...this].join('')))
      return
    }
    const { write } = target as { write(piece: string | Uint8Array): unknown }
    for (const piece of this) write.call(target, name === undefined ? piece : bytes(piece))
  }

  [Symbol.iterator](): this {
    return this
  }
}
