import { execFileSync } from 'node:child_process'
import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Victim } from '../../runners/attack.ts'
import type { Action } from './index.ts'
import { get, open, send, settle, unless } from './tools.ts'

const TYPE = { 'Content-Type': 'multipart/form-data; boundary=B' }
const HEAD = '--B\r\nContent-Disposition: form-data; name="f"; filename="../../pwn.txt"\r\n\r\n'
const upload = (size: number) => Buffer.from(`${HEAD}${'x'.repeat(size)}\r\n--B--\r\n`)

/** Limits what a victim may use, as the user that it runs as. */
function setLimit({ child }: Victim, limit: string): void {
  const user = readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/^Uid:\s+(\d+)/m)![1]!
  const asUser = ['--reuid', user, '--regid', user, '--clear-groups']
  const command = ['prlimit', '--pid', String(child.pid), limit]
  if (user === String(process.getuid?.())) execFileSync(command[0]!, command.slice(1))
  else execFileSync('setpriv', [...asUser, ...command])
}

/** Runs a victim of one's own and stops it. */
async function withVictim(
  setup: string,
  test: (victim: Victim) => Promise<string[]>,
  limit?: string,
): Promise<string[]> {
  const victim = await new Victim(setup).start()
  try {
    if (limit) setLimit(victim, limit)
    return await test(victim)
  } finally {
    victim.stop()
  }
}

async function dripped(victim: Victim): Promise<string[]> {
  const socket = open(victim)
  let text = ''
  let closed = 0
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
  })
  socket
    .on('end', () => socket.end())
    .on('close', () => {
      closed = performance.now()
    })
  socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await delay(100)
  const start = performance.now()
  for (const letter of 'GET /health HTTP/1.1') {
    if (closed) break
    socket.write(letter)
    await delay(900)
    if (performance.now() - start > 6000) break
  }
  socket.destroy()
  return [
    ...unless(closed > 0 && closed - start < 4000, 'a dripping request is waited for'),
    ...unless(text.startsWith('HTTP/1.1 200'), 'the first request had no answer'),
  ]
}

async function slowReaders(): Promise<string[]> {
  return withVictim('FIX + SEND_IDLE_TIMEOUT=1s', async (victim) => {
    const sockets = Array.from({ length: 50 }, () => {
      const socket = open(victim)
      socket.write('GET /static/big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n')
      return socket.pause()
    })
    await delay(500)
    const memory = (await victim.health()).memory - victim.first.memory
    let handles = Number.POSITIVE_INFINITY
    for (const end = Date.now() + 8000; Date.now() < end; await delay(100)) {
      handles = (await victim.health()).handles
      if (handles <= victim.first.handles + 2) break
    }
    for (const socket of sockets) socket.destroy()
    return [
      ...unless(memory < 50e6, `${memory} bytes more`),
      ...unless(handles <= victim.first.handles + 2, `${handles} open files: none was cut`),
    ]
  })
}

async function crowd(): Promise<string[]> {
  return withVictim('FIX + MAX_CONNECTIONS=20', async (victim) => {
    const kept = open(victim)
    kept.write('GET /slow?ms=800 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    await delay(50)
    let dropped = 0
    const sockets = Array.from({ length: 70 }, () =>
      open(victim)
        .resume()
        .on('end', () => {
          dropped += 1
        }),
    )
    await delay(300)
    const excess = dropped
    let answer = ''
    for await (const chunk of kept) answer += chunk
    for (const socket of sockets) socket.destroy()
    return [
      ...unless(excess >= 50, `${excess} of 70 were dropped`),
      ...unless(answer.startsWith('HTTP/1.1 200'), 'the one before had no answer'),
      ...(await settle(victim)),
    ]
  })
}

async function replaced(victim: Victim): Promise<string[]> {
  const file = join(victim.first.root, 'static/big.bin')
  const socket = open(victim)
  socket.write('GET /static/big.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  await delay(20)
  socket.pause()
  writeFileSync(`${file}.new`, Buffer.alloc(10 * 1024 * 1024, 'n'))
  renameSync(`${file}.new`, file)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  const body = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4)
  writeFileSync(file, Buffer.alloc(10 * 1024 * 1024, 'b'))
  return [
    ...unless(!body.includes('n') || !body.includes('b'), 'the old and the new are mixed'),
    ...(await settle(victim)),
  ]
}

async function saved(victim: Victim): Promise<string[]> {
  const answer = await send(victim, 'POST', '/upload?save=1', TYPE, upload(10))
  const { root } = victim.first
  const outside = [join(root, '..', 'pwn.txt'), join(root, '..', '..', 'pwn.txt')].filter(
    existsSync,
  )
  return [
    ...unless(answer.status === 200, `status ${answer.status}`),
    ...unless(outside.length === 0, `${outside} was written`),
    ...unless(existsSync(join(root, 'saved', 'pwn.txt')), 'it was not saved'),
  ]
}

async function collisions(victim: Victim): Promise<string[]> {
  const keys = Array.from({ length: 60_000 }, (_, n) => `"${2 ** 32 * n + 7}":0`)
  const start = performance.now()
  const type = { 'Content-Type': 'application/json' }
  const answer = await send(victim, 'POST', '/json', type, Buffer.from(`{${keys.join(',')}}`))
  const time = performance.now() - start
  return [
    ...unless([200, 413].includes(answer.status), `status ${answer.status}`),
    ...unless(time < 2500, `it took ${time} ms`),
    ...(await settle(victim)),
  ]
}

async function flooded(victim: Victim): Promise<string[]> {
  const names = Array.from({ length: 100_000 }, (_, n) => `${n * 65536}=1`)
  const few = names.slice(0, 8000).join('&').slice(0, 8000)
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const many = await send(
    victim,
    'POST',
    '/echo',
    form,
    Buffer.from(names.join('&').slice(0, 490_000)),
  )
  const query = await get(victim, `/echo?${'1&'.repeat(2000)}`)
  const long = await get(victim, `/echo?${few}${few}`)
  const headers = await get(
    victim,
    '/echo',
    Object.fromEntries(names.slice(0, 500).map((name) => [`X${name.slice(0, -2)}`, '1'])),
  )
  return [
    ...unless(many.status === 413, `a form: ${many.status}`),
    ...unless([400, 413].includes(query.status), `a query: ${query.status}`),
    ...unless([413, 414].includes(long.status), `a long query: ${long.status}`),
    ...unless(headers.status === 431, `headers: ${headers.status}`),
    ...(await settle(victim)),
  ]
}

async function noDescriptors(): Promise<string[]> {
  return withVictim(
    'FIX',
    async (victim) => {
      const sockets = Array.from({ length: 200 }, () => {
        const socket = open(victim)
        socket.write('GET /static/hello.txt HTTP/1.1\r\nHost: localhost\r\n\r\n')
        return socket
      })
      await delay(500)
      for (const socket of sockets) socket.destroy()
      await delay(500)
      const answer = await get(victim, '/static/hello.txt')
      return [
        ...unless(answer.status === 200, `status ${answer.status}`),
        ...(await settle(victim)),
      ]
    },
    '--nofile=80',
  )
}

async function fullDisk(): Promise<string[]> {
  // A limit on the size of files stands for a full disk: the write fails in the same place.
  return withVictim(
    'FIX',
    async (victim) => {
      const large = await send(victim, 'POST', '/upload', TYPE, upload(5_000_000))
      const small = await send(victim, 'POST', '/upload', TYPE, upload(1000))
      return [
        ...unless([500, 507].includes(large.status), `status ${large.status}`),
        ...unless(!large.body.toString().includes('EFBIG'), 'the answer tells the reason'),
        ...unless(small.status === 200, `status ${small.status} afterwards`),
        ...(await settle(victim)),
      ]
    },
    '--fsize=1048576',
  )
}

async function noFolder(): Promise<string[]> {
  return withVictim('FIX', async (victim) => {
    const folder = join(victim.first.root, 'tmp')
    renameSync(folder, `${folder}.gone`)
    const answer = await send(victim, 'POST', '/upload', TYPE, upload(2_000_000))
    const health = await get(victim, '/health')
    renameSync(`${folder}.gone`, folder)
    const again = await send(victim, 'POST', '/upload', TYPE, upload(2_000_000))
    return [
      ...unless(answer.status === 500, `status ${answer.status}`),
      ...unless(!/ENOENT|tmp/.test(answer.body.toString()), 'the answer tells the reason'),
      ...unless(
        health.status === 200 && again.status === 200,
        `then ${health.status} and ${again.status}`,
      ),
      ...(await settle(victim)),
    ]
  })
}

async function privacy(victim: Victim): Promise<string[]> {
  const socket = open(victim)
  const body = upload(2_000_000)
  socket.write(
    `POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${TYPE['Content-Type']}\r\n` +
      `Content-Length: ${body.length}\r\n\r\n`,
  )
  socket.write(body.subarray(0, 1_500_000))
  await delay(300)
  const folder = `/proc/${victim.child.pid}/fd`
  const files = readdirSync(folder).filter((name) => {
    try {
      return readlinkSync(join(folder, name)).includes(join(victim.first.root, 'tmp'))
    } catch {
      return false
    }
  })
  const modes = files.map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8))
  const names = files.map((name) => readlinkSync(join(folder, name)))
  socket.destroy()
  return [
    ...unless(files.length === 1, `${files.length} temporary files`),
    ...unless(
      modes.every((mode) => mode === '600'),
      `the modes are ${modes}`,
    ),
    ...unless(
      names.every((name) => /[0-9a-f-]{32}/.test(name) && !name.includes('pwn')),
      String(names),
    ),
    ...(await settle(victim)),
  ]
}

export const resources: Record<string, Action> = {
  'SL-07': dripped,
  'SL-08': slowReaders,
  'SL-10': crowd,
  'RG-23': replaced,
  'PT-45': saved,
  'JS-04': collisions,
  'RE-26': flooded,
  'DC-07': noDescriptors,
  'DC-08': fullDisk,
  'DC-09': noFolder,
  'DC-12': privacy,
}
