import { randomBytes } from 'node:crypto'
import type { Victim } from '../../runners/attack.ts'
import { findHeader } from '../../runners/wire.ts'
import { compress, sign, signEncoded } from '../sign.ts'
import type { Action } from './index.ts'
import { get, settle, unless } from './tools.ts'

const DATA = '{"user":"ann"}'
const now = () => Math.floor(Date.now() / 1000)

async function read(victim: Victim, cookie: string, path = '/sess') {
  const answer = await get(victim, path, { Cookie: cookie })
  return { answer, text: answer.body.toString().trim() }
}

/** Tries cookies that must all be an empty session, and one that must not. */
async function refused(victim: Victim, values: string[], patience = 1000): Promise<string[]> {
  const good = await read(victim, `session=${sign(DATA)}`)
  if (good.text !== DATA) return [`a good cookie reads as ${good.text}`]
  const problems: string[] = []
  for (const value of values) {
    const start = performance.now()
    const { answer, text } = await read(victim, `session=${value}`)
    const place = value.slice(0, 60)
    if (answer.status !== 200 || text !== '{}')
      problems.push(`${answer.status} ${text} for ${place}`)
    if (findHeader(answer.headers, 'Set-Cookie')) problems.push(`Set-Cookie for ${place}`)
    if (performance.now() - start > patience) problems.push(`slow for ${place}`)
  }
  return [...problems.slice(0, 3), ...(await settle(victim))]
}

const PLAIN = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e\x80-\xff]*$/

function flipped(cookie: string): string[] {
  return [...cookie].flatMap((character, place) =>
    [1, 2, 4, 8, 16, 32, 64, 128].flatMap((bit) => {
      const changed = String.fromCharCode(character.charCodeAt(0) ^ bit)
      return PLAIN.test(changed) ? [cookie.slice(0, place) + changed + cookie.slice(place + 1)] : []
    }),
  )
}

function resized(cookie: string): string[] {
  const places = [...cookie].map((_character, place) => place)
  return [
    ...places.map((place) => cookie.slice(0, place)),
    ...places.slice(1).map((place) => cookie.slice(place)),
    ...places.map((place) => `${cookie.slice(0, place)}A${cookie.slice(place)}`),
    ...places.map((place) => cookie.slice(0, place) + cookie.slice(place + 1)),
  ].filter((value) => value !== cookie)
}

const confused = () => [
  sign(DATA, { digest: 'sha256' }),
  sign(DATA, { digest: 'sha512' }),
  sign(DATA).replace(/[^.]*$/, ''),
  sign(DATA, { keyDerivation: 'none' }),
  sign(DATA, { keyDerivation: 'concat' }),
  sign(DATA, { keyDerivation: 'django-concat' }),
  sign(DATA, { salt: 'itsdangerous' }),
  sign(DATA, { salt: 'cookie-session2' }),
  sign(DATA, { key: '' }),
]

export const cookies: Record<string, Action> = {
  'SC-01': (victim) => refused(victim, flipped(sign(DATA))),
  'SC-02': (victim) => refused(victim, resized(sign(DATA))),
  'SC-04': (victim) =>
    refused(victim, ['', '.', '..', '...', 'a.b', 'a.b.', '.a.b', sign(DATA).replace('.', '..')]),
  'SC-06': (victim) => refused(victim, confused()),
  'SC-11': (victim) => refused(victim, [sign(DATA, { at: now() + 3600 })]),
  'SC-13': (victim) => refused(victim, [sign(DATA, { at: now() - 31 * 86_400 - 1 })]),
  'SC-15': (victim) =>
    refused(victim, [signEncoded(compress(`{"a":"${'x'.repeat(5_000_000)}"}`))], 200),
  'SC-16': (victim) =>
    refused(victim, [signEncoded('.xx'), sign('{'), sign(Buffer.from('{"a":"\xff"}', 'latin1'))]),
  'SC-17': (victim) =>
    refused(
      victim,
      ['[1]', '"x"', '5', 'null', 'true'].map((text) => sign(text)),
    ),
  'SC-19': async (victim) => {
    const value = sign('{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}')
    const { answer } = await read(victim, `session=${value}`, '/sess/in')
    const health = await victim.health()
    return [
      ...unless(answer.status === 200, `status ${answer.status}`),
      ...unless(
        String(health.prototype) === String(victim.first.prototype),
        'G4: Object.prototype',
      ),
    ]
  },
  'SC-20': (victim) =>
    refused(victim, [signEncoded(compress(`{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`))]),
  'SC-21': async (victim) => {
    const problems = await refused(victim, [randomBytes(6000).toString('hex')], 100)
    const answer = await get(victim, '/sess', { Cookie: `session=${'x'.repeat(20_000)}` })
    return [...problems, ...unless(answer.status === 431, `status ${answer.status} for 20 kB`)]
  },
  'SC-23': async (victim) => {
    const good = sign(DATA)
    const first = await read(victim, `session=bad; session=${good}`)
    const second = await read(victim, `session=${good}; session=bad`)
    return [
      // DESIGN D7: every cookie of a duplicated name is tried; SESSION_STRICT_COOKIE false takes the first alone.
      ...unless(first.text === DATA, `bad first gives ${first.text}`),
      ...unless(second.text === DATA, `good first gives ${second.text}`),
    ]
  },
  'SC-25': async (victim) => {
    const answers = await Promise.all(
      ['/sess', '/sess/in', '/sess/set'].map((path) => get(victim, path)),
    )
    return answers.flatMap((answer) =>
      unless(findHeader(answer.headers, 'Vary')?.includes('Cookie') === true, 'Vary is missing'),
    )
  },
  'SC-26': async (victim) => {
    const answer = await get(victim, '/health', {
      Cookie: `session=${sign('{"_permanent":true}')}`,
    })
    return [
      ...unless(findHeader(answer.headers, 'Set-Cookie') !== undefined, 'Set-Cookie is missing'),
      ...unless(findHeader(answer.headers, 'Vary') === 'Cookie', 'Vary is missing'),
    ]
  },
}
