import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodePath, startLoad, startRedis, startServer } from './processes.mjs'
import { requestsOf, works } from './works.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const option = (name, fallback) => {
  const place = process.argv.indexOf(name)
  return place === -1 ? fallback : process.argv[place + 1]
}
const quick = process.argv.includes('--quick')
const rounds = Number(option('--rounds', quick ? 3 : 9))
const wanted = option('--work', '').split(',')
const only = option('--servers', '')
const load = startLoad()
let redis

prepare()
console.log(heading())
for (const work of works) {
  if (wanted.some((part) => work.name.includes(part))) console.log(row(work, await measure(work)))
}
if (wanted.some((part) => 'start memory'.includes(part))) {
  const { memory, startUp } = await import('./start.mjs')
  console.log(await startUp(quick ? 5 : 15))
  console.log(await memory(load, quick ? 20_000 : 100_000))
}
if (wanted.some((part) => 'streams'.includes(part))) {
  const { streams } = await import('./streams.mjs')
  for (const line of await streams(quick ? 3 : 7)) console.log(line)
}
await load.stop()
await redis?.stop()

function prepare() {
  if (!existsSync(`${here}node_modules`)) npm('ci', '--prefix', here)
  if (!existsSync(`${here}../dist/index.js`)) npm('run', 'build', '--prefix', `${here}..`)
  mkdirSync(`${here}servers/static`, { recursive: true })
  writeFileSync(`${here}servers/static/big.bin`, Buffer.alloc(1_000_000, 'x'))
}

function npm(...words) {
  if (spawnSync('npm', words, { stdio: 'inherit' }).status !== 0) process.exit(1)
}

async function measure(work) {
  const names = work.servers.filter(
    (name, index) => index === 0 || !only || only.split(',').includes(name),
  )
  const env = {
    ROUTES: String(work.routes ?? 0),
    STATIC: `${here}servers`,
    SESSIONS: work.login ? '1' : '',
    UPLOADS: work.bodyBytes ? '1' : '',
    STORE: work.store ?? '',
    ...(await placeOf(work)),
  }
  const count = (quick ? 4_000 : 10_000) / (work.path?.includes('big') || work.bodyBytes ? 20 : 1)
  const servers = []
  for (const name of names) servers.push({ ...(await startServer(name, env)), costs: [] })
  for (const server of servers) {
    server.order = {
      port: server.port,
      requests: await requestsFor(work, server),
      bodyBytes: work.bodyBytes,
      json: work.json,
    }
    // Long enough for the compiler to be done with it.
    await load.run({ ...server.order, count: Math.max(count * 2, 2000) })
  }
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) server.costs.push(await costOf(server, count))
  }
  for (const server of servers) await server.stop()
  return servers
}

/** Where the sessions of a work with a store are kept, for the servers. */
async function placeOf({ store }) {
  if (store === 'file') return { STORE_FOLDER: mkdtempSync(join(tmpdir(), 'hipflask-bench-')) }
  if (store !== 'redis') return {}
  redis ??= await startRedis()
  return { REDIS_PORT: String(redis.port) }
}

async function requestsFor(work, server) {
  const requests = requestsOf(work)
  if (work.login === undefined || server.name.startsWith('bare')) {
    return requests.map((request) => ({
      ...request,
      cookie: work.login ? 'session=eyJuIjo0Mn0.ZVPxgA.M1BZ2fXKp5lJ0fQ2b8J4c3YxN0c' : '',
    }))
  }
  const logins = Array.from({ length: work.login }, (_, index) => ({
    path: `/login?n=${1000 + index}`,
  }))
  const { cookies } = await load.run({
    port: server.port,
    requests: logins,
    count: work.login,
    connections: 8,
  })
  return cookies.map((cookie) => ({ path: work.path, cookie }))
}

async function costOf(server, count) {
  const before = await server.usage()
  const { statuses, last } = await load.run({ ...server.order, count })
  const after = await server.usage()
  if (statuses['200'] !== count) {
    throw new Error(`${server.name} answered ${JSON.stringify(statuses)}: ${last}`)
  }
  const spent = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system
  return spent / count
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)]
}

function heading() {
  const version = spawnSync(nodePath(), ['--version'], { encoding: 'utf8' }).stdout.trim()
  return [
    `Node ${version}, process CPU time per request, median of ${rounds} interleaved rounds: ratio to`,
    'the first server, whose µs stand in brackets.\n',
    '| work | bound | servers |',
    '|---|---|---|',
  ].join('\n')
}

function row(work, servers) {
  const [base] = servers
  const cells = servers.map((server) => {
    const ratio = median(server.costs.map((cost, round) => cost / base.costs[round]))
    const text = `${server.name} ${ratio.toFixed(2)}`
    return server === base ? `${server.name} (${median(base.costs).toFixed(1)} µs)` : text
  })
  return `| ${work.name} | ${work.most?.toFixed(2) ?? ''} | ${cells.join(' · ')} |`
}
