import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startRedis, withoutRedis } from './redis-server.ts'

const script = fileURLToPath(new URL('counting-server.ts', import.meta.url))
const children: ChildProcess[] = []

/** Starts a process that counts, and gives its address. */
async function start(...place: string[]): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...place], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  return `http://127.0.0.1:${String(line).trim()}`
}

async function stopAll(): Promise<void> {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
}

const idOf = (response: Response) =>
  /session=([^;]*)/.exec(response.headers.get('Set-Cookie') ?? '')?.[1] ?? ''

async function checkProcesses(...place: string[]): Promise<void> {
  const [one, two] = await Promise.all([start(...place), start(...place)])
  const first = await fetch(`${one}/set/start`)
  const headers = { Cookie: `session=${idOf(first)}` }
  const requests = Array.from({ length: 50 }, (_, index) =>
    fetch(`${index % 2 ? one : two}/count`, { headers }).then((response) => response.text()),
  )
  const other = Array.from({ length: 10 }, (_, index) =>
    fetch(`${index % 2 ? one : two}/set/k${index}`, { headers }),
  )
  const counts = (await Promise.all(requests)).map(Number).sort((left, right) => left - right)
  await Promise.all(other)
  assert.deepEqual(
    counts,
    Array.from({ length: 50 }, (_, index) => index + 1),
  )
  // None of them knows anything that is not in the store.
  await stopAll()
  const fresh = await start(...place)
  const all = (await (await fetch(`${fresh}/all`, { headers })).json()) as Record<string, number>
  assert.equal(all.count, 50)
  assert.equal(Object.keys(all).length, 12)
}

describe('two processes and a restart', () => {
  after(stopAll)

  it('lose nothing in a FileStore', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hipflask-test-'))
    try {
      await checkProcesses('file', folder)
    } finally {
      await stopAll()
      rmSync(folder, { recursive: true })
    }
  })

  it('lose nothing in a RedisStore', { skip: withoutRedis }, async () => {
    const redis = await startRedis()
    try {
      await checkProcesses('redis', String(redis.port))
    } finally {
      await stopAll()
      await redis.stop()
    }
  })
})
