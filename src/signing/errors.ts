/** Base of everything that the signing classes throw for bad data. itsdangerous `BadData`. */
export class BadData extends Error {
  override name = 'BadData'
}

/** A signature does not match, or there is none. itsdangerous `BadSignature`. */
export class BadSignature extends BadData {
  override name = 'BadSignature'
  /** What the refused signature stood on: text or bytes as they came in, undefined when unknown. */
  payload: string | Buffer | undefined

  constructor(message: string, payload?: string | Buffer) {
    super(message)
    this.payload = payload
  }
}

/** A signature with a time does not match. itsdangerous `BadTimeSignature`. */
export class BadTimeSignature extends BadSignature {
  override name = 'BadTimeSignature'
  /** When the value claims to have been signed, if that could be read. */
  dateSigned: Date | undefined

  constructor(message: string, payload?: string | Buffer, dateSigned?: Date) {
    super(message, payload)
    this.dateSigned = dateSigned
  }
}

/** A signature is good and older than allowed, or from the future. itsdangerous `SignatureExpired`. */
export class SignatureExpired extends BadTimeSignature {
  override name = 'SignatureExpired'
}

/** A signed header cannot be used. itsdangerous `BadHeader`. */
export class BadHeader extends BadSignature {
  override name = 'BadHeader'
  /** The header, if it could be read. */
  readonly header: unknown
  /** The error that was met while reading. */
  readonly originalError: unknown

  constructor(
    message: string,
    payload?: string | Buffer,
    header?: unknown,
    originalError?: unknown,
  ) {
    super(message, payload)
    this.header = header
    this.originalError = originalError
  }
}

/** What was signed cannot be read. itsdangerous `BadPayload`. */
export class BadPayload extends BadData {
  override name = 'BadPayload'
  /** The error that was met while reading; also the `cause`. */
  readonly originalError: unknown

  constructor(message: string, originalError?: unknown) {
    super(message, { cause: originalError })
    this.originalError = originalError
  }
}
