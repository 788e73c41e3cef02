import { setTimeout as wait } from 'node:timers/promises'
import type { Patience } from './patience.ts'

/** Milliseconds after which the turn is not waited for any longer. */
const LONGEST = 400

/** The requests that want to write one session, one after the other. */
interface Line {
  last: Promise<void>
  length: number
  /** Milliseconds that those who had their turn have waited for a slow store. */
  slow: number
}

/**
 * Lets the requests of this process write a session in turn, so that they do not get into each
 * other's way. The store alone decides who was first: a turn that does not come is not waited for.
 */
export class Turns {
  readonly #lines = new Map<string, Line>()

  /**
   * Does some work when it is its turn.
   *
   * @param key The key of the session.
   * @param patience What the request has spent on waiting for the store; others' slow answers count.
   * @param work The work.
   */
  async take<T>(key: string, patience: Patience, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(key) ?? { last: Promise.resolve(), length: 0, slow: 0 }
    this.#lines.set(key, line)
    const { last, slow } = line
    let leave = () => {}
    line.last = new Promise((resolve) => (leave = resolve))
    if (line.length++ > 0) await inTime(last)
    patience.spent += line.slow - slow
    const { spent } = patience
    try {
      return await work()
    } finally {
      line.slow += patience.spent - spent
      if (--line.length === 0) this.#lines.delete(key)
      leave()
    }
  }
}

async function inTime(turn: Promise<void>): Promise<void> {
  const stop = new AbortController()
  const limit = wait(LONGEST, undefined, { signal: stop.signal }).catch(() => {})
  await Promise.race([turn, limit])
  stop.abort()
}
