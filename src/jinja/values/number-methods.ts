import { isoWeek, strftime } from '../../python/datetime.ts'
import { Float } from '../../python/float.ts'
import { Tuple } from '../../python/tuple.ts'
import { table } from './table.ts'

/** The methods of Python's `int`. */
export const intMethods = table({
  bit_length: [
    'value',
    (value: number) => (value === 0 ? 0 : BigInt(Math.abs(Number(value))).toString(2).length),
  ],
  bit_count: [
    'value',
    (value: number) =>
      BigInt(Math.abs(Number(value)))
        .toString(2)
        .replaceAll('0', '').length,
  ],
  conjugate: ['value', (value: unknown) => value],
  is_integer: ['value', () => true],
})

/** The methods of Python's `float`. */
export const floatMethods = table({
  is_integer: ['value', (value: unknown) => value instanceof Float],
  conjugate: ['value', (value: unknown) => value],
})

function isoformat(date: Date, separator = 'T'): string {
  if (date instanceof Day) return date.__str__()
  const micros = date.getUTCMilliseconds() > 0 ? '.%f' : ''
  return strftime(date, `%Y-%m-%d${separator}%H:%M:%S${micros}`)
}

/** A day without a time, which prints as Python's `date`. */
class Day extends Date {
  __str__(): string {
    return strftime(this, '%Y-%m-%d')
  }

  __repr__(): string {
    const parts = [this.getUTCFullYear(), this.getUTCMonth() + 1, this.getUTCDate()]
    return `datetime.date(${parts.join(', ')})`
  }
}

function dayOf(date: Date): Day {
  return new Day(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()))
}

function isoCalendar(date: Date): Tuple<number> {
  return Tuple.from([...isoWeek(date), date.getUTCDay() || 7])
}

/** The methods of Python's `datetime`, in UTC. */
export const dateMethods = table({
  strftime: ['date format', strftime],
  isoformat: ['date sep?', isoformat],
  date: ['date', dayOf],
  timestamp: ['date', (date: Date) => date.getTime() / 1000],
  weekday: ['date', (date: Date) => (date.getUTCDay() + 6) % 7],
  isoweekday: ['date', (date: Date) => date.getUTCDay() || 7],
  isocalendar: ['date', isoCalendar],
  ctime: ['date', (date: Date) => strftime(date, '%a %b %e %H:%M:%S %Y')],
})

/** The attributes of Python's `datetime`, in UTC. */
export const dateParts: Record<string, (date: Date) => number> = Object.assign(
  Object.create(null),
  {
    year: (date: Date) => date.getUTCFullYear(),
    month: (date: Date) => date.getUTCMonth() + 1,
    day: (date: Date) => date.getUTCDate(),
    hour: (date: Date) => date.getUTCHours(),
    minute: (date: Date) => date.getUTCMinutes(),
    second: (date: Date) => date.getUTCSeconds(),
    microsecond: (date: Date) => date.getUTCMilliseconds() * 1000,
  },
)
