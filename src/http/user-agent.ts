/** The `User-Agent` of a request. Werkzeug's `UserAgent`, which reads nothing from the text. */
export class UserAgent {
  /** The header's text, empty when there is none. */
  readonly string: string

  /**
   * @param text The header's text.
   */
  constructor(text = '') {
    this.string = text
  }

  /** Gives the header's text. */
  toHeader(): string {
    return this.string
  }

  toString(): string {
    return this.string
  }
}
