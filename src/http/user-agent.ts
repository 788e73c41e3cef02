/** The `User-Agent` of a request. Werkzeug's `UserAgent`, which reads nothing from the text. */
export class UserAgent {
  /** The header's text, empty when there is none. */
  readonly string: string
  // What a subclass may read from the text: see `Request.userAgentClass`.
  /** The system, as far as a subclass knows it. */
  readonly platform: string | undefined
  /** The browser, as far as a subclass knows it. */
  readonly browser: string | undefined
  /** The version of the browser, as far as a subclass knows it. */
  readonly version: string | undefined
  /** The language, as far as a subclass knows it. */
  readonly language: string | undefined

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
