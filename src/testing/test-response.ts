import type { Request } from '../request/request.ts'
import { Response } from '../response/response.ts'

/** An answer that the test client got, read to its end. Werkzeug's `TestResponse`. */
export class TestResponse extends Response {
  /** None: what the answer did not have is not there. */
  static override defaultMimetype = null

  /** The request that was answered. */
  readonly request: Request
  /** The answers before this one, when redirects were followed. */
  readonly history: TestResponse[]

  constructor(response: Response, data: Buffer, request: Request, history: TestResponse[]) {
    // As an array it leaves Content-Length alone, which is another for HEAD.
    super([data], response.status, response.headers)
    this.request = request
    this.history = history
  }

  /** The body as text. */
  get text(): string {
    return this.getData({ asText: true })
  }
}
