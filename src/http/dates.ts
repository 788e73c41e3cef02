const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
/** The names of the months in English, January first. */
export const longMonths: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const months = longMonths.map((name) => name.slice(0, 3))
const monthNumbers = new Map(
  [...longMonths, ...months].map((name, index) => [name.toLowerCase(), index % 12]),
)
// Hours from UTC, as in RFC 2822.
const zones: Readonly<Record<string, number>> = Object.freeze({
  UT: 0,
  UTC: 0,
  GMT: 0,
  Z: 0,
  AST: -4,
  ADT: -3,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
})

let lastSecond = Number.NaN
let lastText = ''

/**
 * Gives a moment as HTTP writes it: `Tue, 14 Nov 2023 22:13:20 GMT`. RFC 9110, section 5.6.7.
 *
 * @param time A Date, or seconds since 1970; fractions are cut.
 */
export function httpDate(time: Date | number): string {
  const second = Math.floor(typeof time === 'number' ? time : time.getTime() / 1000)
  if (second === lastSecond) return lastText
  const date = new Date(second * 1000)
  const year = String(date.getUTCFullYear()).padStart(4, '0')
  const day = `${days[date.getUTCDay()]}, ${two(date.getUTCDate())}`
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  lastText = `${day} ${months[date.getUTCMonth()]} ${year} ${clock} GMT`
  lastSecond = second
  return lastText
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}

/** The texts of a date, before they are read as numbers. */
interface Parts {
  day: string
  month: string
  year: string
  clock: string
  zone: string
}

/**
 * Gives the moment of a date in a header, in every form of RFC 9110 and the looser ones of
 * RFC 2822, or undefined. Werkzeug's `parse_date`.
 */
export function parseHttpDate(text: string): Date | undefined {
  const parts = splitDate(text.trim().split(/\s+/))
  if (parts === undefined) return undefined
  const month = monthOf(parts.month)
  const year = readNumber(parts.year)
  const day = readNumber(parts.day)
  const clock = readClock(parts.clock)
  if (month < 0 || year === undefined || day === undefined || clock === undefined) return undefined
  const offset = zoneSeconds(parts.zone)
  if (Math.abs(offset) >= 86_400) return undefined
  return moment(fullYear(year), month, day, clock - offset)
}

function splitDate(given: readonly string[]): Parts | undefined {
  let words = [...given]
  const first = words[0].toLowerCase()
  if (first.endsWith(',') || days.some((day) => day.toLowerCase() === first)) words.shift()
  else words[0] = words[0].slice(words[0].lastIndexOf(',') + 1)
  if (words.length === 3) {
    const dashed = words[0].split('-')
    if (dashed.length === 3) words = [...dashed, ...words.slice(1)]
  }
  if (words.length === 4) words.push(...splitZone(words))
  if (words.length < 5 || !words[0] || !words[1] || !words[2]) return undefined
  return arrange(words)
}

/** Takes a zone off the time: `08:49:37+0100`. */
function splitZone(words: string[]): [string] {
  const clock = words[3]
  const plus = clock.indexOf('+')
  const sign = plus < 0 ? clock.indexOf('-') : plus
  if (sign <= 0) return ['']
  words[3] = clock.slice(0, sign)
  return [clock.slice(sign)]
}

function arrange([one, two, three, four, five]: string[]): Parts | undefined {
  const monthFirst = monthOf(two) < 0
  const day = cutComma(monthFirst ? two : one)
  const month = monthFirst ? one : two
  let [year, clock, zone] = three.indexOf(':') > 0 ? [four, three, five] : [three, four, five]
  year = cutComma(year)
  if (year === '') return undefined
  if (!/^\d/.test(year)) [year, zone] = [zone, year]
  return { day, month, year, clock: cutComma(clock), zone }
}

function cutComma(word: string): string {
  return word.endsWith(',') ? word.slice(0, -1) : word
}

function monthOf(word: string): number {
  return monthNumbers.get(word.toLowerCase()) ?? -1
}

function readNumber(word: string): number | undefined {
  return /^[+-]?\d{1,9}$/.test(word) ? Number(word) : undefined
}

/** Gives the second of the day, or undefined. */
function readClock(text: string): number | undefined {
  const parts = text.split(text.includes(':') ? ':' : '.')
  if (parts.length < 2 || parts.length > 3) return undefined
  const [hours = -1, minutes = -1, seconds = -1] = [...parts, '0'].map(readNumber)
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) {
    return undefined
  }
  return hours * 3600 + minutes * 60 + seconds
}

// Two digits are a year from 1969 to 2068, as in POSIX.
function fullYear(year: number): number {
  if (year >= 100) return year
  return year > 68 ? year + 1900 : year + 2000
}

function zoneSeconds(zone: string): number {
  const name = zone.toUpperCase()
  if (Object.hasOwn(zones, name)) return zones[name] * 3600
  if (!/^[+-]?\d{1,6}$/.test(zone)) return 0
  const number = Number(zone)
  const size = Math.abs(number)
  return Math.sign(number) * (Math.floor(size / 100) * 3600 + (size % 100) * 60)
}

/** Gives a second of a day that exists. The second may lie outside of the day by the zone's offset. */
function moment(year: number, month: number, day: number, second: number): Date | undefined {
  const date = new Date(Date.UTC(year, month, day))
  const exists = date.getUTCMonth() === month && date.getUTCDate() === day
  return exists && year <= 9999 ? new Date(date.getTime() + second * 1000) : undefined
}
