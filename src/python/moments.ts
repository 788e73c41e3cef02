import { strftime } from './datetime.ts'

/** A day without a time, Python's `date`: the midnight in UTC that it begins with. */
export class Day extends Date {
  __str__(): string {
    return strftime(this, '%Y-%m-%d')
  }

  __repr__(): string {
    return `datetime.date(${dayParts(this).join(', ')})`
  }
}

/** The time of a day without the day, Python's `time`: that time on the first day of 1900, in UTC. */
export class TimeOfDay extends Date {
  __str__(): string {
    return clockText(this)
  }

  __repr__(): string {
    return `datetime.time(${clockParts(this).join(', ')})`
  }
}

/**
 * Gives the name that Python has for a kind of moment.
 * @param value A `Date` or one of the kinds above.
 */
export function momentType(value: Date): 'date' | 'time' | 'datetime' {
  if (value instanceof Day) return 'date'
  return value instanceof TimeOfDay ? 'time' : 'datetime'
}

/** Gives the year, month and day of a moment, in UTC. */
export function dayParts(date: Date): [year: number, month: number, day: number] {
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
}

/** Gives hour and minute of a moment in UTC, and its second and microsecond where they are not 0. */
export function clockParts(date: Date): number[] {
  const micros = date.getUTCMilliseconds() * 1000
  const parts = [date.getUTCHours(), date.getUTCMinutes()]
  if (micros > 0) return [...parts, date.getUTCSeconds(), micros]
  return date.getUTCSeconds() > 0 ? [...parts, date.getUTCSeconds()] : parts
}

/** Gives the time of a moment as Python prints it, with a fraction where there is one. */
export function clockText(date: Date): string {
  return strftime(date, date.getUTCMilliseconds() > 0 ? '%H:%M:%S.%f' : '%H:%M:%S')
}
