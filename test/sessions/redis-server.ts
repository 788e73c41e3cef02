import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '../fixtures/ports.ts'

/** Why the tests with Redis do not run here, or false. Under CI a missing server is a failure. */
export const withoutRedis: string | false =
  process.env.CI || spawnSync('redis-server', ['--version']).status === 0
    ? false
    : 'redis-server is not installed'

/** A redis-server of this test alone. */
export interface RedisServer {
  readonly port: number
  stop(): Promise<void>
}

/** Starts a redis-server without files on a free port. */
export async function startRedis(port?: number, ...args: string[]): Promise<RedisServer> {
  const chosen = port ?? (await freePort())
  const options = ['--port', `${chosen}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child: ChildProcess = spawn('redis-server', [...options, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    if (chunk.includes('Ready to accept connections')) break
  }
  child.stdout?.resume()
  return {
    port: chosen,
    async stop() {
      if (child.exitCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
