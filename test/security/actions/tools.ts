import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Victim } from '../../runners/attack.ts'
import { type Answer, exchange } from '../../runners/wire.ts'

/** Gets a path of the victim over a connection of its own. */
export function get(
  victim: Victim,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return send(victim, 'GET', path, headers)
}

export function send(
  victim: Victim,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body: Buffer = Buffer.alloc(0),
): Promise<Answer> {
  const all = { Host: 'localhost', Connection: 'close', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = body.length ? `Content-Length: ${body.length}\r\n` : ''
  const head = `${method} ${path} HTTP/1.1\r\n${lines.join('')}${length}\r\n`
  const request = Buffer.concat([Buffer.from(head, 'latin1'), body])
  return exchange({ port: victim.first.port }, request, method)
}

export function open(victim: Victim): Socket {
  return connect({ port: victim.first.port, host: '127.0.0.1', allowHalfOpen: true }).on(
    'error',
    () => {},
  )
}

/** Waits until the victim has nothing left of what was done to it; gives what is left after two seconds. */
export async function settle(victim: Victim): Promise<string[]> {
  let problems: string[] = []
  for (const end = Date.now() + 2000; Date.now() < end; await delay(50)) {
    const health = await victim.health()
    problems = []
    if (health.uncaught.length) return [`G2: ${health.uncaught[0]!.slice(0, 300)}`]
    if (health.active) problems.push(`G3: ${health.active} requests are still active`)
    if (health.handles > victim.first.handles + 2) problems.push(`G3: ${health.handles} open files`)
    if (health.temporary.length) problems.push(`G3: temporary files ${health.temporary}`)
    if (problems.length === 0)
      return (await victim.isHealthy()) ? [] : ['G1: /health does not answer']
  }
  return problems
}

/** Gives a sentence when a condition does not hold. */
export const unless = (holds: boolean, problem: string): string[] => (holds ? [] : [problem])
