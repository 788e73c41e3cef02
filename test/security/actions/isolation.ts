import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, takeAnswer } from '../../runners/wire.ts'
import type { Action } from './index.ts'
import { get, open, send, settle, unless } from './tools.ts'

export const isolation: Record<string, Action> = {
  'CX-02': async (victim) => {
    const socket = open(victim)
    let bytes: Buffer = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk])
    })
    const answers: Answer[] = []
    for (let user = 0; user < 200; user += 1) {
      socket.write(`GET /slow?ms=0&i=${user} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
      for (const end = Date.now() + 2000; Date.now() < end; await delay(1)) {
        const taken = takeAnswer(bytes, 'GET', false)
        if (!taken) continue
        answers.push(taken.answer)
        bytes = taken.rest
        break
      }
    }
    socket.destroy()
    const bodies = answers.map((answer) => JSON.parse(answer.body.toString()))
    return [
      ...unless(answers.length === 200, `${answers.length} answers`),
      ...unless(
        bodies.every(({ i }, user) => i === String(user)),
        'the answers are mixed',
      ),
      ...unless(new Set(bodies.map(({ id }) => id)).size === bodies.length, 'g was kept'),
    ]
  },
  'CX-08': async (victim) => {
    const paths = [
      '/health',
      '/nope',
      '/throw?kind=async',
      '/slow?ms=1',
      '/stream?n=50',
      '/slash',
      '/sess',
    ]
    const rounds = Array.from({ length: 280 }, (_, n) => paths[n % paths.length]!)
    for (let start = 0; start < rounds.length; start += 40)
      await Promise.all(rounds.slice(start, start + 40).map((path) => get(victim, path)))
    return settle(victim)
  },
  'ER-18': async (victim) => {
    const problems: string[] = []
    for (const which of ['before', 'after', 'teardown'])
      for (const kind of ['sync', 'async']) {
        const answer = await get(victim, `/hook/${which}?kind=${kind}`)
        const expected = which === 'teardown' ? 200 : 500
        if (answer.status !== expected) problems.push(`${answer.status} for ${which} ${kind}`)
      }
    return [...problems, ...(await settle(victim))]
  },
  'ER-26': async (victim) => {
    const problems: string[] = []
    for (const code of ['999', '200', 'x', '-1']) {
      const answer = await get(victim, `/abort?code=${code}`)
      if (answer.status !== 500) problems.push(`${answer.status} for abort(${code})`)
    }
    return [...problems, ...(await settle(victim))]
  },
  'JS-10': async (victim) => {
    const body = Buffer.from(JSON.stringify({ x: '</script><!--\u2028' }))
    const answer = await send(victim, 'POST', '/json', { 'Content-Type': 'application/json' }, body)
    const type = answer.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
    return unless(type === 'application/json', `the type is ${type}`)
  },
}
