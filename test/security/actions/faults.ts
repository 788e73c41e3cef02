import { appendFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Victim } from '../../runners/attack.ts'
import { findHeader } from '../../runners/wire.ts'
import type { Action } from './index.ts'
import { get, open, send, settle, unless } from './tools.ts'

/** Milliseconds after which a download hangs. */
const PATIENCE = 10_000

/** Starts a download that is read slowly, does something to the file, and reads the rest. */
async function download(victim: Victim, during: (file: string) => void) {
  const file = join(victim.first.root, 'static/big.bin')
  const socket = open(victim)
  let size = 0
  let closed = false
  socket.on('data', (chunk) => {
    size += chunk.length
  })
  socket.on('close', () => {
    closed = true
  })
  socket.write('GET /static/big.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  // Once some of it has come the file is open, and its length was promised.
  for (const end = Date.now() + PATIENCE; size < 64 * 1024 && Date.now() < end; ) await delay(1)
  socket.pause()
  during(file)
  socket.resume()
  for (const end = Date.now() + PATIENCE; !closed && Date.now() < end; ) {
    await delay(50)
    if (socket.readableEnded) socket.end()
  }
  socket.destroy()
  writeFileSync(file, Buffer.alloc(10 * 1024 * 1024, 'b'))
  return { size, closed }
}

function randomly(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state % below
  }
}

const FORM =
  '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nvalue\r\n--B\r\nContent-Disposition: ' +
  'form-data; name="f"; filename="x.txt"\r\nContent-Type: text/plain\r\n\r\nfile\r\n--B--\r\n'
const TYPE = { 'Content-Type': 'multipart/form-data; boundary=B' }

async function splitAt(victim: Victim, place: number): Promise<string> {
  const socket = open(victim)
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
  })
  const closing = new Promise((resolve) => socket.on('end', resolve).on('close', resolve))
  socket.write(
    `POST /upload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n` +
      `Content-Type: ${TYPE['Content-Type']}\r\nContent-Length: ${FORM.length}\r\n\r\n` +
      FORM.slice(0, place),
  )
  await delay(3)
  socket.write(FORM.slice(place))
  await Promise.race([closing, delay(2000)])
  socket.destroy()
  return text.split('\r\n\r\n')[1] ?? ''
}

export const faults: Record<string, Action> = {
  'ER-14': async (victim) => {
    const answer = await get(victim, '/late').catch(() => undefined)
    return [...unless(answer === undefined, 'the answer looks whole'), ...(await settle(victim))]
  },
  'ER-16': async (victim) => {
    const answer = await get(victim, '/broken-stream').catch(() => undefined)
    const fine = answer === undefined || answer.status === 500
    return [...unless(fine, `status ${answer?.status}`), ...(await settle(victim))]
  },
  'ER-17': async (victim) => {
    const answer = await get(victim, '/floating')
    await victim.health()
    const alive = await victim.isHealthy()
    return unless(answer.status === 200 && alive, `status ${answer.status}`)
  },
  'ER-28': async (victim) => {
    const problems: string[] = []
    for (const length of ['5', '500', '-1', 'x']) {
      const answer = await get(victim, `/length?n=${length}`).catch(() => undefined)
      const body = answer?.body.toString() ?? ''
      if (answer?.status === 200 && body !== '0123456789') problems.push(`${body} for ${length}`)
    }
    return [...problems, ...(await settle(victim))]
  },
  'PT-43': async (victim) => {
    const problems: string[] = []
    for (const name of ['../secret.txt', '/etc/passwd', 'a%00b', '..%5Csecret.txt']) {
      const answer = await get(victim, `/name?name=${name}`)
      if (answer.status !== 500) problems.push(`${answer.status} for ${name}`)
      if (/TOP-SECRET|root:/.test(answer.body.toString())) problems.push(`${name} was shown`)
    }
    return [...problems, ...(await settle(victim))]
  },
  'RG-21': async (victim) => {
    const { closed } = await download(victim, (file) => truncateSync(file))
    return [...unless(closed, 'the connection hangs'), ...(await settle(victim))]
  },
  'RG-22': async (victim) => {
    const { size, closed } = await download(victim, (file) =>
      appendFileSync(file, Buffer.alloc(1024 * 1024)),
    )
    const right = size > 10 * 1024 * 1024 && size < 10 * 1024 * 1024 + 1024
    return [...unless(closed && right, `${size} bytes came`), ...(await settle(victim))]
  },
  'SC-30': async (victim) => {
    const answer = await get(victim, `/sess/set?user=${'x'.repeat(7000)}`)
    const cookie = findHeader(answer.headers, 'Set-Cookie')
    return unless(cookie === undefined || cookie.length < 4093, 'a cookie that no browser keeps')
  },
  'SC-31': async (victim) => {
    const problems: string[] = []
    for (const kind of ['symbol', 'circular']) {
      const answer = await get(victim, `/sess/bad?kind=${kind}`)
      if (answer.status !== 500) problems.push(`${answer.status} for ${kind}`)
      if (findHeader(answer.headers, 'Set-Cookie')) problems.push(`Set-Cookie for ${kind}`)
    }
    return [...problems, ...(await settle(victim))]
  },
  'MP-18': async (victim) => {
    const results = new Set<string>()
    for (let place = 1; place < FORM.length; place += 3) results.add(await splitAt(victim, place))
    return [...unless(results.size === 1, `${results.size} results`), ...(await settle(victim))]
  },
  'MP-33': async (victim) => {
    const random = randomly(7)
    const problems: string[] = []
    for (let round = 0; round < 1500; round += 1) {
      const body = Buffer.from(FORM)
      for (let change = 0; change <= random(4); change += 1) body[random(body.length)] = random(256)
      const answer = await send(victim, 'POST', '/upload', TYPE, body)
      if (![200, 400, 413].includes(answer.status)) problems.push(`${answer.status} for ${body}`)
    }
    return [...problems.slice(0, 2), ...(await settle(victim))]
  },
}
