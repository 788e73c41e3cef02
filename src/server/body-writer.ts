import type { ServerResponse } from 'node:http'
import type { BodyPart } from '../response/body.ts'

/**
 * Writes the pieces of a body, neither more nor fewer bytes than its Content-Length says: the next
 * answer on the connection would begin at a wrong place.
 */
export class BodyWriter {
  readonly #res: ServerResponse
  #left: number | undefined
  #parts = 0
  #since = performance.now()

  /**
   * @param length The Content-Length; null when nobody knows it.
   */
  constructor(res: ServerResponse, length: string | null) {
    this.#res = res
    this.#left = length === null ? undefined : Number(length)
  }

  /** Writes a piece; false when the next one should wait for `drain`. */
  write(part: BodyPart): boolean {
    if (this.#left !== undefined) {
      this.#left -= Buffer.byteLength(part)
      if (this.#left < 0) throw new RangeError('The body is longer than its Content-Length says.')
    }
    return this.#res.write(part)
  }

  /** Ends the body. */
  end(): void {
    if (this.#left) throw new RangeError('The body is shorter than its Content-Length says.')
    this.#res.end()
  }

  /** Tells when a body that never has to wait has had its turn, so that others get theirs. */
  isTurnOver(): boolean {
    this.#parts++
    if (this.#parts % 16 !== 0) return false
    const now = performance.now()
    if (now - this.#since < 10) return false
    this.#since = now
    return true
  }
}
