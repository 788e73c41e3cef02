import type { Headers } from '../http/headers.ts'
import type { Request } from '../request.ts'
import type { Response } from '../response.ts'

/** An answer that the test client got. */
export class TestResponse {
  /** The status as a number. */
  readonly statusCode: number
  /** The status as text: `404 NOT FOUND`. */
  readonly status: string
  readonly headers: Headers
  /** The body as bytes. */
  readonly data: Buffer
  /** The request that was answered. */
  readonly request: Request
  /** The answers before this one, when redirects were followed. */
  readonly history: TestResponse[]

  constructor(response: Response, data: Buffer, request: Request, history: TestResponse[]) {
    this.statusCode = response.statusCode
    this.status = response.status
    this.headers = response.headers
    this.data = data
    this.request = request
    this.history = history
  }

  /** The body as text. */
  get text(): string {
    return this.data.toString('utf8')
  }

  /** The body read as JSON. */
  get json(): unknown {
    return JSON.parse(this.text)
  }

  /** Gives the body. Flask's `get_data`. */
  getData(options?: { asText?: false }): Buffer
  getData(options: { asText: true }): string
  getData(options?: { asText?: boolean }): Buffer | string {
    return options?.asText ? this.text : this.data
  }

  /** The body read as JSON. Flask's `get_json`. */
  getJson<T = unknown>(): T {
    return this.json as T
  }

  get mimetype(): string {
    return (this.headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase()
  }

  get contentType(): string | undefined {
    return this.headers.get('content-type') ?? undefined
  }

  /** Where a redirect leads to. */
  get location(): string | undefined {
    return this.headers.get('location') ?? undefined
  }
}
