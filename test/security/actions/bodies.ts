import { setTimeout as delay } from 'node:timers/promises'
import type { Victim } from '../../runners/attack.ts'
import type { Action } from './index.ts'
import { open, send, settle, unless } from './tools.ts'

const MULTIPART = { 'Content-Type': 'multipart/form-data; boundary=BoundaryXYZ' }
const part = (disposition: string, content: Buffer | string) =>
  Buffer.concat([
    Buffer.from(`--BoundaryXYZ\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
const END = Buffer.from('--BoundaryXYZ--\r\n')
const file = (content: Buffer) => Buffer.concat([part('name="f"; filename="f.bin"', content), END])

function uploadHead(length: number): string {
  const type = `Content-Type: ${MULTIPART['Content-Type']}`
  return `POST /upload HTTP/1.1\r\nHost: localhost\r\n${type}\r\nContent-Length: ${length}\r\n\r\n`
}

/** Sends a part of an upload and cuts the connection. */
async function cutUpload(victim: Victim, body: Buffer, sent: number) {
  const socket = open(victim)
  socket.write(uploadHead(body.length))
  socket.write(body.subarray(0, sent))
  await delay(5)
  socket.resetAndDestroy()
}

async function timed(victim: Victim, content: Buffer) {
  const start = performance.now()
  const answer = await send(victim, 'POST', '/upload', MULTIPART, file(content))
  return { status: answer.status, time: performance.now() - start }
}

const storm = (unit: string, size: number) =>
  Buffer.from(unit.repeat(Math.floor(size / unit.length)))

export const bodies: Record<string, Action> = {
  'BO-10': async (victim) => {
    const socket = open(victim)
    socket.on('data', () => {})
    socket.write('POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n')
    for (let round = 0; round < 100 && !socket.destroyed; round += 1) {
      socket.write('1\r\na\r\n'.repeat(10_000))
      await delay(5)
    }
    const healthy = await victim.isHealthy()
    socket.destroy()
    return [...unless(healthy, 'G1: /health does not answer'), ...(await settle(victim))]
  },
  'MP-04': async (victim) => {
    const field = 'x'.repeat(400_000)
    const parts = Array.from({ length: 30 }, (_, n) => part(`name="f${n}"`, field))
    const answer = await send(victim, 'POST', '/upload', MULTIPART, Buffer.concat([...parts, END]))
    return [...unless(answer.status === 413, `status ${answer.status}`), ...(await settle(victim))]
  },
  'MP-16': async (victim) => {
    const problems: string[] = []
    for (const unit of ['\r\n--BoundaryXY', '\r', '\n', '\r\n', '-']) {
      const half = await timed(victim, storm(unit, 4_000_000))
      const full = await timed(victim, storm(unit, 8_000_000))
      if (full.status !== 200) problems.push(`status ${full.status} for ${JSON.stringify(unit)}`)
      if (full.time > 1500 && full.time > half.time * 3)
        problems.push(`${half.time} and ${full.time} ms for ${JSON.stringify(unit)}`)
    }
    return [...problems, ...(await settle(victim))]
  },
  'MP-28': async (victim) => {
    const body = file(Buffer.alloc(5_000_000, 'x'))
    for (let round = 0; round < 40; round += 1) await cutUpload(victim, body, 2_000_000)
    return settle(victim)
  },
  'MP-31': async (victim) => {
    const content = Buffer.alloc(30_000, 'x')
    const parts = Array.from({ length: 300 }, (_, n) => part(`name="f"; filename="f${n}"`, content))
    const answer = await send(victim, 'POST', '/upload', MULTIPART, Buffer.concat([...parts, END]))
    const fine = answer.status === 413 || answer.status === 200
    return [...unless(fine, `status ${answer.status}`), ...(await settle(victim))]
  },
  'MP-32': async (victim) => {
    const forged = JSON.stringify({ f: { file: true, buffer: [1], filename: '../../x' } })
    const headers = { 'Content-Type': 'application/json' }
    const answer = await send(victim, 'POST', '/upload', headers, Buffer.from(forged))
    const { files } = JSON.parse(answer.body.toString())
    return unless(files.length === 0, 'a file was forged')
  },
  'DC-01': async (victim) => {
    const body = file(Buffer.alloc(1_000_000, 'x'))
    for (let round = 0; round < 60; round += 1)
      await cutUpload(victim, body, Math.floor(Math.random() * body.length))
    return settle(victim)
  },
}
