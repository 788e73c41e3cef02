import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { isSource, ownFile } from '../own-files.ts'
import { CHANNEL, CHILD, type Orders, type Place, type Told } from './orders.ts'

// In milliseconds: for an answer of a process, and for what it said before it ended.
const PATIENCE = 1000
const HEARING = 100

/** How a process ended: its exit code, or the signal. */
export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
}

/** How a process is started. */
export interface ChildOptions {
  /** Whether it waits for `go` before it reads the program. */
  waits: boolean
  /** The port of the process before. */
  port: number | undefined
  /** Takes the files that the program wants to be watched. */
  watch(files: readonly string[]): void
}

/** One process that runs the program. */
export class Child {
  readonly ended: Promise<Ending>
  readonly #process: ChildProcess
  /** Missing where the system had no file left for it. */
  readonly #channel: Socket | undefined
  readonly #options: ChildOptions
  readonly #silence: Promise<void>
  #failure: string | undefined
  #isWaiting = false
  #isLoaded = false
  #isStopping = false
  #isOver = false
  #place: Place | undefined

  constructor(orders: Orders, options: ChildOptions) {
    this.#options = options
    const flags = options.waits ? waitingFlags(orders.execArgv) : orders.execArgv
    this.#process = spawn(process.execPath, [...flags, ...orders.args], {
      stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
      env: { ...process.env, [CHILD]: JSON.stringify({ port: options.port }) },
    })
    this.#channel = this.#process.stdio?.[CHANNEL] as Socket | undefined
    this.#silence = this.#listen()
    this.ended = this.#end()
  }

  /** Hears the process until it says no more. */
  async #listen(): Promise<void> {
    if (this.#channel === undefined) return
    // It may be gone while it is told something.
    this.#channel.on('error', () => undefined)
    const lines = createInterface(this.#channel)
    lines.on('error', () => undefined).on('line', (line) => this.#hear(JSON.parse(line)))
    await once(lines, 'close').catch(() => undefined)
  }

  #end(): Promise<Ending> {
    return new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.#isOver = true
        resolve({ code, signal })
      }
      this.#process.once('exit', end).on('error', (error) => {
        if (this.#process.pid !== undefined) return
        this.#failure = whyNotStarted(error)
        process.stderr.write(`${this.#failure}\n`)
        end(1, null)
      })
    })
  }

  /** Whether nothing is left to do before the program is read. */
  get isReady(): boolean {
    return this.#isWaiting
  }

  /** Whether the process has ended. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Where it serves, once it does. */
  get place(): Place | undefined {
    return this.#place
  }

  /** Gives what it said about its end. */
  async lastWords(): Promise<string | undefined> {
    // What it has started may hold the channel open.
    await Promise.race([this.#silence, pause(HEARING)])
    return this.#failure
  }

  /** Lets a process that waits read the program. */
  go(port: number | undefined): void {
    if (this.#options.waits) this.#tell(JSON.stringify({ port }))
  }

  /** Ends it so that another can take over: at once while it loads, and when it hangs. */
  async replace(): Promise<void> {
    if (!this.#isLoaded) this.kill()
    this.#tell('restart')
    const hangs = setTimeout(() => this.kill(), PATIENCE)
    await this.ended
    clearTimeout(hangs)
  }

  /** Asks it to answer what it has begun to, and to end. */
  stop(): void {
    if (!this.#isLoaded) this.kill()
    this.#tell('stop')
    setTimeout(() => this.#isStopping || this.kill(), PATIENCE).unref()
  }

  /** Ends it whatever it does. */
  kill(): void {
    this.#process.kill('SIGKILL')
  }

  #tell(line: string): void {
    this.#channel?.write(`${line}\n`)
  }

  #hear({ waiting, failure, loaded, extraFiles, place, stopping }: Told): void {
    this.#failure ??= failure
    this.#isWaiting ||= waiting ?? false
    this.#isLoaded ||= loaded ?? false
    this.#isStopping ||= stopping ?? false
    this.#place ??= place
    if (extraFiles !== undefined) this.#options.watch(extraFiles)
  }
}

/** Says why there is no process, such as that Node has moved or that there are too many. */
export function whyNotStarted(error: Error): string {
  return `The program cannot be started: ${error.message}.`
}

/**
 * Tells whether a process can be started before the program is read. Of the modules that it would load
 * first, only tsx is known not to be of the program; and a debugger has one port.
 */
export function canWait(execArgv: readonly string[]): boolean {
  const words = [...execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)]
  return words.every((word, index) => {
    const [flag, value = words[index + 1] ?? ''] = word.split(/=(.*)/s)
    if (/^--(?:inspect|env-file|watch)/.test(flag)) return false
    const loads = /^(?:-r|--require|--import|--loader|--experimental-loader)$/.test(flag)
    return !loads || /^"?(?:tsx|.*\/node_modules\/tsx)(?:$|[/"])/.test(value)
  })
}

// The framework is loaded before tsx is, which would look at each of its files; unless it needs tsx.
function waitingFlags(execArgv: readonly string[]): string[] {
  const preload = ['--import', ownFile('debug/preload').href]
  const flags = isSource ? [...execArgv, ...preload] : [...preload, ...execArgv]
  return [...flags, '--import', ownFile('debug/wait').href]
}
