import { inspect } from 'node:util'

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
      typeof arg === 'string' ? oneLine(arg) : indented(inspect(arg, { colors: false })),
    )
    process.stderr.write(
      `[${new Date().toISOString()}] ${level.toUpperCase()} in ${this.name}: ${text.join(' ')}\n`,
    )
  }
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
