import { isDeepStrictEqual } from 'node:util'
import { compareBody } from './compare-body.ts'
import type { Expected } from './scenario.ts'
import { readToken, type SigningParameters } from './session-token.ts'
import type { Answer } from './wire.ts'

/** What the comparison of one step needs beside the two answers. */
export interface Comparison {
  scenario: string
  /** The absolute URL that was asked for. */
  url: string
  method: string
  signing?: SigningParameters
  /** Recorded file tags with the ones of ours that stood for them so far. */
  tags: Map<string, string>
}

const IGNORED = new Set(['date', 'server', 'connection', 'keep-alive', 'transfer-encoding'])
const FILE_TAG = /^(W\/)?"[\d.]+-\d+-(\d+|[<{][\w-]+[>}])"$/
const OPAQUE_TAG = /^(W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/

function grouped(headers: readonly [string, string][], ignored: Set<string>) {
  const groups = new Map<string, string[]>()
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    if (!ignored.has(key)) groups.set(key, [...(groups.get(key) ?? []), value])
  }
  return groups
}

/** One file keeps its tag, and another state of it has another; two files may look alike in the record. */
function sameTag(expected: string, actual: string, { url, tags }: Comparison): boolean {
  if (!OPAQUE_TAG.test(actual) || expected.startsWith('W/') !== actual.startsWith('W/'))
    return false
  const path = new URL(url).pathname
  const known = tags.get(`expected ${path} ${expected}`)
  if (known !== undefined) return known === actual
  if (tags.has(`ours ${path} ${actual}`)) return false
  tags.set(`expected ${path} ${expected}`, actual)
  tags.set(`ours ${path} ${actual}`, expected)
  return true
}

const members = (value: string) => new Set(value.split(',').map((item) => item.trim()))

function sameLocation(expected: string, actual: string, base: string): boolean {
  if (expected === actual) return true
  try {
    return new URL(expected, base).href === new URL(actual, base).href
  } catch {
    return false
  }
}

function splitCookie(header: string) {
  const end = header.indexOf(';')
  const pair = end < 0 ? header : header.slice(0, end)
  const equals = pair.indexOf('=')
  return {
    name: pair.slice(0, equals),
    value: pair.slice(equals + 1),
    attributes: end < 0 ? '' : header.slice(end),
  }
}

function sameCookie(expected: string, actual: string, signing?: SigningParameters): boolean {
  if (expected === actual) return true
  const [wanted, given] = [splitCookie(expected), splitCookie(actual)]
  if (!signing || wanted.name !== given.name || wanted.attributes !== given.attributes) return false
  const [recorded, ours] = [readToken(wanted.value, signing), readToken(given.value, signing)]
  return recorded !== undefined && isDeepStrictEqual(recorded, ours)
}

function sameHeader(name: string, expected: string, actual: string, comparison: Comparison) {
  if (name === 'allow') return isDeepStrictEqual(members(expected), members(actual))
  if (name === 'etag' && FILE_TAG.test(expected)) return sameTag(expected, actual, comparison)
  if (name === 'location') return sameLocation(expected, actual, comparison.url)
  if (name === 'set-cookie') return sameCookie(expected, actual, comparison.signing)
  return expected === actual
}

function compareHeaders(
  expected: Expected,
  actual: Answer,
  exact: boolean,
  comparison: Comparison,
): string[] {
  const ignored = exact ? IGNORED : new Set([...IGNORED, 'content-length'])
  const [wanted, given] = [grouped(expected.headers, ignored), grouped(actual.headers, ignored)]
  const problems: string[] = []
  for (const name of new Set([...wanted.keys(), ...given.keys()])) {
    const [left, right] = [wanted.get(name) ?? [], given.get(name) ?? []]
    const same =
      left.length === right.length &&
      left.every((value, index) => sameHeader(name, value, right[index]!, comparison))
    if (!same)
      problems.push(
        `header ${name}: expected ${JSON.stringify(left)}, got ${JSON.stringify(right)}`,
      )
  }
  return problems
}

/** Gives what differs between a recorded answer and ours, one sentence for each difference. */
export function compareAnswer(
  expected: Expected,
  actual: Answer,
  comparison: Comparison,
): string[] {
  const problems: string[] = []
  if (expected.status !== actual.status)
    problems.push(`status: expected ${expected.status}, got ${actual.status}`)
  if (expected.escaped !== undefined) return problems
  const body = compareBody(expected, actual, comparison)
  return [
    ...problems,
    ...compareHeaders(expected, actual, body.exact, comparison),
    ...body.problems,
  ]
}
