import { Readable } from 'node:stream'
import { logError } from '../app/logging.ts'
import type { App } from '../app.ts'
import { RuntimeError } from '../errors.ts'
import { InternalServerError } from '../exceptions/index.ts'
import type { Incoming } from '../request/incoming.ts'
import { checkedPart, toBuffer } from '../response/body.ts'
import type { Response } from '../response/response.ts'
import { asBytes, closeResponse, givenUp, iteratorOf, release } from './sending.ts'

/** A request of the Fetch standard. */
class FetchIncoming implements Incoming {
  readonly method: string
  readonly target: string
  readonly rawHeaders: readonly string[]
  readonly remoteAddr = undefined
  readonly secure: boolean
  readonly serverName: string
  readonly front = undefined
  readonly raw = undefined
  readonly signal: AbortSignal
  readonly #request: globalThis.Request
  #body: Readable | undefined

  constructor(request: globalThis.Request) {
    const url = new URL(request.url)
    this.#request = request
    this.method = request.method
    this.target = url.pathname + url.search
    this.secure = url.protocol === 'https:'
    this.serverName = url.host
    this.signal = request.signal
    const headers = [...request.headers].flat()
    this.rawHeaders = request.headers.has('host') ? headers : ['host', url.host, ...headers]
  }

  get hasBody(): boolean {
    return this.#request.body !== null
  }

  get body(): Readable {
    const { body } = this.#request
    this.#body ??= body === null ? Readable.from([]) : Readable.fromWeb(body as never)
    return this.#body
  }
}

/** Answers a request of the Fetch standard, where there is no `node:http`. */
export async function answerFetch(
  app: App,
  request: globalThis.Request,
): Promise<globalThis.Response> {
  if (app.middleware !== undefined) {
    throw new RuntimeError(
      'An app with use() cannot answer fetch(): middleware of Connect needs the request and response of node:http. Serve it with run() or createServer().',
    )
  }
  const { method, url } = request
  const response = await app.handle(new FetchIncoming(request))
  try {
    return standardResponse(app, response, method)
  } catch (error) {
    // A status or a header that the standard does not know.
    release(response.body)
    closeResponse(app, response)
    logError(app.logger, `Exception on ${new URL(url).pathname} [${method}]`, error)
    return standardResponse(app, new InternalServerError().getResponse(), method)
  }
}

function standardResponse(app: App, response: Response, method: string): globalThis.Response {
  const headers = new globalThis.Headers()
  const flat = response.transportHeaders()
  for (let index = 0; index < flat.length; index += 2) headers.append(flat[index], flat[index + 1])
  const { statusCode: status, reason } = response
  const bodiless = method === 'HEAD' || status === 204 || status === 205 || status === 304
  const stream = bodiless ? null : bodyStream(app, response)
  const statusText = reason === undefined ? '' : asBytes(reason)
  const answer = new globalThis.Response(stream, { status, statusText, headers })
  if (stream === null) {
    release(response.body)
    closeResponse(app, response)
  }
  return answer
}

function bodyStream(app: App, response: Response): ReadableStream<Uint8Array> {
  const { body } = response
  const iterator = iteratorOf(
    typeof body === 'string' || body instanceof Uint8Array ? [body] : body,
  )
  const done = (): void => {
    release(body)
    closeResponse(app, response)
  }
  const pull = async (controller: ReadableStreamDefaultController): Promise<void> => {
    try {
      const step = await iterator.next()
      if (!step.done) {
        // A copy: the reader keeps it, and a generator may use its buffer again.
        controller.enqueue(Buffer.from(toBuffer(checkedPart(step.value))))
        return
      }
      controller.close()
    } catch (error) {
      logError(app.logger, 'The body of a response failed while it was being sent', error)
      controller.error(error)
    }
    done()
  }
  const cancel = async (): Promise<void> => {
    await givenUp(iterator)
    done()
  }
  // Nothing is asked for before somebody reads: an answer that cannot be made has not begun.
  return new ReadableStream({ pull, cancel }, { highWaterMark: 0 })
}
