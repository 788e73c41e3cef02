import { httpDate, parseHttpDate } from '../../src/http/dates.ts'
import { attempt, type Checked, differs } from './typed.ts'

interface Vectors {
  format: { input: number | { t: string; v: string }; text: string }[]
  parse: { text: string; iso: string | null; timestamp: number | null }[]
}

function moment(input: number | { t: string; v: string }): number | Date {
  if (typeof input === 'number') return input
  // What says no zone is UTC.
  const hasZone = /(?:[+-]\d\d:\d\d|Z)$/.test(input.v) || input.t === 'date'
  return new Date(hasZone ? input.v : `${input.v}Z`)
}

export function* check(vectors: unknown): Iterable<Checked> {
  const { format, parse } = vectors as Vectors
  for (const { input, text } of format) {
    yield attempt(`format ${text}`, () => differs('text', httpDate(moment(input)), text))
  }
  for (const { text, timestamp } of parse) {
    yield attempt(`parse ${text}`, () => {
      const time = parseHttpDate(text)?.getTime()
      return differs('timestamp', time === undefined ? null : time / 1000, timestamp)
    })
  }
}
