import { Response } from 'hipflask'
import { generateEtag, parseEtags, quoteEtag, unquoteEtag } from '../../src/http/etags.ts'
import { answerOf, comparable } from './answers.ts'
import { attempt, type Checked, differs } from './typed.ts'

interface Parse {
  text: string
  strong: string[]
  weak: string[]
  star: boolean
  truth: boolean
  contains: Record<string, boolean[]>
  containsRaw: Record<string, boolean>
}
interface Conditional {
  label: string
  method: string
  etag: string | null
  weak: boolean
  lastModified: number | null
  status: number
  headers: Record<string, string>
  resultStatus: number
  resultBody: string
  resultHeaders: [string, string][]
}
interface Vectors {
  notes: { now: number }
  quote: { etag: string; weak: boolean; header: string }[]
  unquote: { text: string; etag: string | null; weak: boolean | null }[]
  parse: Parse[]
  generate: { data: string; etag: string }[]
  conditional: Conditional[]
}

function* parsed(vector: Parse): Iterable<string | undefined> {
  const etags = parseEtags(vector.text)
  yield differs('strong', [...etags].sort(), [...vector.strong].sort())
  const weak = [...etags.asSet({ includeWeak: true })].filter((tag) => etags.isWeak(tag))
  yield differs('weak', weak.sort(), [...vector.weak].sort())
  yield differs('star', etags.starTag, vector.star)
  yield differs('truth', etags.size > 0, vector.truth)
  for (const [tag, expected] of Object.entries(vector.contains)) {
    const { contains, containsWeak, isStrong, isWeak } = etags
    const all = [contains, containsWeak, isStrong, isWeak].map((ask) => ask.call(etags, tag))
    yield differs(`contains ${tag}`, all, expected)
  }
  for (const [tag, expected] of Object.entries(vector.containsRaw)) {
    yield differs(`containsRaw ${tag}`, etags.containsRaw(tag), expected)
  }
}

function* conditional(now: number, vector: Conditional): Iterable<string | undefined> {
  const answer = answerOf(now, vector.method, vector.headers, (request) => {
    const response = new Response('body', vector.status)
    if (vector.etag !== null) response.setEtag(vector.etag, { weak: vector.weak })
    if (vector.lastModified !== null) response.lastModified = vector.lastModified
    return response.makeConditional(request)
  })
  yield differs('status', answer.status, vector.resultStatus)
  yield differs('body', answer.body, vector.resultBody)
  yield differs('headers', comparable(answer.headers), comparable(vector.resultHeaders))
}

function first(differences: Iterable<string | undefined>): string | undefined {
  return [...differences].find((difference) => difference !== undefined)
}

export function* check(vectors: unknown): Iterable<Checked> {
  const { notes, quote, unquote, parse, generate, conditional: cases } = vectors as Vectors
  for (const { etag, weak, header } of quote) {
    yield attempt(`quote ${header}`, () => differs('header', quoteEtag(etag, weak), header))
  }
  for (const { text, etag, weak } of unquote) {
    yield attempt(`unquote ${text}`, () => {
      const [read, isWeak] = unquoteEtag(text)
      return differs('etag', [read ?? null, isWeak ?? null], [etag, weak])
    })
  }
  for (const one of parse) yield attempt(`parse ${one.text}`, () => first(parsed(one)))
  for (const { data, etag } of generate) {
    const bytes = Buffer.from(data, 'base64')
    yield attempt(`generate ${etag}`, () => differs('etag', generateEtag(bytes), etag))
  }
  for (const one of cases) yield attempt(one.label, () => first(conditional(notes.now, one)))
}
