import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Victim } from '../../runners/attack.ts'
import type { Action } from './index.ts'
import { get, open, settle, unless } from './tools.ts'

/** A connection that is written to bit by bit; tells what came back and when it was closed. */
interface Drip {
  socket: Socket
  text: string
  closedAfter: number | undefined
}

function drip(victim: Victim, start: string, piece: string, pause: number): Drip {
  const begun = Date.now()
  const state: Drip = { socket: open(victim), text: '', closedAfter: undefined }
  const { socket } = state
  socket.write(start)
  const timer = setInterval(() => socket.writable && socket.write(piece), pause)
  const ended = () => {
    clearInterval(timer)
    state.closedAfter ??= Date.now() - begun
    socket.destroy()
  }
  socket.on('data', (chunk) => {
    state.text += chunk.toString('latin1')
  })
  socket.on('end', ended).on('close', ended)
  return state
}

async function allClosed(drips: Drip[], within: number): Promise<string[]> {
  for (const end = Date.now() + within; Date.now() < end; await delay(50))
    if (drips.every(({ closedAfter }) => closedAfter !== undefined)) return []
  const left = drips.filter(({ closedAfter }) => closedAfter === undefined)
  for (const { socket } of left) socket.destroy()
  return unless(left.length === 0, `${left.length} connections are still open`)
}

const status = (drips: Drip[], code: number) =>
  unless(
    drips.every(({ text }) => text.startsWith(`HTTP/1.1 ${code}`)),
    `no ${code}: ${drips[0]!.text.slice(0, 40)}`,
  )

const POST = 'POST /echo HTTP/1.1\r\nHost: localhost\r\n'
const UPLOAD =
  'POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n' +
  'Content-Type: multipart/form-data; boundary=B\r\n\r\n' +
  '--B\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'

export const slow: Record<string, Action> = {
  'SL-01': async (victim) => {
    const drips = Array.from({ length: 50 }, () =>
      drip(victim, 'GET / HTTP/1.1\r\nX-a: ', 'b', 300),
    )
    const answer = await get(victim, '/health')
    // Whoever had to wait for them would have waited until they were cut.
    const quick =
      answer.status === 200 && drips.some(({ closedAfter }) => closedAfter === undefined)
    const open = await allClosed(drips, 3000)
    return [...unless(quick, 'others have to wait'), ...open, ...status(drips, 408)]
  },
  'SL-02': async (victim) => {
    const drips = Array.from({ length: 50 }, () => drip(victim, '', '', 10_000))
    return [...(await allClosed(drips, 3500)), ...(await settle(victim))]
  },
  'SL-04': async (victim) => {
    const drips = [drip(victim, `${POST}Transfer-Encoding: chunked\r\n\r\n`, '1\r\na\r\n', 200)]
    const open = await allClosed(drips, 6000)
    return [...open, ...status(drips, 408), ...(await settle(victim))]
  },
  'SL-05': async (victim) => {
    const drips = [drip(victim, UPLOAD, 'x', 200)]
    const open = await allClosed(drips, 6000)
    return [...open, ...status(drips, 408), ...(await settle(victim))]
  },
  'SL-06': async (victim) => {
    const drips = [drip(victim, 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n', '', 10_000)]
    return [...(await allClosed(drips, 3500)), ...status(drips, 200)]
  },
}
