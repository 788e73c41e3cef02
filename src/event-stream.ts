import { requireContext } from './context.ts'
import { type DurationLike, toSeconds } from './duration.ts'
import { ValueError } from './errors.ts'
import { Headers } from './http/headers.ts'
import { Response } from './response.ts'

/** A server-sent event. */
export interface ServerSentEvent {
  /** The content: text, or anything that JSON can write. */
  data?: unknown
  /** The name of the event; browsers call it `message` unless given. */
  event?: string
  /** What the browser sends as `Last-Event-ID` when it connects again. */
  id?: string | number
  /** How long the browser waits before it connects again. */
  retry?: DurationLike
}

/**
 * Makes a response of server-sent events (`text/event-stream`), one for each item of a source,
 * which is released when the client leaves. Not in Flask.
 *
 * @param source Events, or their contents as text.
 */
export function eventStream(
  source: AsyncIterable<ServerSentEvent | string> | Iterable<ServerSentEvent | string>,
): Response {
  const headers = { 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'no' }
  return new Response(encoded(source), {
    headers,
    contentType: 'text/event-stream; charset=utf-8',
  })
}

async function* encoded(
  source: AsyncIterable<ServerSentEvent | string> | Iterable<ServerSentEvent | string>,
): AsyncGenerator<string> {
  for await (const item of source) {
    yield encodeEvent(typeof item === 'string' ? { data: item } : item)
  }
}

/** Writes an event as text, so that no content can begin a field or an event of its own. */
export function encodeEvent({ data, event, id, retry }: ServerSentEvent): string {
  let text = ''
  if (event !== undefined) text += `event: ${oneLine('event', event)}\n`
  if (id !== undefined) text += `id: ${oneLine('id', String(id))}\n`
  if (retry !== undefined) text += `retry: ${Math.trunc(toSeconds(retry) * 1000)}\n`
  if (data !== undefined) {
    const content = typeof data === 'string' ? data : JSON.stringify(data)
    for (const line of content.split(/\r\n|\r|\n/)) text += `data: ${line}\n`
  }
  return `${text}\n`
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
