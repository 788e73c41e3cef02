/**
 * A duration: seconds, parts of a duration that are added up, or a `Temporal.Duration`.
 * Never milliseconds as a number.
 */
export type DurationLike = number | DurationParts | TemporalDuration

/** The parts of a duration; those that are missing are 0. */
export interface DurationParts {
  weeks?: number
  days?: number
  hours?: number
  minutes?: number
  seconds?: number
  milliseconds?: number
}

/** What is used of a `Temporal.Duration`. */
export interface TemporalDuration {
  total(unit: string): number
}

const unitSeconds: ReadonlyMap<string, number> = new Map([
  ['weeks', 604_800],
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
  ['seconds', 1],
  ['milliseconds', 0.001],
])

/**
 * Gives a duration in seconds, which may have a fraction.
 *
 * @throws TypeError When the value is not a duration.
 */
export function toSeconds(duration: DurationLike): number {
  if (typeof duration === 'number') return finite(duration, duration)
  if (typeof duration !== 'object' || duration === null) throw notDuration(duration)
  if ('total' in duration && typeof duration.total === 'function') return duration.total('seconds')
  let seconds: number | undefined
  for (const unit in duration) {
    const unitLength = unitSeconds.get(unit)
    if (unitLength === undefined) throw notDuration(duration)
    const count = (duration as DurationParts)[unit as keyof DurationParts]
    seconds = (seconds ?? 0) + (count === undefined ? 0 : finite(count, duration) * unitLength)
  }
  if (seconds === undefined) throw notDuration(duration)
  return seconds
}

function finite(count: unknown, duration: unknown): number {
  if (typeof count === 'number' && Number.isFinite(count)) return count
  throw notDuration(duration)
}

function notDuration(duration: unknown): TypeError {
  const shown = typeof duration === 'object' ? JSON.stringify(duration) : String(duration)
  return new TypeError(
    `"${shown}" is not a duration. Give seconds as a number, an object such as ` +
      '{ minutes: 5 } (weeks, days, hours, minutes, seconds, milliseconds), or a Temporal.Duration.',
  )
}
