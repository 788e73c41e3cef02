import { ValueError } from '../../errors.ts'
import { dayOfYear, isoWeek, strftime } from '../../python/datetime.ts'
import { toFloat } from '../../python/float.ts'
import { clockText, Day, dayParts, momentType, TimeOfDay } from '../../python/moments.ts'
import type { Callable } from '../types.ts'
import { namedTuple } from './named-tuple.ts'
import { table } from './table.ts'
import { wantInt } from './text-methods.ts'

const CLOCKS: Record<string, string> = {
  hours: '%H',
  minutes: '%H:%M',
  seconds: '%H:%M:%S',
  microseconds: '%H:%M:%S.%f',
}

function clock(date: Date, precision: unknown): string {
  if (precision === 'auto') return clockText(date)
  if (precision === 'milliseconds') return strftime(date, '%H:%M:%S.%f').slice(0, -3)
  if (typeof precision === 'string' && Object.hasOwn(CLOCKS, precision)) {
    return strftime(date, CLOCKS[precision])
  }
  throw new ValueError(`"${precision}" is no precision of a time. Use "seconds", for one.`)
}

function isoformat(date: Date, separator: unknown = 'T', precision: unknown = 'auto'): string {
  return `${strftime(date, '%Y-%m-%d')}${separator}${clock(date, precision)}`
}

function dayOf(date: Date): Day {
  return new Day(Math.floor(date.getTime() / 86_400_000) * 86_400_000)
}

function timeOf(date: Date): TimeOfDay {
  const midnight = dayOf(date).getTime()
  return new TimeOfDay(Date.UTC(1900, 0, 1) + date.getTime() - midnight)
}

function replaced(date: Date, ...given: unknown[]): Date {
  const old = [...dayParts(date), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
  old.push(date.getUTCMilliseconds() * 1000)
  const parts = old.map((value, index) =>
    given[index] === undefined ? value : wantInt(given[index]),
  )
  const [year, month, day, hour, minute, second, micro] = parts
  const result = new Date(0)
  result.setUTCFullYear(year, month - 1, day)
  result.setUTCHours(hour, minute, second, micro / 1000)
  const isKept =
    year > 0 &&
    result.getUTCMonth() === month - 1 &&
    result.getUTCDate() === day &&
    [result.getUTCHours(), result.getUTCMinutes()].join() === [hour, minute].join() &&
    result.getUTCSeconds() === second
  if (isKept) return result
  throw new ValueError(`There is no such time: ${parts.join(', ')}.`)
}

const weekday = (date: Date) => (date.getUTCDay() + 6) % 7
const isoWeekday = (date: Date) => date.getUTCDay() || 7

const calendarDate = namedTuple('datetime.IsoCalendarDate', ['year', 'week', 'weekday'])
const structTime = namedTuple(
  'time.struct_time',
  'year mon mday hour min sec wday yday isdst'.split(' ').map((name) => `tm_${name}`),
)

function timeTuple(date: Date): unknown {
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
  return structTime([...dayParts(date), ...time, weekday(date), dayOfYear(date), -1])
}

// What a date and a datetime have both.
const calendar = {
  strftime: ['date format', strftime],
  weekday: ['date', weekday],
  isoweekday: ['date', isoWeekday],
  isocalendar: ['date', (date: Date) => calendarDate([...isoWeek(date), isoWeekday(date)])],
  ctime: ['date', (date: Date) => strftime(date, '%a %b %e %H:%M:%S %Y')],
  timetuple: ['date', timeTuple],
  toordinal: ['date', (date: Date) => Math.floor(date.getTime() / 86_400_000) + 719_163],
} satisfies Parameters<typeof table>[0]

/** The methods of Python's `datetime`, in UTC. */
const datetimeMethods = table({
  ...calendar,
  isoformat: ['date sep? timespec?', isoformat],
  date: ['date', dayOf],
  time: ['date', timeOf],
  timestamp: ['date', (date: Date) => toFloat(date.getTime() / 1000)],
  replace: ['date year? month? day? hour? minute? second? microsecond?', replaced],
  utcoffset: ['date', () => null],
  tzname: ['date', () => null],
  dst: ['date', () => null],
})

/** The methods of Python's `date`. */
const dayMethods = table({
  ...calendar,
  isoformat: ['date', (date: Day) => date.__str__()],
  replace: [
    'date year? month? day?',
    (date: Date, ...given: unknown[]) => dayOf(replaced(date, ...given)),
  ],
})

/** The methods of Python's `time`. */
const timeMethods = table({
  strftime: ['date format', strftime],
  isoformat: [
    'date timespec?',
    (date: Date, precision: unknown = 'auto') => clock(date, precision),
  ],
  replace: [
    'date hour? minute? second? microsecond?',
    (date: Date, ...given: unknown[]) =>
      timeOf(replaced(date, undefined, undefined, undefined, ...given)),
  ],
})

const methods = { date: dayMethods, time: timeMethods, datetime: datetimeMethods }

/** Gives the Python methods of a moment. */
export function dateMethods(date: Date): Record<string, Callable> {
  return methods[momentType(date)]
}

type Parts = Record<string, (date: Date) => unknown>

const dayProperties: Parts = {
  year: (date) => date.getUTCFullYear(),
  month: (date) => date.getUTCMonth() + 1,
  day: (date) => date.getUTCDate(),
}
const timeProperties: Parts = {
  hour: (date) => date.getUTCHours(),
  minute: (date) => date.getUTCMinutes(),
  second: (date) => date.getUTCSeconds(),
  microsecond: (date) => date.getUTCMilliseconds() * 1000,
  tzinfo: () => null,
  fold: () => 0,
}
const properties: Record<string, Parts> = {
  date: dayProperties,
  time: timeProperties,
  datetime: { ...dayProperties, ...timeProperties },
}

/** Gives the attributes that are no methods of a moment. */
export function dateProperties(date: Date): Parts {
  return properties[momentType(date)]
}
