import { ValueError } from './errors.ts'
import { parseHttpDate } from './http/dates.ts'

/** A moment: a Date, seconds since 1970, text as in HTTP headers, or a `Temporal.Instant`. */
export type TimeLike = Date | number | string | TemporalInstant

/** What is used of a `Temporal.Instant`. */
export interface TemporalInstant {
  readonly epochMilliseconds: number
}

/**
 * Gives the Date of a moment.
 *
 * @throws ValueError When the value is not a moment.
 */
export function toDate(time: TimeLike): Date {
  const date = readTime(time)
  if (date !== undefined && !Number.isNaN(date.getTime())) return date
  throw new ValueError(
    `"${String(time)}" is not a moment. Give a Date, seconds since 1970 as a number, text such as ` +
      '"Tue, 14 Nov 2023 22:13:20 GMT", or a Temporal.Instant.',
  )
}

function readTime(time: unknown): Date | undefined {
  if (time instanceof Date) return time
  if (typeof time === 'number') return new Date(time * 1000)
  if (typeof time === 'string') return parseHttpDate(time)
  if (typeof time !== 'object' || time === null || !('epochMilliseconds' in time)) return undefined
  return typeof time.epochMilliseconds === 'number' ? new Date(time.epochMilliseconds) : undefined
}

/** Gives the time of the system's clock, in seconds. */
export function systemNow(): number {
  return Date.now() / 1000
}

let source = systemNow

/** Gives the present time in seconds: in a request by the clock of its app. */
export function presentTime(): number {
  return source()
}

/** Makes another clock the one that `presentTime` asks. */
export function useClock(clock: () => number): void {
  source = clock
}
