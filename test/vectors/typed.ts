import { isDeepStrictEqual } from 'node:util'
import { httpDate } from '../../src/http/dates.ts'
import { Markup } from '../../src/markup.ts'
import { Tuple } from '../../src/python/tuple.ts'
import { UUID } from '../../src/python/uuid.ts'

/** One vector and what is wrong with it, if anything. */
export interface Checked {
  name: string
  error?: string
}

type Tagged = { t: string; v: never; n?: number }

const kinds: Record<string, (value: never, count?: number) => unknown> = {
  tuple: (value: unknown[]) => Tuple.from(value, fromTyped),
  bytes: (value: string) => Buffer.from(value, 'base64'),
  datetime: (value: string) => new Date(/Z$|[+-]\d\d:\d\d$/.test(value) ? value : `${value}Z`),
  date: (value: string) => httpDate(new Date(`${value}T00:00:00Z`)),
  uuid: (value: string) => new UUID(value),
  markup: (value: string) => new Markup(value),
  int: (value: string) => BigInt(value),
  float: (value: string) =>
    ({ nan: NaN, inf: Infinity, '-inf': -Infinity })[value as string] ?? Number(value),
  dict: (value: [unknown, unknown][]) =>
    Object.fromEntries(value.map(([key, item]) => [String(key), fromTyped(item)])),
  repeat: (value: string, count = 0) => (fromTyped(value) as string) && String(value).repeat(count),
  timedelta: (value: number) => ({ seconds: value }),
}

/** Gives the value that typed JSON stands for. */
export function fromTyped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromTyped)
  if (typeof value !== 'object' || value === null) return value
  const tagged = value as Tagged
  const keys = Object.keys(value)
  if (typeof tagged.t === 'string' && 'v' in tagged && keys.length <= 3 && tagged.t in kinds) {
    return kinds[tagged.t](tagged.v, tagged.n)
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromTyped(item)]))
}

/** Gives a value in a form that compares by what Python compares. */
export function comparable(value: unknown): unknown {
  if (typeof value === 'bigint') return `int ${value}`
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? value + 0 : comparableNumber(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (value instanceof Date) return `date ${Math.floor(value.getTime() / 1000)}`
  if (value instanceof UUID) return `uuid ${value.hex}`
  if (value instanceof Markup) return `markup ${value}`
  if (value instanceof Tuple) return ['tuple', ...Array.from(value, comparable)]
  if (Array.isArray(value)) return value.map(comparable)
  return new Map(
    Object.keys(value)
      .sort()
      .map((key) => [key, comparable((value as Record<string, unknown>)[key])]),
  )
}

function comparableNumber(value: number): unknown {
  return Number.isInteger(value) ? `int ${BigInt(value)}` : `float ${value}`
}

export function sameValue(left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(comparable(left), comparable(right))
}

/** Runs one check, and gives what it threw or said as text. */
export function attempt(name: string, check: () => string | undefined): Checked {
  try {
    const error = check()
    return error === undefined ? { name } : { name, error }
  } catch (error) {
    return { name, error: `threw ${error}` }
  }
}

/** Gives the name of the error that a function throws, or undefined. */
export function thrown(work: () => unknown): Error | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return error as Error
  }
}

export function differs(what: string, actual: unknown, expected: unknown): string | undefined {
  if (sameValue(actual, expected)) return undefined
  return `${what}: ${show(actual)} in place of ${show(expected)}`
}

function show(value: unknown): string {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value)
      : String(JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}n` : item)))
  return text.slice(0, 200)
}
