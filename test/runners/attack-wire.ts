import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, takeAnswer } from './wire.ts'

export interface Conversation {
  bytes: string
  answers: Answer[]
  /** What is left of the bytes when the well-formed answers are taken off. */
  rest: string
  closed: boolean
}

type Part = Buffer | number

/** Splits a case's request into what is written and the pauses (milliseconds) between. */
export function expand(template: string, host: string): Part[] {
  const parts: Part[] = []
  const text = template
    .replaceAll('{{HOST}}', host)
    .replace(/\{\{rep:([\s\S]*?):(\d+)\}\}/g, (_all, unit: string, count: string) =>
      unit.repeat(Number(count)),
    )
  for (const piece of text.split(/(\{\{wait:\d+\}\})/)) {
    const wait = /^\{\{wait:(\d+)\}\}$/.exec(piece)
    if (wait) parts.push(Number(wait[1]))
    else if (piece) parts.push(Buffer.from(piece, 'latin1'))
  }
  return parts
}

function readAnswers(bytes: Buffer, request: string, ended: boolean) {
  const methods = [...request.matchAll(/(?:^|\n)([A-Z]+) \S+ HTTP\/\d/g)].map((match) => match[1]!)
  const answers: Answer[] = []
  let rest = bytes
  for (let place = 0; rest.length; ) {
    const taken = takeAnswer(rest, methods[place] ?? 'GET', ended)
    if (!taken) break
    answers.push(taken.answer)
    rest = taken.rest
    if (taken.answer.status !== 100) place += 1
  }
  return { answers, rest: rest.toString('latin1') }
}

/** Writes one connection's bytes and collects all that comes back until it is quiet or closed. */
export async function converse(port: number, parts: Part[], halfClose: boolean, patience: number) {
  const socket = connect({ port, host: '127.0.0.1' })
  const chunks: Buffer[] = []
  let closed = false
  let last = Date.now()
  socket.on('data', (chunk) => {
    chunks.push(chunk)
    last = Date.now()
  })
  socket.on('error', () => {})
  const closing = new Promise<void>((resolve) => {
    socket.on('close', () => {
      closed = true
      resolve()
    })
  })
  for (const part of parts) {
    if (typeof part === 'number') await delay(part)
    else if (!closed) socket.write(part)
  }
  if (halfClose) socket.end()
  last = Date.now()
  const quiet = async () => {
    while (!closed && Date.now() - last < (chunks.length ? 250 : patience)) await delay(20)
  }
  await Promise.race([closing, quiet()])
  const request = Buffer.concat(parts.filter((part) => typeof part !== 'number')).toString('latin1')
  const bytes = Buffer.concat(chunks)
  socket.destroy()
  const read = readAnswers(bytes, request, closed)
  return { bytes: bytes.toString('latin1'), ...read, closed } satisfies Conversation
}
