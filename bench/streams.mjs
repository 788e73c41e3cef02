import { request } from 'node:http'
import { startServer } from './processes.mjs'
import { pieces } from './servers/serve.mjs'

const names = ['bare', 'hipflask', 'fastify']
const bytes = 1600 * 64 * 1024

/** Gives what 100 MB cost that are streamed in, and out, and the memory that the server then holds. */
export async function streams(rounds) {
  const lines = []
  for (const [title, exchange] of [
    ['100 MB streamed in', take],
    ['100 MB streamed out', give],
  ]) {
    const servers = []
    for (const name of names) servers.push({ ...(await startServer(name)), costs: [] })
    for (const { port } of servers) await exchange(port)
    for (let round = 0; round < rounds; round++) {
      for (const server of servers) server.costs.push(await costOf(server, exchange))
    }
    lines.push(await line(title, servers))
    for (const server of servers) await server.stop()
  }
  return lines
}

async function costOf(server, exchange) {
  const before = await server.usage()
  const moved = await exchange(server.port)
  const after = await server.usage()
  if (moved !== bytes) throw new Error(`${server.name} moved ${moved} bytes of ${bytes}`)
  return after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system
}

async function line(title, servers) {
  const cells = []
  for (const { name, costs, usage } of servers) {
    const ratios = costs.map((cost, round) => cost / servers[0].costs[round])
    const { memory } = await usage()
    cells.push(
      `${name} ${median(ratios).toFixed(2)} (${(memory.rss / 1e6).toFixed(0)} MB resident)`,
    )
  }
  return `| ${title} | | ${cells.join(' · ')} |`
}

function take(port) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/octet-stream', 'content-length': bytes }
    const outgoing = request({ port, path: '/take', method: 'POST', headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part) => (text += part))
      answer.on('end', () => resolve(Number(text)))
    })
    outgoing.on('error', reject)
    const source = pieces()
    const next = () => {
      for (let step = source.next(); !step.done; step = source.next()) {
        if (!outgoing.write(step.value)) return outgoing.once('drain', next)
      }
      outgoing.end()
    }
    next()
  })
}

function give(port) {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, path: '/give' }, (answer) => {
      let size = 0
      answer.on('data', (part) => (size += part.length))
      answer.on('end', () => resolve(size))
    })
    outgoing.on('error', reject).end()
  })
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]
}
