import { ValueError } from '../errors.ts'

/** A UUID, as Python's class of that name: what the ` u` tag of a session holds. */
export class UUID {
  /** The 32 hexadecimal digits. */
  readonly hex: string

  /**
   * @param text 32 hexadecimal digits; hyphens, braces and `urn:uuid:` are skipped, as in Python.
   * @throws ValueError When the text is not a UUID.
   */
  constructor(text: string) {
    const hex = typeof text === 'string' ? text.replace(/urn:|uuid:|[{}-]/g, '').toLowerCase() : ''
    if (!/^[0-9a-f]{32}$/.test(hex)) {
      throw new ValueError(`"${String(text)}" is not a UUID. Give its 32 hexadecimal digits.`)
    }
    this.hex = hex
  }

  /** Gives the usual form with hyphens. */
  toString(): string {
    const { hex } = this
    const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
    return `${parts.join('-')}-${hex.slice(20)}`
  }

  /** Gives the usual form with hyphens. */
  toJSON(): string {
    return this.toString()
  }
}
