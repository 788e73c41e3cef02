import { type SendFileOptions, sendFile } from 'hipflask'
import { dumpOptionsHeader, parseOptionsHeader } from '../../src/http/options-header.ts'
import { answerOf, comparable } from './answers.ts'
import { attempt, type Checked, differs, fromTyped, thrown } from './typed.ts'

interface Name {
  download_name: string
  as_attachment: boolean
  disposition: string
}
interface Sent {
  label: string
  args: Record<string, unknown>
  headers?: [string, string][]
  error?: string
}
interface Vectors {
  notes: { now: number }
  names: Name[]
  sendFile: Sent[]
  dumpOptions: { header: string | null; options: Record<string, unknown>; text: string }[]
  parseOptions: { text: string | null; value: string; options: [string, string][] }[]
}

function send(now: number, options: SendFileOptions): [string, string][] {
  return answerOf(now, 'GET', {}, () => sendFile(Buffer.from('data'), options)).headers
}

function camelCase(args: Record<string, unknown>): SendFileOptions {
  const entries = Object.entries(args).map(([name, value]) => [
    name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    fromTyped(value),
  ])
  return Object.fromEntries(entries)
}

export function* check(vectors: unknown): Iterable<Checked> {
  const { notes, names, sendFile: sent, dumpOptions, parseOptions } = vectors as Vectors
  for (const { download_name, as_attachment, disposition } of names) {
    yield attempt(`name ${download_name} ${as_attachment}`, () => {
      const options = { downloadName: download_name, asAttachment: as_attachment }
      const header = send(notes.now, options).find(([name]) => name === 'Content-Disposition')
      return differs('disposition', header?.[1], disposition)
    })
  }
  for (const { label, args, headers, error } of sent) {
    yield attempt(`send ${label}`, () => {
      const make = () => send(notes.now, camelCase(args))
      if (headers === undefined) return thrown(make) === undefined ? `no ${error}` : undefined
      return differs('headers', comparable(make()), comparable(headers))
    })
  }
  for (const { header, options, text } of dumpOptions) {
    yield attempt(`dump ${text}`, () =>
      differs('text', dumpOptionsHeader(header, options as Record<string, string>), text),
    )
  }
  for (const { text, value, options } of parseOptions) {
    yield attempt(`parse ${text}`, () => {
      const [read, parameters] = parseOptionsHeader(text)
      return (
        differs('value', read, value) ?? differs('options', Object.entries(parameters), options)
      )
    })
  }
}
