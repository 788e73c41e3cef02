// npm run attack [-- ID…] [-- --dir DIR | --file FILE]: tries attacks on a running application.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { actions, untried } from '../security/actions/index.ts'
import type { Health } from './attack-host.ts'
import { type Conversation, converse, expand } from './attack-wire.ts'
import { Tally } from './tally.ts'
import { type Answer, exchange } from './wire.ts'

export interface AttackCase {
  id: string
  title: string
  setup: string
  request?: string
  action?: unknown
  expect: {
    status?: number[]
    conn?: 'close'
    max_responses?: number
    must?: string[]
    must_not?: string[]
    never_dispatched?: string[]
    half_close?: boolean
    text?: string
  }
}

const OWN_FILE = fileURLToPath(new URL('../security/cases.json', import.meta.url))
const HOST = fileURLToPath(new URL('attack-host.ts', import.meta.url))
const MARKERS = ['TOP-SECRET-MARKER', 'ADMIN-SECRET', 'dev-secret-key-for-tests']

/** The attacked application in its own process. */
export class Victim {
  readonly child: ChildProcess
  readonly host: string
  first!: Health

  constructor(setup: string) {
    this.host = setup.includes('TRUSTED_HOSTS') ? 'app.test' : 'localhost'
    this.child = fork(HOST, [setup], {
      silent: true,
      env: { ...process.env, NODE_ENV: 'production' },
    })
    this.child.stdout!.resume()
    this.child.stderr!.resume()
  }

  async start(): Promise<this> {
    const failed = once(this.child, 'exit').then(() => Promise.reject(new Error('It never began.')))
    const [health] = (await Promise.race([once(this.child, 'message'), failed])) as [Health]
    failed.catch(() => undefined)
    this.first = health
    // What is loaded at first use opens files: not the attack's doing.
    for (const path of ['/tpl?x=1', '/static/hello.txt', '/nope'])
      await this.get(path).catch(() => undefined)
    await this.isHealthy()
    this.first = await this.health()
    return this
  }

  async health(): Promise<Health> {
    const reply = once(this.child, 'message')
    this.child.send('health')
    const [health] = (await reply) as [Health]
    return { ...health, handles: readdirSync(`/proc/${this.child.pid}/fd`).length }
  }

  get(path: string): Promise<Answer> {
    const head = `GET ${path} HTTP/1.1\r\nHost: ${this.host}\r\nConnection: close\r\n\r\n`
    return exchange({ port: this.first.port, timeout: 1000 }, Buffer.from(head), 'GET')
  }

  async isHealthy(): Promise<boolean> {
    try {
      return (await this.get('/health')).status === 200
    } catch {
      return false
    }
  }

  stop(): void {
    if (this.child.connected) this.child.disconnect()
    this.child.kill()
    rmSync(this.first.root, { recursive: true, force: true })
  }
}

function judge({ expect }: AttackCase, { answers, bytes, closed }: Conversation): string[] {
  const problems: string[] = []
  const statuses = answers.map((answer) => answer.status)
  for (const status of expect.status ? statuses : [])
    if (!expect.status!.includes(status))
      problems.push(`status ${status}, not one of ${expect.status}`)
  if (expect.status && statuses.length === 0 && !closed) problems.push('no answer')
  if (expect.half_close && statuses.includes(200)) problems.push('answered 200')
  if (expect.conn === 'close' && !closed) problems.push('the connection stayed open')
  if (expect.max_responses !== undefined && statuses.length > expect.max_responses)
    problems.push(`${statuses.length} answers`)
  for (const text of expect.must ?? [])
    if (!bytes.includes(text)) problems.push(`"${text}" is missing`)
  for (const text of expect.must_not ?? [])
    if (bytes.includes(text)) problems.push(`"${text}" is there`)
  return problems
}

function leaks(text: string, root: string): string[] {
  return [...MARKERS, root, process.cwd()].filter((marker) => text.includes(marker))
}

async function settled(victim: Victim): Promise<Health> {
  let health = await victim.health()
  const seen = { ...health }
  const restless = () =>
    health.active !== 0 || health.handles > victim.first.handles + 2 || health.temporary.length > 0
  for (const end = Date.now() + 2000; restless() && Date.now() < end; ) {
    await delay(50)
    health = await victim.health()
    seen.dispatched.push(...health.dispatched)
    seen.uncaught.push(...health.uncaught)
    seen.loopDelay = Math.max(seen.loopDelay, health.loopDelay)
  }
  return {
    ...health,
    dispatched: seen.dispatched,
    uncaught: seen.uncaught,
    loopDelay: seen.loopDelay,
  }
}

/** How often other work of the machine stands in the loop's way: 1 when there is none. */
const burden = () => Math.max(1, (2 * loadavg()[0]!) / availableParallelism())

function invariants(victim: Victim, health: Health, talk: Conversation): string[] {
  const problems: string[] = []
  if (health.uncaught.length) problems.push(`G2: ${health.uncaught[0]!.slice(0, 300)}`)
  if (health.active) problems.push(`G3: ${health.active} requests are still active`)
  if (health.handles > victim.first.handles + 2) problems.push(`G3: ${health.handles} open files`)
  if (health.temporary.length) problems.push(`G3: temporary files ${health.temporary}`)
  if (String(health.prototype) !== String(victim.first.prototype))
    problems.push('G4: Object.prototype')
  if (health.loopDelay > 200 * burden())
    problems.push(`G5: the event loop stood for ${health.loopDelay} ms`)
  if (talk.rest && !talk.closed)
    problems.push(`G6: stray bytes ${JSON.stringify(talk.rest.slice(0, 100))}`)
  const told = leaks(talk.bytes, victim.first.root)
  if (told.length) problems.push(`G7: the answer tells ${told}`)
  return problems
}

async function tryRequest(victim: Victim, attack: AttackCase): Promise<string[]> {
  const parts = expand(attack.request!, `127.0.0.1:${victim.first.port}`)
  const patience = attack.expect.conn === 'close' ? 3000 : 2000
  const talk = await converse(victim.first.port, parts, attack.expect.half_close === true, patience)
  if (!(await victim.isHealthy())) return ['G1: /health does not answer']
  const health = await settled(victim)
  const wrong = (attack.expect.never_dispatched ?? []).filter((path) =>
    health.dispatched.includes(path),
  )
  return [
    ...judge(attack, talk),
    ...wrong.map((path) => `"${path}" was dispatched`),
    ...invariants(victim, health, talk),
  ]
}

async function tryCase(victim: Victim, attack: AttackCase, tally: Tally): Promise<void> {
  const name = `${attack.id} ${attack.title}`
  try {
    const action = actions[attack.id]
    if (attack.request === undefined && !action) {
      console.log(`skip ${name}: ${untried[attack.id] ?? 'nobody has written what it describes'}`)
      tally.skipped += 1
      return
    }
    const problems = action ? await action(victim, attack) : await tryRequest(victim, attack)
    if (problems.length === 0) tally.passed += 1
    else tally.fail(`${name}: ${problems.join('; ')}`)
  } catch (error) {
    tally.fail(`${name}: ${error}`)
  }
}

function readCases(values: { dir?: string | undefined; file?: string | undefined }): AttackCase[] {
  const folder = values.dir && resolve(values.dir)
  const files = folder
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => join(folder, name))
    : [values.file ? resolve(values.file) : OWN_FILE]
  return files.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as AttackCase[])
}

// The redirect cases want a route that redirects every path.
const setupOf = ({ id, setup }: AttackCase): string =>
  id.startsWith('RD-') ? `${setup} with catch-all` : setup

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { dir: { type: 'string' }, file: { type: 'string' } },
  })
  const chosen = readCases(values).filter(
    ({ id }) => positionals.length === 0 || positionals.some((prefix) => id.startsWith(prefix)),
  )
  const tally = new Tally()
  for (const setup of new Set(chosen.map(setupOf))) {
    let victim = await new Victim(setup).start()
    for (const attack of chosen.filter((one) => setupOf(one) === setup)) {
      await tryCase(victim, attack, tally)
      if (victim.child.exitCode === null) continue
      victim = await new Victim(setup).start()
    }
    victim.stop()
  }
  tally.close()
}

main()
