import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Comparison, compareAnswer } from './compare.ts'
import { CookieJar } from './cookie-jar.ts'
import { type Scenario, type Step, setFileTimes } from './scenario.ts'
import type { HostReply, HostRequest } from './scenario-host.ts'
import type { SigningParameters } from './session-token.ts'
import { type Answer, exchange, findHeader } from './wire.ts'

export interface StepResult {
  scenario: string
  step: string
  problems: string[]
}

const utf8 = (text: string) => Buffer.from(text).toString('latin1')
const SENT_EMPTY = new Set(['POST', 'PUT', 'PATCH'])

function bodyOf(step: Step): Buffer | undefined {
  if (step.json !== undefined) return Buffer.from(JSON.stringify(step.json))
  if (step.bodyBase64 !== undefined) return Buffer.from(step.bodyBase64, 'base64')
  return step.body === undefined ? undefined : Buffer.from(step.body)
}

/** One application in its own process, with the clients that talk to it. */
export class ScenarioRun {
  readonly scenario: Scenario
  readonly #child: ChildProcess
  readonly #jars = new Map<string, CookieJar>()
  readonly #answers = new Map<string, Answer>()
  readonly #tags = new Map<string, string>()
  readonly #output: string[] = []
  #signing: SigningParameters | undefined
  #ports!: { plain: number; secure?: number }
  #now = 1_700_000_000

  constructor(scenario: Scenario) {
    this.scenario = scenario
    const secure = scenario.steps.some((step) => step.https) ? 'secure' : 'plain'
    const host = fileURLToPath(new URL('scenario-host.ts', import.meta.url))
    this.#child = fork(host, [scenario.folder, secure], {
      silent: true,
      env: { ...process.env, TZ: 'UTC', NODE_ENV: 'test' },
    })
    this.#child.setMaxListeners(0)
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream!.on('data', (chunk) => this.#output.push(String(chunk)))
  }

  async run(): Promise<StepResult[]> {
    try {
      setFileTimes(this.scenario)
      const ready = await this.#receive()
      if (!('ports' in ready)) throw new Error('The host did not say its ports.')
      this.#ports = ready.ports
      return this.scenario.name.includes('parallel')
        ? await this.#inParallel()
        : await this.#inOrder()
    } catch (error) {
      const problems = [`${error}\n${this.#output.join('').slice(-3000)}`]
      const { name, steps } = this.scenario
      return steps.map((step, index) => ({
        scenario: name,
        step: step.name,
        problems: index ? ['not run: the application does not run'] : problems,
      }))
    } finally {
      if (this.#child.connected) this.#child.disconnect()
      this.#child.kill()
    }
  }

  get output(): string {
    return this.#output.join('')
  }

  async #receive(): Promise<HostReply> {
    const stop = new AbortController()
    const exit = once(this.#child, 'exit', stop).then(() => {
      throw new Error('The application ended.')
    })
    exit.catch(() => {})
    try {
      const [message] = await Promise.race([once(this.#child, 'message', stop), exit])
      return message
    } finally {
      stop.abort()
    }
  }

  async #ask(message: HostRequest): Promise<HostReply> {
    const reply = this.#receive()
    this.#child.send(message)
    return reply
  }

  async #inOrder(): Promise<StepResult[]> {
    const results: StepResult[] = []
    for (const index of this.scenario.steps.keys()) results.push(await this.#step(index))
    return results
  }

  async #inParallel(): Promise<StepResult[]> {
    const clients = groupClients(this.scenario.steps)
    const results: StepResult[] = new Array(this.scenario.steps.length)
    const walk = async (indexes: number[]) => {
      for (const index of indexes) results[index] = await this.#step(index)
    }
    await Promise.all([...clients.values()].map(walk))
    return results
  }

  async #step(index: number): Promise<StepResult> {
    const step = this.scenario.steps[index]!
    const expected = this.scenario.expected[index]!
    try {
      const answer = await this.#send(step)
      this.#answers.set(step.name, answer)
      const problems = compareAnswer(expected, answer, await this.#comparison(step, answer))
      return { scenario: this.scenario.name, step: step.name, problems }
    } catch (error) {
      return { scenario: this.scenario.name, step: step.name, problems: [String(error)] }
    }
  }

  async #comparison(step: Step, answer: Answer): Promise<Comparison> {
    const parallel = this.scenario.name.includes('parallel')
    const signed = findHeader(answer.headers, 'Set-Cookie') !== undefined
    let signing: SigningParameters | undefined = this.#signing
    if (signed && !(parallel && signing)) {
      const reply = await this.#ask({ signing: true })
      if ('signing' in reply) signing = this.#signing = reply.signing
    }
    return {
      scenario: this.scenario.name,
      url: `${step.https ? 'https' : 'http'}://${step.host ?? 'localhost'}${step.path}`,
      method: step.method ?? 'GET',
      tags: this.#tags,
      ...(signing && { signing }),
    }
  }

  async #send(step: Step): Promise<Answer> {
    if (step.advanceSeconds) await this.#ask({ now: (this.#now += step.advanceSeconds) })
    if (/^\/log(\?|$)/.test(step.path)) await delay(30)
    const jar = this.#jar(step.client ?? 'a')
    const host = step.host ?? 'localhost'
    const method = step.method ?? 'GET'
    const port = step.https ? this.#ports.secure! : this.#ports.plain
    const target = { port, secure: step.https === true }
    const answer = await exchange(target, this.#encode(step, jar.header(host, step.path)), method)
    const own = Object.keys(step.headers ?? {}).some((name) => name.toLowerCase() === 'cookie')
    if (own && this.scenario.name.startsWith('a')) return answer
    for (const [name, value] of answer.headers)
      if (name.toLowerCase() === 'set-cookie') jar.keep(value, host, step.path)
    return answer
  }

  #jar(client: string): CookieJar {
    const jar = this.#jars.get(client) ?? new CookieJar()
    this.#jars.set(client, jar)
    return jar
  }

  #encode(step: Step, cookie: string | undefined): Buffer {
    const method = step.method ?? 'GET'
    const body = bodyOf(step)
    const lines = [
      `${method} ${utf8(step.path)} HTTP/1.1`,
      `Host: ${utf8(step.host ?? 'localhost')}`,
    ]
    const names = new Set<string>()
    for (const [name, value] of Object.entries(step.headers ?? {})) {
      names.add(name.toLowerCase())
      lines.push(`${name}: ${utf8(this.#resolve(value))}`)
    }
    if (step.json !== undefined && !names.has('content-type'))
      lines.push('Content-Type: application/json')
    if (cookie && !names.has('cookie')) lines.push(`Cookie: ${cookie}`)
    if (!names.has('content-length') && !names.has('transfer-encoding')) {
      if (body) lines.push(`Content-Length: ${body.length}`)
      else if (SENT_EMPTY.has(method)) lines.push('Content-Length: 0')
    }
    return Buffer.concat([
      Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'),
      body ?? Buffer.alloc(0),
    ])
  }

  #resolve(value: string): string {
    return value.replace(/\{\{header:(.+):([\w-]+)\}\}/g, (_all, step: string, name: string) => {
      const answer = this.#answers.get(step)
      if (!answer) throw new Error(`No step "${step}" has been answered yet.`)
      return findHeader(answer.headers, name) ?? ''
    })
  }
}

function groupClients(steps: Step[]): Map<string | undefined, number[]> {
  const groups = new Map<string | undefined, number[]>()
  steps.forEach((step, index) => {
    groups.set(step.client, [...(groups.get(step.client) ?? []), index])
  })
  return groups
}
