import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Comparison, compareAnswer } from '../runners/compare.ts'
import { type Expected, listScenarios, loadScenario, type Scenario } from '../runners/scenario.ts'
import type { SigningParameters } from '../runners/session-token.ts'
import type { Answer } from '../runners/wire.ts'

const FOLDER = fileURLToPath(new URL('../oracle', import.meta.url))
const scenarios = listScenarios(FOLDER).folders.map(loadScenario)
const IGNORED = /^(date|server|connection|keep-alive|transfer-encoding|content-length)$/i

const signing: SigningParameters = {
  keys: [Buffer.from("qweqwr^%%&123?><'][ddd").toString('base64')],
  salt: 'cookie-session',
  keyDerivation: 'hmac',
  digest: 'sha1',
}

function pageOf({ errorPage, redirectPage }: Expected): string | undefined {
  if (redirectPage) return `<a href="${redirectPage.href.replaceAll('"', '&#34;')}">`
  if (!errorPage) return undefined
  const { title, h1, description } = errorPage
  return `<title>${title}</title><h1>${h1}</h1>${description ?? ''}`
}

/** The answer that would be right: the recorded one. */
function rightAnswer(expected: Expected): Answer {
  const text = pageOf(expected) ?? expected.body?.replaceAll('{{message}}', 'some words') ?? ''
  const body =
    expected.bodyBase64 === undefined
      ? Buffer.from(text)
      : Buffer.from(expected.bodyBase64, 'base64')
  const headers = expected.headers.map(([name, value]): [string, string] => [name, value])
  return { status: expected.status, reason: '', headers, body }
}

const methodOf = ({ steps }: Scenario, index: number) => steps[index]!.method ?? 'GET'

function compare(scenario: Scenario, index: number, answer: Answer): string[] {
  const comparison: Comparison = {
    scenario: scenario.name,
    url: `http://localhost${scenario.steps[index]!.path}`,
    method: methodOf(scenario, index),
    signing,
    tags: new Map(),
  }
  return compareAnswer(scenario.expected[index]!, answer, comparison)
}

/** Runs over every recorded answer and says in how many a change was not noticed. */
function unnoticed(change: (answer: Answer, expected: Expected) => Answer[]): string[] {
  const missed: string[] = []
  for (const scenario of scenarios)
    scenario.expected.forEach((expected, index) => {
      if (expected.escaped !== undefined) return
      for (const changed of change(rightAnswer(expected), expected))
        if (compare(scenario, index, changed).length === 0)
          missed.push(`${scenario.name} · ${expected.name}`)
    })
  return missed
}

describe('compareAnswer', () => {
  it('finds no difference between a recorded answer and itself', () => {
    const wrong = scenarios.flatMap((scenario) =>
      scenario.expected.flatMap((expected, index) =>
        compare(scenario, index, rightAnswer(expected)),
      ),
    )
    assert.deepEqual(wrong, [])
  })

  it('catches a changed status', () => {
    assert.deepEqual(
      unnoticed((answer) => [{ ...answer, status: answer.status + 1 }]),
      [],
    )
  })

  it('catches each header that is missing', () => {
    const missed = unnoticed((answer) =>
      answer.headers.flatMap(([name], place) =>
        IGNORED.test(name) ? [] : [{ ...answer, headers: answer.headers.toSpliced(place, 1) }],
      ),
    )
    assert.deepEqual(missed, [])
  })

  it('catches each header value that is changed', () => {
    const missed = unnoticed((answer) =>
      answer.headers.flatMap(([name, value], place) => {
        if (IGNORED.test(name)) return []
        const changed: [string, string] = [name, `${value}changed`]
        return [{ ...answer, headers: answer.headers.toSpliced(place, 1, changed) }]
      }),
    )
    assert.deepEqual(missed, [])
  })

  it('catches a header too many', () => {
    const missed = unnoticed((answer) => [
      { ...answer, headers: [...answer.headers, ['X-Not-Recorded', '1']] },
    ])
    assert.deepEqual(missed, [])
  })

  it('catches a length that is wrong where the body counts byte for byte', () => {
    const missed = unnoticed((answer, expected) => {
      const type = expected.headers.find(([name]) => name === 'Content-Type')?.[1] ?? ''
      const place = answer.headers.findIndex(([name]) => name === 'Content-Length')
      const loose =
        pageOf(expected) || type.includes('json') || /\{\{message/.test(expected.body ?? '')
      if (place < 0 || loose) return []
      return [
        { ...answer, headers: answer.headers.toSpliced(place, 1, ['Content-Length', '9999']) },
      ]
    })
    assert.deepEqual(missed, [])
  })

  it('catches a changed body', () => {
    const missed = unnoticed((answer, expected) => {
      if (expected.body?.endsWith('{{message}}') || answer.body.length === 0) return []
      const json = expected.headers.some(([, value]) => value.startsWith('application/json'))
      const body = Buffer.from(pageOf(expected) ? 'another page' : `${answer.body}changed`)
      return [
        { ...answer, body },
        ...(json ? [{ ...answer, body: Buffer.from('{"other":1}') }] : []),
      ]
    })
    assert.deepEqual(missed, [])
  })

  it('catches a body where there is none', () => {
    const missed = unnoticed((answer, expected) =>
      answer.body.length || pageOf(expected) || expected.body === undefined
        ? []
        : [{ ...answer, body: Buffer.from('x') }],
    )
    const heads = scenarios.flatMap((scenario) =>
      scenario.steps.flatMap((step, index) =>
        methodOf(scenario, index) === 'HEAD' ? [`${scenario.name} · ${step.name}`] : [],
      ),
    )
    assert.deepEqual(
      missed.filter((place) => !heads.includes(place)),
      [],
    )
  })

  it('catches each change of a cookie', () => {
    const missed = unnoticed((answer) =>
      answer.headers.flatMap(([name, value], place) => {
        if (name !== 'Set-Cookie') return []
        const end = value.indexOf(';') < 0 ? value.length : value.indexOf(';')
        const last = value[end - 1] === 'A' ? 'B' : 'A'
        const variants = [
          `x${value}`,
          `${value.slice(0, end - 1)}${last}${value.slice(end)}`,
          `${value}; Extra`,
          value.replace('=', '=eyJhIjoxfQ.AAAA.'),
        ]
        return variants.map((variant) => ({
          ...answer,
          headers: answer.headers.toSpliced(place, 1, [name, variant]),
        }))
      }),
    )
    assert.deepEqual(missed, [])
  })
})
