import { pathToFileURL } from 'node:url'
import { format, inspect } from 'node:util'
import { didYouMean, notesOn, ValueError } from '../errors.ts'
import { ownFolder } from '../own-files.ts'

/** What the app logs with; a pino logger fits. */
export interface Logger {
  /** What is below it is left out: `debug`, `info`, `warn`, `error`, `silent`. */
  level?: string
  debug(...args: unknown[]): void
  info(...args: unknown[]): void
  warn(...args: unknown[]): void
  error(...args: unknown[]): void
}

/** How much is logged. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

const ranks: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 }

/**
 * Logs an error with what it happened in, so that every kind of logger keeps its stack: pino's takes
 * the error first, and others put what follows in place of a `%s`, which a path may hold.
 */
export function logError(logger: Logger, message: string, error: unknown): void {
  if ('bindings' in logger && error instanceof Error) logger.error(error, message)
  else if ('bindings' in logger) logger.error({ err: error }, message)
  else logger.error(message.replaceAll(/%(?=[sdifjroOc%.])/g, '%%'), error)
}

const placeholder = /%(?:(?:\.\d+)?[sdifjroOc]|%)/g

/** The app's own logger: one line an entry, errors with their stack, to stderr. */
export class StreamLogger implements Logger {
  /** The name in front of each line. */
  readonly name: string
  readonly #usual: () => LogLevel
  #level: LogLevel | undefined

  /**
   * @param name The name in front of each line.
   * @param level Asked at each entry, until a level is set: what is below it is left out.
   */
  constructor(name: string, level: () => LogLevel) {
    this.name = name
    this.#usual = level
  }

  /** What is below it is left out; `debug` in debug and else `info`, unless it was set. */
  get level(): LogLevel {
    return this.#level ?? this.#usual()
  }

  set level(level: LogLevel) {
    if (!Object.hasOwn(ranks, level)) {
      const known = Object.keys(ranks)
      throw new ValueError(
        `"${String(level)}" is no level. There are ${known.join(', ')}.${didYouMean(String(level), known)}`,
      )
    }
    this.#level = level
  }

  debug(...args: unknown[]): void {
    this.#write('debug', args)
  }

  info(...args: unknown[]): void {
    this.#write('info', args)
  }

  warn(...args: unknown[]): void {
    this.#write('warn', args)
  }

  error(...args: unknown[]): void {
    this.#write('error', args)
  }

  #write(level: LogLevel, args: unknown[]): void {
    if (ranks[level] < ranks[this.level]) return
    const text = filledIn(args).map((arg) =>
      typeof arg === 'string' ? oneLine(arg) : indented(inspect(shown(arg), { colors: false })),
    )
    process.stderr.write(
      `[${new Date().toISOString()}] ${level.toUpperCase()} in ${this.name}: ${text.join(' ')}\n`,
    )
  }
}

// As Python's loggers and console: `info('%s logged in', name)`.
function filledIn(args: unknown[]): unknown[] {
  const [first, ...rest] = args
  if (typeof first !== 'string' || rest.length === 0) return args
  const text = first.replace(placeholder, (place) => {
    if (place === '%%') return '%'
    return rest.length === 0 ? place : valueText(place, rest.shift())
  })
  return [text, ...rest]
}

function valueText(place: string, value: unknown): string {
  const kind = place.slice(-1)
  if (kind === 'r') return inspect(value)
  if (kind === 's' && value instanceof Error) return String(value)
  const digits = /\.(\d+)f$/.exec(place)?.[1]
  if (digits !== undefined) return Number(value).toFixed(Math.min(Number(digits), 100))
  return format(`%${kind}`, value)
}

const MAX_CAUSES = 10

/** Gives what is logged in place of an error: its stack, what was noted on it, and its causes. */
function shown(value: unknown, depth = 0): unknown {
  if (!(value instanceof Error) || depth > MAX_CAUSES) return value
  const { stack, cause } = value
  if (typeof stack !== 'string') return value
  const copy = Object.assign(new Error(value.message), Object.fromEntries(notesOn(value)))
  copy.stack = folded(stack)
  if (cause !== undefined) hold(copy, 'cause', shown(cause, depth + 1))
  if (value instanceof AggregateError) {
    const errors = value.errors.map((error) => shown(error, depth + 1))
    hold(copy, 'errors', errors)
  }
  return copy
}

function hold(error: Error, name: string, value: unknown): void {
  Object.defineProperty(error, name, { value })
}

// How many calls within the framework are told of that no code of the app stands above.
const MAX_LEADING = 3

/** Leaves out of a stack what the framework and Node do between the functions of the app. */
function folded(stack: string): string {
  const result: string[] = []
  let run: string[] = []
  let kept = MAX_LEADING
  for (const line of [...stack.split('\n'), undefined]) {
    if (line !== undefined && isInner(line)) {
      run.push(line)
      continue
    }
    const left = run.length - kept > 1 ? run.length - kept : 0
    result.push(...run.slice(0, run.length - left))
    if (left > 0) result.push(`    … ${left} calls of hipflask and Node.js`)
    run = []
    if (line === undefined) break
    result.push(line)
    if (line.startsWith('    at ')) kept = 0
  }
  return result.join('\n')
}

const ownPlaces = [ownFolder, pathToFileURL(ownFolder).href]

function isInner(line: string): boolean {
  if (!line.startsWith('    at ') || line.startsWith('    at template (')) return false
  return /[ (]node:/.test(line) || ownPlaces.some((place) => line.includes(place))
}

// A line break that a client sent must not look like another entry, nor an escape colour the terminal.
function oneLine(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, escaped)
}

// An error has lines of its own, and its message may be a client's: none begins where an entry does.
function indented(text: string): string {
  return text
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/g, escaped)
    .replaceAll('\n', '\n  ')
}

function escaped(char: string): string {
  const short = JSON.stringify(char).slice(1, -1)
  return short === char ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : short
}
