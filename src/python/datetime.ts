import { longMonths } from '../http/dates.ts'

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

type Part = (date: Date) => string

const DIRECTIVE = /%([-_0^]?)([0-9]*)([a-zA-Z%])/g
const WIDEST = 1000

const two = (value: number) => String(value).padStart(2, '0')
const hour12 = (date: Date) => two(date.getUTCHours() % 12 || 12)

const PARTS: Record<string, Part> = {
  a: (date) => DAYS[date.getUTCDay()].slice(0, 3),
  A: (date) => DAYS[date.getUTCDay()],
  b: (date) => longMonths[date.getUTCMonth()].slice(0, 3),
  B: (date) => longMonths[date.getUTCMonth()],
  c: (date) => strftime(date, '%a %b %e %H:%M:%S %Y'),
  C: (date) => two(Math.floor(date.getUTCFullYear() / 100)),
  d: (date) => two(date.getUTCDate()),
  D: (date) => strftime(date, '%m/%d/%y'),
  e: (date) => String(date.getUTCDate()).padStart(2),
  f: (date) => `${String(date.getUTCMilliseconds()).padStart(3, '0')}000`,
  F: (date) => strftime(date, '%Y-%m-%d'),
  G: (date) => String(isoWeek(date)[0]),
  H: (date) => two(date.getUTCHours()),
  h: (date) => longMonths[date.getUTCMonth()].slice(0, 3),
  I: hour12,
  j: (date) => String(dayOfYear(date)).padStart(3, '0'),
  k: (date) => String(date.getUTCHours()).padStart(2),
  l: (date) => hour12(date).replace(/^0/, ' '),
  m: (date) => two(date.getUTCMonth() + 1),
  M: (date) => two(date.getUTCMinutes()),
  n: () => '\n',
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  P: (date) => (date.getUTCHours() < 12 ? 'am' : 'pm'),
  r: (date) => strftime(date, '%I:%M:%S %p'),
  R: (date) => strftime(date, '%H:%M'),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  S: (date) => two(date.getUTCSeconds()),
  t: () => '\t',
  T: (date) => strftime(date, '%H:%M:%S'),
  u: (date) => String(date.getUTCDay() || 7),
  U: (date) => two(Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7)),
  V: (date) => two(isoWeek(date)[1]),
  w: (date) => String(date.getUTCDay()),
  W: (date) => two(Math.floor((dayOfYear(date) + 6 - ((date.getUTCDay() + 6) % 7)) / 7)),
  x: (date) => strftime(date, '%m/%d/%y'),
  X: (date) => strftime(date, '%H:%M:%S'),
  y: (date) => two(date.getUTCFullYear() % 100),
  Y: (date) => String(date.getUTCFullYear()),
  z: () => '',
  Z: () => '',
  '%': () => '%',
}

/**
 * Prints a moment by a `strftime` format, in UTC.
 * @param date The moment.
 * @param format The format, such as `%Y-%m-%d`; `%-d` leaves zeros and blanks out, `%_d` writes
 *   blanks for zeros, `%^b` is in capitals, and `%10Y` fills ten places.
 */
export function strftime(date: Date, format: string): string {
  return format.replace(DIRECTIVE, (whole, flag: string, width: string, letter: string) => {
    const text = PARTS[letter]?.(date)
    return text === undefined ? whole : widened(flagged(text, flag), flag, width)
  })
}

function flagged(text: string, flag: string): string {
  if (flag === '-') return text.replace(/^[0 ]+(?=.)/, '')
  if (flag === '_') return text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length))
  if (flag === '0') return text.replace(/^ +(?=.)/, (blanks) => '0'.repeat(blanks.length))
  return flag === '^' ? text.toUpperCase() : text
}

function widened(text: string, flag: string, width: string): string {
  const isNumber = /^[0-9]/.test(text) && flag !== '_' && flag !== '-'
  return text.padStart(Math.min(Number(width), WIDEST), isNumber || flag === '0' ? '0' : ' ')
}

/** Gives the number of a day in its year, from 1, in UTC. */
export function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1
}

/**
 * Gives the year and the number of the week that ISO 8601 counts a day in.
 * @param date The moment, in UTC.
 */
export function isoWeek(date: Date): [year: number, week: number] {
  const day = date.getUTCDay() || 7
  const thursday = new Date(date.getTime() + (4 - day) * 86_400_000)
  return [thursday.getUTCFullYear(), Math.ceil(dayOfYear(thursday) / 7)]
}
