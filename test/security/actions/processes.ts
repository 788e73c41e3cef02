import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isLoopback } from '../../../src/server/run.ts'
import { serve } from '../../fixtures/raw.ts'
import { findHeader } from '../../runners/wire.ts'
import type { Action } from './index.ts'
import { makeApp } from './library.ts'
import { Program, SOURCE } from './program.ts'
import { get, unless } from './tools.ts'

const RUN = 'if (app.isMain) app.run({ port: 0, grace: 2 })'
const DEBUG = 'if (app.isMain) app.run({ port: 0, debug: true })'

async function drained(): Promise<string[]> {
  await using program = await new Program({ run: RUN }).served()
  const running = Array.from({ length: 20 }, () => program.get('/slow').catch(() => undefined))
  await delay(150)
  program.child.kill('SIGTERM')
  await delay(100)
  const late = await program.get('/').catch(() => undefined)
  const lost = (await Promise.all(running)).filter((answer) => answer?.status !== 200)
  const time = await program.end(4000)
  return [
    ...unless(lost.length === 0, `${lost.length} of 20 were lost`),
    ...unless(late === undefined, 'a new connection was taken'),
    ...unless(
      program.child.exitCode === 0,
      `it ended with ${program.child.exitCode} in ${time} ms`,
    ),
  ]
}

function opened(program: Program, text: string) {
  const state = { closed: 0 }
  const socket = connect(program.port, '127.0.0.1')
  socket
    .on('error', () => {})
    .on('close', () => {
      state.closed = performance.now()
    })
  socket.resume()
  if (text) socket.write(text)
  return state
}

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`

async function idle(): Promise<string[]> {
  await using program = await new Program({ run: RUN }).served()
  const quiet = [opened(program, ''), opened(program, request('/'))]
  const hung = Array.from({ length: 100 }, () => opened(program, request('/hang')))
  await delay(300)
  program.child.kill('SIGTERM')
  const start = performance.now()
  const time = await program.end(6000)
  const late = quiet.filter(({ closed }) => closed === 0 || closed - start > 1500)
  return [
    ...unless(late.length === 0, `${late.length} idle connections were waited for`),
    ...unless(time < 3500, `it took ${time} ms to stop`),
    ...unless(
      hung.every(({ closed }) => closed > 0),
      'a hung one is open',
    ),
  ]
}

async function cutWork(): Promise<string[]> {
  await using program = await new Program({ run: RUN }).served()
  const head =
    'POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=B\r\n' +
    'Content-Length: 9000000\r\n\r\n--B\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
  for (let n = 0; n < 10; n += 1) {
    opened(program, head + 'x'.repeat(500_000))
    opened(program, request('/stream'))
  }
  await delay(500)
  program.child.kill('SIGTERM')
  const time = await program.end(6000)
  const left = readdirSync(join(program.folder, 'tmp')).filter((name) =>
    name.startsWith('hipflask'),
  )
  return [
    ...unless(time < 3500, `it took ${time} ms to stop`),
    ...unless(left.length === 0, `temporary files ${left}`),
  ]
}

/** Runs the command to its end. */
async function commanded(command: string[], files: Record<string, string> = {}) {
  const program = new Program({ command, files })
  await program.end(20_000)
  return program
}

async function badPlaces(): Promise<string[]> {
  await using taken = await new Program({ run: RUN }).served()
  const problems: string[] = []
  for (const place of [
    ['--host', 'no-such-host.invalid'],
    ['--port', String(taken.port)],
    ['--port', '99999'],
    ['--port', '80;id'],
  ]) {
    await using program = await commanded(['--app', 'app.ts:app', 'run', ...place])
    if (program.child.exitCode !== 1) problems.push(`${place} ends with ${program.child.exitCode}`)
    if (/\n\s+at /.test(program.errors)) problems.push(`${place} shows a stack`)
  }
  return problems
}

async function noReader(): Promise<string[]> {
  await using program = await new Program({
    run: DEBUG.replace('true', 'true, useReloader: false'),
  }).served()
  program.child.stdout!.destroy()
  program.child.stderr!.destroy()
  for (let n = 0; n < 5; n += 1) await program.text('/log?msg=x')
  const text = await program.text('/')
  return unless(text === 'first', `it answers "${text}" and ended with ${program.child.exitCode}`)
}

async function environment(): Promise<string[]> {
  const lines = [
    '__proto__=1',
    'A=$(touch pwned)',
    '`touch pwned`=1',
    `L=${'x'.repeat(1_000_000)}`,
    'Z=last\0nul',
    'B=after',
  ]
  const print =
    'console.log(JSON.stringify([process.env.A, process.env.B, Object.keys(Object.prototype)]))\n'
  await using program = await commanded(
    ['--env-file', 'bad.env', '--app', 'app.ts:app', 'routes'],
    { 'bad.env': lines.join('\n'), 'app.ts': `${SOURCE}${print}` },
  )
  return [
    ...unless(
      program.out.includes('["$(touch pwned)","after",[]]'),
      program.out.slice(0, 200) + program.errors.slice(0, 200),
    ),
    ...unless(!existsSync(join(program.folder, 'pwned')), 'a shell ran'),
  ]
}

async function appNames(): Promise<string[]> {
  const problems: string[] = []
  for (const name of [
    '../../evil:app',
    'x;touch pwned',
    '$(touch pwned)',
    'app.ts:nothing',
    'http://evil.test/a.js',
    'data:text/javascript,0',
  ]) {
    await using program = await commanded(['--app', name, 'routes'])
    if (program.child.exitCode === 0) problems.push(`${name} is taken`)
    if (existsSync(join(program.folder, 'pwned'))) problems.push(`${name} ran a shell`)
  }
  return problems
}

async function secrets(): Promise<string[]> {
  await using routes = await commanded(['--app', 'app.ts:app', 'routes'])
  await using decoded = await commanded(['--app', 'app.ts:app', 'session', 'decode', 'e30.YQ.x'])
  const told = [routes, decoded].some(({ out, errors }) => (out + errors).includes('dev-secret'))
  return [
    ...unless(!told, 'the key is told'),
    ...unless(routes.out.includes('/slow'), routes.errors),
  ]
}

async function locales(): Promise<string[]> {
  const env = { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' }
  await using program = await new Program({ run: RUN, env }).served()
  const answer = await program.get('/dated', 'x-item-i: found\r\n')
  const modified = findHeader(answer.headers, 'Last-Modified')
  return [
    ...unless(modified === 'Thu, 01 Jan 1970 00:00:00 GMT', `Last-Modified: ${modified}`),
    ...unless(findHeader(answer.headers, 'Date')?.endsWith(' GMT') === true, 'Date'),
    ...unless(findHeader(answer.headers, 'x-title-i') === 'found', 'a header name was lost'),
  ]
}

async function logs(): Promise<string[]> {
  await using program = await new Program({
    run: DEBUG.replace('true', 'true, useReloader: false'),
  }).served()
  await program
    .get('/%0d%0aFAKE%20LOG', 'User-Agent: \x1b[2J\r\nReferer: "quoted"\r\n')
    .catch(() => undefined)
  await program.get('/log?msg=a%0aERROR%20fake%1b[2J')
  await delay(100)
  const lines = program.errors.split('\n').filter((line) => line !== '')
  return [
    ...unless(lines.length >= 2, `${lines.length} lines`),
    ...unless(
      lines.every((line) => /^\[\d{4}-/.test(line)),
      `a line is none: ${lines}`,
    ),
    ...unless(!/[\x00-\x09\x0b-\x1f\x7f-\x9f]/.test(program.errors), 'a control character'),
  ]
}

async function until(program: Program, text: string): Promise<boolean> {
  for (const end = Date.now() + 10_000; Date.now() < end; await delay(50))
    if ((await program.text('/')).includes(text)) return true
  return false
}

const version = (program: Program, text: string) =>
  writeFileSync(program.file, `${SOURCE.replace("'first'", `'${text}'`)}${DEBUG}\n`)

async function reloads(): Promise<string[]> {
  await using program = await new Program({ run: DEBUG }).served()
  const first = await program.text('/pid')
  for (let n = 0; n < 50; n += 1) {
    version(program, `v${n}`)
    await delay(10)
  }
  const burst = await until(program, 'v49')
  writeFileSync(program.file, 'export const app = (')
  await delay(1500)
  const alive = program.child.exitCode === null
  version(program, 'whole')
  const recovered = await until(program, 'whole')
  const child = Number(await program.text('/pid'))
  program.child.kill('SIGKILL')
  await delay(2500)
  return [
    ...unless(burst, 'the last change is not served'),
    ...unless(alive, 'a syntax error ends it'),
    ...unless(recovered, 'it does not recover'),
    ...unless(child !== Number(first), 'it never began again'),
    ...unless(!existsSync(`/proc/${child}`), 'the child outlives its parent'),
  ]
}

async function restarts(): Promise<string[]> {
  await using program = await new Program({ run: DEBUG }).served()
  const { port } = program
  let busy = true
  const load = (async () => {
    while (busy) await Promise.all([program.text('/'), delay(20)])
  })()
  const missed: number[] = []
  for (let n = 0; n < 5; n += 1) {
    version(program, `n${n}.`)
    if (!(await until(program, `n${n}.`))) missed.push(n)
  }
  busy = false
  await load
  return [
    ...unless(missed.length === 0, `the versions ${missed} were not served`),
    ...unless(!/in use/.test(program.errors) && program.port === port, 'the port was lost'),
  ]
}

async function endedByView(): Promise<string[]> {
  const app = makeApp()
  app.use((req, res, next) => {
    if (req.url === '/early') res.end('raw')
    next()
  })
  app.get('/early', () => 'again')
  app.get('/', () => 'ok')
  await using running = await serve(app)
  const [early, next] = [await running.say(request('/early')), await running.say(request('/'))]
  return [
    ...unless(early.includes('raw') && !early.includes('again'), early),
    ...unless(next.endsWith('ok'), next),
  ]
}

export const processes: Record<string, Action> = {
  'PR-01': drained,
  'PR-02': idle,
  'ER-22': idle,
  'PR-03': cutWork,
  'PR-11': badPlaces,
  'PR-13': noReader,
  'PR-15': environment,
  'PR-16': appNames,
  'PR-17': secrets,
  'CH-04': locales,
  'HI-23': logs,
  'HI-24': logs,
  'DB-14': reloads,
  'DB-15': restarts,
  'ER-25': endedByView,
  'DB-08': async (victim) => {
    const paths = ['/?__debugger__=yes&cmd=1%2b1&frm=0&s=x', '/console', '/__debugger__?cmd=1']
    const answers = await Promise.all(paths.map((path) => get(victim, path)))
    return answers.flatMap(({ status, body }) => [
      ...unless(status === 404, `status ${status}`),
      ...unless(!/eval|console|>2</.test(body.toString()), 'something was run'),
    ])
  },
  'DB-10': async () => [
    // Not by listening there: what the warning depends on.
    ...unless(!['0.0.0.0', '::', '192.0.2.1', 'example.test'].some(isLoopback), 'no warning'),
    ...unless(['127.0.0.1', 'localhost', '::1'].every(isLoopback), 'a warning for nothing'),
  ],
  'DB-13': async (victim) => {
    const { body, headers } = await get(victim, '/throw', { Accept: 'application/json' })
    const { status } = JSON.parse(body.toString()) as { status: number }
    const type = findHeader(headers, 'Content-Type') ?? ''
    return [
      ...unless(type.includes('json') && status === 500, type),
      ...unless(!body.includes('<html'), 'there is HTML'),
    ]
  },
}
