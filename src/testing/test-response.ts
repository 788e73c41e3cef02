import type { Request } from '../request/request.ts'
import { type BodyPart, checkedPart, toBuffer } from '../response/body.ts'
import { Response } from '../response/response.ts'

/** An answer that the test client got, read to its end unless it was asked for unbuffered. Werkzeug's `TestResponse`. */
export class TestResponse extends Response {
  /** None: what the answer did not have is not there. */
  static override defaultMimetype = null

  /** The request that was answered. */
  readonly request: Request
  /** The answers before this one, when redirects were followed. */
  readonly history: TestResponse[]

  constructor(
    response: Response,
    body: Iterable<BodyPart> | AsyncIterable<BodyPart>,
    request: Request,
    history: TestResponse[],
  ) {
    // An array or a stream leaves Content-Length alone, which is another for HEAD.
    super(body, response.status, response.headers)
    this.request = request
    this.history = history
  }

  /** The body as text. */
  get text(): string {
    return this.getData({ asText: true })
  }

  /** Gives the body piece by piece, as it comes where the request was unbuffered. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<Buffer> {
    const body = this.body as Iterable<BodyPart> | AsyncIterable<BodyPart>
    for await (const part of body) yield toBuffer(checkedPart(part))
  }
}
