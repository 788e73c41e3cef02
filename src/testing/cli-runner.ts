import type { App } from '../app.ts'

/** What a command did. */
export interface CliResult {
  /** What it wrote to stdout. */
  output: string
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
   * @param args Its name, arguments and options: `['greet', 'Bob', '--loud']`.
   */
  async invoke(args: readonly string[] = []): Promise<CliResult> {
    const { runCommand } = await import('../commands/program.ts')
    const result: CliResult = { output: '', stderr: '', exitCode: 0, exception: undefined }
    const restore = [
      capture(process.stdout, (text) => (result.output += text)),
      capture(process.stderr, (text) => (result.stderr += text)),
    ]
    try {
      result.exitCode = await runCommand(this.app, args)
    } catch (error) {
      result.exitCode = 1
      result.exception = error
    } finally {
      for (const undo of restore) undo()
    }
    return result
  }
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
