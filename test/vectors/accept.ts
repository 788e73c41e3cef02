import {
  Accept,
  CharsetAccept,
  LanguageAccept,
  MIMEAccept,
  parseAccept,
} from '../../src/http/accept.ts'
import { attempt, type Checked, differs, fromTyped } from './typed.ts'

interface Vector {
  header: string | null
  parsed: [string, unknown][]
  provided: boolean
  best: string | null
  toHeader: string
  quality: Record<string, [unknown, boolean]>
  bestMatch: [string[], string | null, string][]
  acceptJson?: boolean
  acceptHtml?: boolean
  acceptXhtml?: boolean
}

const classes = {
  mime: MIMEAccept,
  language: LanguageAccept,
  charset: CharsetAccept,
  encoding: Accept,
}

function* differences(vector: Vector, accept: Accept): Iterable<string | undefined> {
  const parsed = vector.parsed.map(([value, quality]) => [value, Number(fromTyped(quality))])
  yield differs('parsed', [...accept], parsed)
  yield differs('provided', accept.provided, vector.provided)
  yield differs('best', accept.best ?? null, vector.best)
  yield differs('toHeader', accept.toHeader(), vector.toHeader)
  for (const [value, [quality, has]] of Object.entries(vector.quality)) {
    yield differs(`quality ${value}`, accept.quality(value), Number(fromTyped(quality)))
    yield differs(`has ${value}`, accept.has(value), has)
  }
  for (const [offers, best, fallback] of vector.bestMatch) {
    yield differs(`bestMatch ${offers}`, accept.bestMatch(offers) ?? null, best)
    yield differs(`bestMatch ${offers} or`, accept.bestMatch(offers, 'fallback'), fallback)
  }
  if (accept instanceof MIMEAccept) {
    yield differs('acceptJson', accept.acceptJson, vector.acceptJson)
    yield differs('acceptHtml', accept.acceptHtml, vector.acceptHtml)
    yield differs('acceptXhtml', accept.acceptXhtml, vector.acceptXhtml)
  }
}

export function* check(vectors: unknown): Iterable<Checked> {
  const groups = vectors as Record<keyof typeof classes, Vector[]>
  for (const kind of Object.keys(classes) as (keyof typeof classes)[]) {
    for (const vector of groups[kind]) {
      yield attempt(`${kind} ${vector.header}`, () => {
        const accept: Accept = parseAccept(vector.header ?? undefined, classes[kind])
        return [...differences(vector, accept)].find((difference) => difference !== undefined)
      })
    }
  }
}
