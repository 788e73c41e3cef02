import type { App } from '../app.ts'
import { type CommandFunction, type CommandGroup, commandName } from '../commands/group.ts'
import { checkOptions } from '../options.ts'

/** What a command did. */
export interface CliResult {
  /** All that it wrote, in order. */
  output: string
  /** What it wrote to stdout. */
  stdout: string
  /** What it wrote to stderr. */
  stderr: string
  /** 0 when it went well. */
  exitCode: number
  /** What it threw. */
  exception: unknown
}

/** Runs the commands of an app in a test. Flask's `FlaskCliRunner`. */
export class CliRunner {
  /** The app. */
  readonly app: App

  constructor(app: App) {
    this.app = app
  }

  /**
   * Runs a command.
   *
   * @param args Its name, arguments and options: `['greet', 'Bob', '--loud']`, also as `{ args }`. Or
   *   the function of a command.
   * @param rest The arguments and options of a command that was given as a function.
   */
  async invoke(
    args: readonly string[] | { args?: readonly string[] } | CommandFunction = [],
    rest: readonly string[] | { args?: readonly string[] } = [],
  ): Promise<CliResult> {
    const { runCommand } = await import('../commands/program.ts')
    const line =
      typeof args === 'function' ? [...pathOf(this.app, args), ...listOf(rest)] : listOf(args)
    const result: CliResult = {
      output: '',
      stdout: '',
      stderr: '',
      exitCode: 0,
      exception: undefined,
    }
    const take = (name: 'stdout' | 'stderr') => (text: string) => {
      result.output += text
      result[name] += text
    }
    const restore = [
      capture(process.stdout, take('stdout')),
      capture(process.stderr, take('stderr')),
    ]
    try {
      result.exitCode = await runCommand(this.app, line)
    } catch (error) {
      result.exitCode = 1
      result.exception = error
    } finally {
      for (const undo of restore) undo()
    }
    return result
  }
}

function listOf(given: readonly string[] | { args?: readonly string[] }): readonly string[] {
  if (Array.isArray(given)) return given
  checkOptions(given, ['args'], 'invoke()')
  return (given as { args?: readonly string[] }).args ?? []
}

// A command that no group has is looked for in vain: the message of the program says so.
function pathOf(app: App, fn: CommandFunction): string[] {
  return search(app.cli, fn) ?? [fn.name]
}

function search(group: CommandGroup, fn: CommandFunction): string[] | undefined {
  const found = group.commands.find((command) => command.fn === fn)
  if (found !== undefined) return [commandName(found.usage)]
  for (const below of group.groups) {
    const path = search(below, fn)
    if (path !== undefined) return below.name === undefined ? path : [below.name, ...path]
  }
  return undefined
}

function capture(stream: NodeJS.WriteStream, take: (text: string) => void): () => void {
  const { write } = stream
  stream.write = ((chunk: string | Uint8Array) => {
    take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'))
    return true
  }) as typeof write
  return () => {
    stream.write = write
  }
}
