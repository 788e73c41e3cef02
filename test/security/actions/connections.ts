import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, takeAnswer } from '../../runners/wire.ts'
import type { Action } from './index.ts'
import { get, open, send, settle, unless } from './tools.ts'

function answersIn(bytes: Buffer, ended: boolean): Answer[] {
  const answers: Answer[] = []
  let rest = bytes
  for (let taken = takeAnswer(rest, 'GET', ended); taken; taken = takeAnswer(rest, 'GET', ended)) {
    answers.push(taken.answer)
    rest = taken.rest
    if (rest.length === 0) break
  }
  return answers
}

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`

export const connections: Record<string, Action> = {
  'ME-09': async (victim) => {
    const answer = await send(victim, 'HEAD', '/stream?n=1000000')
    return [
      ...unless(answer.status === 200 && answer.body.length === 0, `status ${answer.status}`),
      ...(await settle(victim)),
    ]
  },
  'PL-01': async (victim) => {
    const socket = open(victim)
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    const paths = Array.from({ length: 100 }, (_, i) => `/slow?ms=${(i * 7) % 20}&i=${i}`)
    socket.write(paths.map(request).join(''))
    let answers: Answer[] = []
    for (const end = Date.now() + 5000; answers.length < 100 && Date.now() < end; ) {
      await delay(50)
      answers = answersIn(Buffer.concat(chunks), false)
    }
    socket.destroy()
    const bodies = answers.map((answer) => JSON.parse(answer.body.toString()))
    const ordered = bodies.every(({ i }, place) => i === String(place))
    const own = new Set(bodies.map(({ id }) => id)).size === bodies.length
    return [
      ...unless(answers.length === 100, `${answers.length} answers`),
      ...unless(ordered && own, 'the answers are mixed'),
      ...(await settle(victim)),
    ]
  },
  'PL-02': async (victim) => {
    const socket = open(victim)
    socket.pause()
    socket.write(request('/health').repeat(50_000))
    // Right behind the flood a busy machine may be late: what counts is that it goes on meanwhile.
    let answers = 0
    for (let round = 0; round < 10; round += 1) {
      await delay(100)
      if (await victim.isHealthy()) answers += 1
    }
    socket.destroy()
    return [...unless(answers > 4, 'G1: /health does not answer'), ...(await settle(victim))]
  },
  'PL-10': async (victim) => {
    const socket = open(victim)
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.end(request('/slow?ms=200'))
    await Promise.race([once(socket, 'end'), delay(3000)])
    const [answer] = answersIn(Buffer.concat(chunks), true)
    return [
      ...unless(answer?.status === 200, `status ${answer?.status}`),
      ...(await settle(victim)),
    ]
  },
  'DC-02': async (victim) => {
    for (let round = 0; round < 50; round += 1) {
      const socket = open(victim)
      socket.write(request('/static/big.bin'))
      await Promise.race([once(socket, 'data'), delay(1000)])
      socket.destroy()
    }
    return settle(victim)
  },
  'DC-04': async (victim) => {
    const socket = open(victim)
    socket.write(request('/slow?ms=500'))
    await delay(100)
    socket.destroy()
    await delay(500)
    return settle(victim)
  },
  'DC-06': async (victim) => {
    for (let round = 0; round < 50; round += 1) {
      const socket = open(victim)
      socket.write(request('/throw?kind=sync'))
      await delay(1)
      socket.resetAndDestroy()
    }
    return settle(victim)
  },
  'RD-18': async (victim) => {
    const problems: string[] = []
    for (const referrer of ['https://evil.test/', '//evil.test', '/\\evil']) {
      const answer = await get(victim, '/back', { Referer: referrer })
      const location = answer.headers.find(([name]) => name.toLowerCase() === 'location')?.[1]
      if (location !== '/') problems.push(`${referrer} leads to ${location}`)
    }
    return problems
  },
}
