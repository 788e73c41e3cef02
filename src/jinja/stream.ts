import { writeFileSync } from 'node:fs'

/** The text of a template in pieces. Jinja's `TemplateStream`. */
export class TemplateStream implements IterableIterator<string> {
  private readonly pieces: Iterator<string>
  private size = 0

  constructor(pieces: Iterator<string>) {
    this.pieces = pieces
  }

  /**
   * Joins small pieces to larger ones.
   * @param size How many pieces are one; 5 by default.
   */
  enableBuffering(size = 5): void {
    if (size <= 1) throw new RangeError(`A buffer of ${size} pieces is too small: give at least 2.`)
    this.size = size
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
   */
  dump(target: string | { write(text: string): unknown }): void {
    if (typeof target !== 'string') for (const piece of this) target.write(piece)
    else writeFileSync(target, [...this].join(''))
  }

  [Symbol.iterator](): this {
    return this
  }
}
