import type { Comparison } from './compare.ts'
import { parsePythonJson } from './python-json.ts'
import type { Expected } from './scenario.ts'
import { type Answer, findHeader } from './wire.ts'

interface BodyResult {
  problems: string[]
  /** Whether the bodies were compared byte for byte, so that the length counts too. */
  exact: boolean
}

const MESSAGE = '{{message}}'
/** Scenarios about the text of JSON, where equal values are not enough. */
const JSON_TEXT = /response-json|json-leniency|json-text/

const shorten = (text: string) =>
  JSON.stringify(text.length > 400 ? `${text.slice(0, 400)}…` : text)
const differing = (expected: string, actual: string) => [
  `body: expected ${shorten(expected)}, got ${shorten(actual)}`,
]

function matchesText(expected: string, actual: string): boolean {
  if (!expected.includes(MESSAGE)) return expected === actual
  const parts = expected.split(MESSAGE).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('[\\s\\S]+')}$`).test(actual)
}

function matchesValue(expected: unknown, actual: unknown): boolean {
  if (typeof expected === 'string')
    return typeof actual === 'string' && matchesText(expected, actual)
  if (typeof expected !== 'object' || expected === null) return expected === actual
  if (typeof actual !== 'object' || actual === null) return false
  if (Array.isArray(expected) !== Array.isArray(actual)) return false
  const [left, right] = [Object.entries(expected), new Map(Object.entries(actual))]
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && matchesValue(value, right.get(key)))
  )
}

function compareJson(expected: string, actual: string): string[] {
  try {
    if (matchesValue(parsePythonJson(expected), parsePythonJson(actual))) return []
  } catch {
    if (matchesText(expected, actual)) return []
  }
  return differing(expected, actual)
}

function compareErrorPage(page: NonNullable<Expected['errorPage']>, actual: string): string[] {
  const wanted = [`<title>${page.title}</title>`, `<h1>${page.h1}</h1>`, page.description ?? '']
  return wanted
    .filter((part) => !actual.includes(part))
    .map((part) => `error page: ${part} is missing in ${shorten(actual)}`)
}

function compareRedirectPage(href: string, actual: string, base: string): string[] {
  const found = [...actual.matchAll(/href="([^"]*)"/g)].map((match) =>
    match[1]!
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&#34;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&'),
  )
  const same = (link: string) =>
    link === href || new URL(link, base).href === new URL(href, base).href
  return found.some(same) ? [] : [`redirect page: no link to ${href} in ${shorten(actual)}`]
}

export function compareBody(
  expected: Expected,
  actual: Answer,
  { scenario, url, method }: Comparison,
): BodyResult {
  const text = actual.body.toString()
  const head = method === 'HEAD'
  if (expected.errorPage)
    return { problems: head ? [] : compareErrorPage(expected.errorPage, text), exact: false }
  if (expected.redirectPage) {
    const problems = head ? [] : compareRedirectPage(expected.redirectPage.href, text, url)
    return { problems, exact: false }
  }
  if (expected.bodyBase64 !== undefined) {
    const same = actual.body.equals(Buffer.from(expected.bodyBase64, 'base64'))
    const given = actual.body.toString('base64')
    return { problems: same ? [] : differing(expected.bodyBase64, given), exact: true }
  }
  const wanted = expected.body ?? ''
  const type = findHeader(expected.headers, 'Content-Type') ?? ''
  if (/^application\/(json|[\w.]+\+json)/.test(type) && !JSON_TEXT.test(scenario))
    return { problems: head ? [] : compareJson(wanted, text), exact: false }
  const problems = matchesText(wanted, text) ? [] : differing(wanted, text)
  return { problems, exact: !wanted.includes(MESSAGE) }
}
