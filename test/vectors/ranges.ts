import { sendFile } from 'hipflask'
import { httpDate } from '../../src/http/dates.ts'
import { parseContentRange, parseIfRange, parseRange } from '../../src/http/ranges.ts'
import { answerOf, comparable } from './answers.ts'
import { attempt, type Checked, differs } from './typed.ts'

interface Parse {
  text: string
  parsed: { units: string; ranges: [number, number | null][]; header: string } | null
  forLength: Record<string, { range: [number, number] | null; contentRange: string | null }>
}
interface Served {
  label: string
  method: string
  headers: Record<string, string>
  status: number
  body: string
  responseHeaders: [string, string][]
}
interface Vectors {
  notes: { now: number }
  parse: Parse[]
  contentRange: { text: string; parsed: Record<string, unknown> | null }[]
  ifRange: { text: string; etag: string | null; date: string | null; header: string }[]
  served: Served[]
}

function* parsed(vector: Parse): Iterable<string | undefined> {
  const range = parseRange(vector.text)
  const ranges = range?.ranges.map(([start, stop]) => [start, stop ?? null])
  const read = range && { units: range.units, ranges, header: range.toHeader() }
  yield differs('parsed', read ?? null, vector.parsed)
  for (const [length, expected] of Object.entries(vector.forLength)) {
    const place = range?.rangeForLength(Number(length)) ?? null
    const contentRange = range?.makeContentRange(Number(length))?.toHeader() ?? null
    yield differs(`for ${length}`, { range: place, contentRange }, expected)
  }
}

function* served(now: number, vector: Served): Iterable<string | undefined> {
  const answer = answerOf(now, vector.method, vector.headers, () =>
    sendFile(Buffer.from('01234567890123456789'), {
      mimetype: 'text/plain',
      etag: 'tag',
      lastModified: 1_600_000_000,
    }),
  )
  yield differs('status', answer.status, vector.status)
  // The page of an error has words of its own.
  if (vector.status >= 400) return
  yield differs('body', answer.body, vector.body ?? '')
  yield differs('headers', comparable(answer.headers), comparable(vector.responseHeaders))
}

function first(differences: Iterable<string | undefined>): string | undefined {
  return [...differences].find((difference) => difference !== undefined)
}

export function* check(vectors: unknown): Iterable<Checked> {
  const { notes, parse, contentRange, ifRange, served: cases } = vectors as Vectors
  for (const one of parse) yield attempt(`parse ${one.text}`, () => first(parsed(one)))
  for (const { text, parsed: expected } of contentRange) {
    yield attempt(`content range ${text}`, () => {
      const range = parseContentRange(text)
      if (range === undefined) return differs('parsed', null, expected)
      const { units, start = null, stop = null, length = null } = range
      return differs('parsed', { units, start, stop, length, header: range.toHeader() }, expected)
    })
  }
  for (const { text, etag, date, header } of ifRange) {
    yield attempt(`if range ${text}`, () => {
      const read = parseIfRange(text)
      const when = read.date === undefined ? null : httpDate(read.date)
      const expected = date === null ? null : httpDate(new Date(date))
      return (
        differs('etag', read.etag ?? null, etag) ??
        differs('date', when, expected) ??
        differs('header', read.toHeader(), header)
      )
    })
  }
  for (const one of cases) yield attempt(one.label, () => first(served(notes.now, one)))
}
