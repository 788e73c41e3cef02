import { dumpCookie, parseCookies } from '../../src/http/cookies.ts'
import { attempt, type Checked, differs, fromTyped, thrown } from './typed.ts'

interface Dump {
  label: string
  key: string
  value: string
  args: Record<string, unknown>
  header?: string
  error?: string
}
interface Parse {
  header: string
  request: [string, string][]
  first: [string, string][]
}
interface Vectors {
  notes: { now: number }
  dump: Dump[]
  parse: Parse[]
  parseBytes: { bytes: string; request: [string, string][] }[]
  roundTrip: { value: string; header: string; parsed: [string, string][] }[]
}

const names: Record<string, string> = {
  max_age: 'maxAge',
  httponly: 'httpOnly',
  samesite: 'sameSite',
}

function options(args: Record<string, unknown>): object {
  const entries = Object.entries(args).map(([name, value]) => [
    names[name] ?? name,
    fromTyped(value),
  ])
  return Object.fromEntries(entries)
}

// A name or attribute that could add attributes of its own is refused here (D14).
const smuggles = /[;\x00-\x1f\x7f]/

/** Whether a text is not what Flask allows and hipflask refuses. */
function isRefused({ key, args }: Dump): boolean {
  const texts = [key, args.domain, args.expires].filter((text) => typeof text === 'string')
  return texts.some((text) => smuggles.test(text)) || args.max_age === true
}

/** Control characters that Werkzeug leaves in the header, where node:http would refuse them. */
function escapeControls(header: string): string {
  return header.replace(/[\x1a-\x1f]/g, (character) => `\\0${character.charCodeAt(0).toString(8)}`)
}

/** Gives the cookies grouped by name, as Werkzeug's MultiDict lists them. */
function grouped(cookies: [string, string][]): [string, string][] {
  const order = [...new Set(cookies.map(([name]) => name))]
  return order.flatMap((name) => cookies.filter((cookie) => cookie[0] === name))
}

export function* check(vectors: unknown): Iterable<Checked> {
  const { notes, dump, parse, parseBytes, roundTrip } = vectors as Vectors
  for (const one of dump) {
    yield attempt(`dump ${one.label}`, () => {
      const make = () => dumpCookie(one.key, one.value, options(one.args), notes.now)
      if (isRefused(one)) return thrown(make) === undefined ? 'it was not refused' : undefined
      if (one.header !== undefined) return differs('header', make(), escapeControls(one.header))
      return thrown(make) === undefined ? `no ${one.error}` : undefined
    })
  }
  for (const one of parse) {
    yield attempt(`parse ${JSON.stringify(one.header).slice(0, 60)}`, () => {
      const read = grouped(parseCookies(Buffer.from(one.header, 'utf8').toString('latin1')))
      const first = read.filter(([name], index) => read.findIndex((it) => it[0] === name) === index)
      return differs('request', read, one.request) ?? differs('first', first, one.first)
    })
  }
  for (const one of parseBytes) {
    yield attempt(`parse bytes ${one.bytes}`, () => {
      const read = parseCookies(Buffer.from(one.bytes, 'base64').toString('latin1'))
      return differs('request', read, one.request)
    })
  }
  for (const one of roundTrip) {
    yield attempt(`round trip ${JSON.stringify(one.value)}`, () => {
      const header = dumpCookie('k', one.value, { path: null })
      return (
        differs('parsed', parseCookies(one.header), one.parsed) ??
        differs('own text parsed', parseCookies(header), one.parsed) ??
        differs('header', header, escapeControls(one.header))
      )
    })
  }
}
