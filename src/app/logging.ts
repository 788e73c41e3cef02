import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { notesOn } from '../errors.ts'
import { ownFolder } from '../own-files.ts'

/** What the app logs with; a pino logger fits. */
export interface Logger {
  debug(...args: unknown[]): void
  info(...args: unknown[]): void
  warn(...args: unknown[]): void
  error(...args: unknown[]): void
}

/** How much is logged. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

const ranks: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 }

/** The app's own logger: one line an entry, errors with their stack, to stderr. */
export class StreamLogger implements Logger {
  /** The name in front of each line. */
  readonly name: string
  readonly #level: () => LogLevel

  /**
   * @param name The name in front of each line.
   * @param level Asked at each entry: what is below it is left out.
   */
  constructor(name: string, level: () => LogLevel) {
    this.name = name
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
    if (ranks[level] < ranks[this.#level()]) return
    const text = args.map((arg) =>
      typeof arg === 'string' ? oneLine(arg) : indented(inspect(shown(arg), { colors: false })),
    )
    process.stderr.write(
      `[${new Date().toISOString()}] ${level.toUpperCase()} in ${this.name}: ${text.join(' ')}\n`,
    )
  }
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
