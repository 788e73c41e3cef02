import { startServer } from './processes.mjs'

/** Gives how long each server takes from its process' start to its first answer. */
export async function startUp(rounds) {
  const names = ['bare', 'hipflask', 'fastify']
  const times = new Map(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const before = performance.now()
      const server = await startServer(name)
      await (await fetch(`http://127.0.0.1:${server.port}/`)).text()
      times.get(name).push(performance.now() - before)
      await server.stop()
    }
  }
  const base = median(times.get('bare'))
  const cells = names.map((name) => {
    const time = median(times.get(name))
    return name === 'bare' ? `bare (${time.toFixed(0)} ms)` : `${name} ${(time / base).toFixed(2)}`
  })
  return `| start to first answer | 1.50 | ${cells.join(' · ')} |`
}

/** Gives the memory after many requests, and after five times as many. */
export async function memory(load, count) {
  const cells = []
  for (const name of ['bare', 'hipflask', 'fastify']) {
    const server = await startServer(name)
    const order = { port: server.port, requests: [{ path: '/' }], count }
    await load.run(order)
    const early = await server.usage({ memory: true })
    await load.run({ ...order, count: count * 4 })
    const late = await server.usage({ memory: true })
    await server.stop()
    cells.push(`${name} ${megabytes(early)} → ${megabytes(late)}`)
  }
  return `| memory after ${count}, ${count * 5} requests: resident, heap in use (MB) | 1.20 | ${cells.join(' · ')} |`
}

function megabytes({ memory }) {
  return `${(memory.rss / 1e6).toFixed(0)}, ${(memory.heapUsed / 1e6).toFixed(1)}`
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]
}
