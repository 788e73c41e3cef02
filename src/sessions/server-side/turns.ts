import { setImmediate as immediate, setTimeout as wait } from 'node:timers/promises'
import type { Patience } from './patience.ts'

/** Milliseconds without anybody's turn coming to an end, after which the own one is not waited for. */
const STANDSTILL = 400

/** The requests that want to write one session, one after the other. */
interface Line {
  last: Promise<void>
  length: number
  /** How many have had their turn. */
  done: number
  /** Milliseconds that those who had their turn have waited for a slow store. */
  slow: number
}

/**
 * Lets the requests of this process write a session in turn, so that they do not get into each
 * other's way. The store alone decides who was first: a turn that does not come is not waited for.
 */
export class Turns {
  readonly #lines = new Map<string, Line>()

  /** Tells whether a request is writing the session of a key, or waits to. */
  isBusy(key: string): boolean {
    return this.#lines.has(key)
  }

  /**
   * Does some work when it is its turn.
   *
   * @param key The key of the session.
   * @param patience What the request has spent on waiting for the store; others' slow answers count.
   * @param work The work.
   */
  async take<T>(key: string, patience: Patience, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(key) ?? { last: Promise.resolve(), length: 0, done: 0, slow: 0 }
    this.#lines.set(key, line)
    const { last, slow } = line
    let leave = () => {}
    line.last = new Promise((resolve) => (leave = resolve))
    const stood = line.length++ > 0 && (await standsStill(line, last))
    patience.spent += line.slow - slow + (stood ? STANDSTILL : 0)
    const { spent } = patience
    try {
      return await work()
    } finally {
      // A standstill is what those behind cannot afford; a store that is only busy gets on.
      const slow = patience.spent - spent
      if (slow > STANDSTILL) line.slow += slow
      line.done++
      if (--line.length === 0) this.#lines.delete(key)
      leave()
    }
  }
}

/** Waits for a turn, and tells whether the line stood still before it came. */
async function standsStill(line: Line, turn: Promise<void>): Promise<boolean> {
  let done = -1
  while (done !== line.done) {
    done = line.done
    const stop = new AbortController()
    const limit = wait(STANDSTILL, 'late', { signal: stop.signal }).catch(() => {})
    const first = await Promise.race([turn, limit])
    stop.abort()
    if (first !== 'late') return false
    // What is done already counts: a busy process looks at its clock first.
    await immediate()
  }
  return true
}
