import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** What the wire between the app and Redis does with the answers. */
export type Weather = 'fine' | 'slow' | 'cut' | 'half-open' | 'refuse' | 'flapping'

/** A TCP proxy in front of Redis that can behave badly. */
export async function startProxy(target: number) {
  const sockets = new Set<Socket>()
  // A connection that is half open stays so: the other end never hears of it.
  const dead = new WeakSet<Socket>()
  const state = { weather: 'fine' as Weather }
  const cutAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer((client) => {
    if (state.weather === 'refuse') return client.destroy()
    const upstream = connect(target, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (chunk) => upstream.write(chunk))
    upstream.on('data', (chunk) => {
      if (dead.has(client)) return
      if (state.weather === 'slow') return void setTimeout(() => client.write(chunk), 600).unref()
      if (state.weather !== 'cut') return void client.write(chunk)
      client.write(chunk.subarray(0, Math.floor(chunk.length / 2)))
      client.destroy()
    })
    return undefined
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  let flaps: NodeJS.Timeout | undefined
  return {
    port: (server.address() as { port: number }).port,
    change(weather: Weather) {
      state.weather = weather
      clearInterval(flaps)
      if (weather === 'refuse') cutAll()
      if (weather === 'half-open') for (const socket of sockets) dead.add(socket)
      if (weather === 'flapping') flaps = setInterval(cutAll, 20)
    },
    stop() {
      clearInterval(flaps)
      cutAll()
      server.close()
    },
  }
}
