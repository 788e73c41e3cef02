import { type TemporalInstant, type TimeLike, toDate } from '../clock.ts'
import { type DurationLike, toSeconds } from '../duration.ts'
import { httpDate, parseHttpDate } from './dates.ts'
import { type HeaderSet, parseHeaderSet } from './header-set.ts'
import { findHeader, type Headers } from './headers.ts'
import { dumpHeader } from './options-header.ts'

/** What a header of names takes: its text or a list. */
export type Names = string | Iterable<string> | null | undefined

/** Gives the text of a header. */
export function getText(headers: Headers, lowerName: string): string | undefined {
  return findHeader(headers.flat, lowerName)
}

/** Sets a header; null removes it. */
export function setText(
  headers: Headers,
  name: string,
  value: string | number | null | undefined,
): void {
  if (value === null || value === undefined) headers.delete(name)
  else headers.set(name, value)
}

/** Gives a header as a whole number. */
export function getNumber(headers: Headers, lowerName: string): number | undefined {
  const text = findHeader(headers.flat, lowerName)?.trim()
  return text !== undefined && /^[+-]?[0-9]+$/.test(text) ? Number(text) : undefined
}

/** Gives a header as a date. */
export function getDate(headers: Headers, lowerName: string): Date | undefined {
  return parseHttpDate(findHeader(headers.flat, lowerName) ?? '')
}

/** Sets a header to a date; null removes it. */
export function setDate(headers: Headers, name: string, value: TimeLike | null | undefined): void {
  setText(headers, name, value === null || value === undefined ? null : httpDate(toDate(value)))
}

/** When to try again: a moment, a duration (seconds as a number), or text as it is. */
export type RetryAfterLike = Date | TemporalInstant | DurationLike | string

/** Gives the value of a Retry-After header. RFC 9110, section 10.2.3. */
export function retryAfterText(value: RetryAfterLike): string {
  if (typeof value === 'string') return value
  return isMoment(value) ? httpDate(toDate(value)) : String(Math.trunc(toSeconds(value)))
}

function isMoment(value: Exclude<RetryAfterLike, string>): value is Date | TemporalInstant {
  return value instanceof Date || 'epochMilliseconds' in Object(value)
}

/** Gives a header as a set of names, whose changes show in the header. */
export function getNames(headers: Headers, name: string): HeaderSet {
  return showIn(headers, name, parseHeaderSet(findHeader(headers.flat, name.toLowerCase())))
}

/** The value of a header that tells when it changes. */
interface Shown {
  onUpdate: ((value: never) => void) | undefined
  toHeader(): string
}

/** Lets the changes of a value show in a header, which an empty value removes; gives the value back. */
export function showIn<T extends Shown>(headers: Headers, name: string, value: T): T {
  const update = (): void => setText(headers, name, value.toHeader() || null)
  // V8 takes a function that is written where it is assigned for one that lives long, and keeps all
  // that it holds until the next full collection.
  const shown: Shown = value
  shown.onUpdate = update
  return value
}

/** Sets a header to names; none removes it. */
export function setNames(headers: Headers, name: string, value: Names): void {
  const text = typeof value === 'object' && value !== null ? dumpHeader(value) : value
  setText(headers, name, text || null)
}
