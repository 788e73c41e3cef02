import { currentContext, requireContext } from '../context/context.ts'
import { type DurationLike, toSeconds } from '../duration.ts'
import { ValueError } from '../errors.ts'
import { Headers } from '../http/headers.ts'
import { json } from '../json/functions.ts'
import { Response } from './response.ts'

/** A server-sent event. */
export interface ServerSentEvent {
  /** The content: text, or anything that the app's JSON can write. Empty for an event that has a name only. */
  data?: unknown
  /** The name of the event; browsers call it `message` unless given. */
  event?: string
  /** What the browser sends as `Last-Event-ID` when it connects again. */
  id?: string | number
  /** How long the browser waits before it connects again. */
  retry?: DurationLike
  /** What browsers pass over: a sign of life for proxies that close quiet connections. */
  comment?: string
}

/** What gives events, or their contents as text. */
export type ServerSentEventSource =
  | AsyncIterable<ServerSentEvent | string>
  | Iterable<ServerSentEvent | string>

/**
 * Makes a response of server-sent events (`text/event-stream`), one for each item of a source,
 * which is released when the client leaves. Not in Flask.
 *
 * @param source Events, or their contents as text.
 */
export function eventStream(source: ServerSentEventSource): Response {
  const headers = { 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'no' }
  return new Response(new EventTexts(source, currentContext()?.app.json ?? json), {
    headers,
    contentType: 'text/event-stream; charset=utf-8',
  })
}

/** What writes the contents of events. */
type Writer = Pick<typeof json, 'dumps'>

// No generator: it could not end a source that waits for its next event.
class EventTexts implements AsyncIterableIterator<string> {
  readonly #source: Iterator<ServerSentEvent | string> | AsyncIterator<ServerSentEvent | string>
  readonly #writer: Writer

  constructor(source: ServerSentEventSource, writer: Writer) {
    this.#source =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
    this.#writer = writer
  }

  async next(): Promise<IteratorResult<string>> {
    const step = await this.#source.next()
    if (step.done) return { done: true, value: undefined }
    try {
      const item = await step.value
      return {
        done: false,
        value: encodeEvent(typeof item === 'string' ? { data: item } : item, this.#writer),
      }
    } catch (error) {
      await this.return()
      throw error
    }
  }

  async return(): Promise<IteratorResult<string>> {
    await this.#source.return?.()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

/** Writes an event as text, so that no content can begin a field or an event of its own. */
export function encodeEvent(item: ServerSentEvent, writer: Writer = json): string {
  const { comment, event, id, retry } = item
  let text = comment === undefined ? '' : lines(':', comment)
  if (event !== undefined) text += `event: ${oneLine('event', event)}\n`
  if (id !== undefined) text += `id: ${oneLine('id', String(id))}\n`
  if (retry !== undefined) text += `retry: ${Math.trunc(toSeconds(retry) * 1000)}\n`
  // Browsers drop an event without any data, whatever its name.
  const data = item.data === undefined && event !== undefined ? '' : item.data
  if (data !== undefined)
    text += lines('data:', typeof data === 'string' ? data : writer.dumps(data))
  return `${text}\n`
}

function lines(field: string, content: string): string {
  let text = ''
  for (const line of content.split(/\r\n|\r|\n/)) text += `${field} ${line}\n`
  return text
}

function oneLine(field: string, text: string): string {
  if (!/[\r\n\0]/.test(text)) return text
  throw new ValueError(
    `The ${field} ${JSON.stringify(text)} of a server-sent event has a line break in it. ` +
      'Only "data" may have several lines.',
  )
}

/**
 * Sends the headers of a 103 answer before the view is done: what the browser can load meanwhile.
 * Does nothing where the transport cannot. Not in Flask.
 *
 * @param hints The headers: `{ Link: '</style.css>; rel=preload; as=style' }`.
 */
export function earlyHints(hints: Record<string, string | string[]>): void {
  const { raw } = requireContext('earlyHints').request.incoming
  const checked = new Headers(hints)
  if (raw === undefined || raw.res.headersSent || raw.req.httpVersion === '1.0') return
  const list: Record<string, string | string[]> = {}
  for (const name of checked.keys()) {
    list[name.toLowerCase()] = checked.getList(name)
  }
  raw.res.writeEarlyHints(list)
}
