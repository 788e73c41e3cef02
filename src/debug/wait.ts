import { readSync, writeSync } from 'node:fs'
import { inspect } from 'node:util'
import { isMainThread } from 'node:worker_threads'
import { hintForText } from '../errors.ts'
import { ownFile } from '../own-files.ts'
import { CHANNEL, CHILD } from './orders.ts'
import { isUnreadable, placeAndReason, withoutLoaders } from './unreadable.ts'

// A process loads this last before its program: it waits here to be told to go on. So no process has to
// be started at a save: the one that waits reads the program as it is then.

if (isMainThread && process.env[CHILD] !== undefined) {
  forget('debug/preload')
  forget('debug/wait')
  const told = hear()
  if (told === undefined) process.exit(0)
  process.env[CHILD] = told
  process.once('uncaughtExceptionMonitor', sayWhy)
}

/** Says that this process waits, and waits for a line; gives undefined when the supervisor is gone. */
function hear(): string | undefined {
  try {
    writeSync(CHANNEL, '{"waiting":true}\n')
    return readLine()
  } catch {
    return undefined
  }
}

/** Says what ends this process, unless only Node knows where that is. */
function sayWhy(error: unknown): void {
  if (!isUnreadable(error)) {
    write(CHANNEL, JSON.stringify({ failure: inspect(error) }))
    return
  }
  const hint = hintForText(error.message)
  if (hint !== undefined) write(2, hint)
  const failure = placeAndReason(error)
  // Node shows the place, and then this.
  error.stack = withoutLoaders(error.stack ?? '')
  if (failure === undefined) return
  write(CHANNEL, JSON.stringify({ failure }))
  if (process.listenerCount('uncaughtException') > 0) return
  write(2, failure)
  process.exit(1)
}

function write(file: number, line: string): void {
  try {
    writeSync(file, `${line}\n`)
  } catch {
    // The supervisor tries the program once more to learn it.
  }
}

/** Takes a module out of the flags, which what the program starts gets too. */
function forget(name: string): void {
  const place = process.execArgv.indexOf(ownFile(name).href)
  if (place > 0) process.execArgv.splice(place - 1, 2)
}

function readLine(): string | undefined {
  const byte = Buffer.alloc(1)
  const bytes: number[] = []
  while (readSync(CHANNEL, byte) === 1) {
    if (byte[0] === 10) return Buffer.from(bytes).toString('utf8')
    bytes.push(byte[0])
  }
  return undefined
}
