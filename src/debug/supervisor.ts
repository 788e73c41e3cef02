import { Socket } from 'node:net'
import { relative } from 'node:path'
import { ownFolder } from '../own-files.ts'
import { Child, canWait, type Ending } from './child.ts'
import { showFailure } from './failure.ts'
import { CHANNEL, type Orders, PARTING, type Place } from './orders.ts'
import { Watcher } from './watcher.ts'

/**
 * Runs a program in a child, and in another one each time a file has changed. Beside the child that
 * serves, another waits to take over.
 */
class Supervisor {
  readonly #orders: Orders
  readonly #watcher: Watcher
  #child: Child
  readonly #waiting: Child[] = []
  /** How many are to wait: two, once a save came before one was ready. */
  #wanted: number
  #isStopping = false

  constructor(orders: Orders) {
    this.#orders = orders
    this.#watcher = new Watcher(orders.folder)
    this.#wanted = canWait(orders.execArgv) ? 1 : 0
    this.#child = this.#start(undefined)
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => (this.#isStopping ? this.#child.kill() : this.#stop()))
    this.#followFirst()
  }

  /** Ends with the first process, however that does, and soon: nobody is left to wait for. */
  #followFirst(): void {
    const first = new Socket({ fd: CHANNEL, readable: true, writable: false })
    first
      .on('error', () => undefined)
      .once('close', () => {
        this.#stop()
        setTimeout(() => this.#child.kill(), PARTING)
      })
    first.resume().unref()
  }

  async run(): Promise<never> {
    let place: Place | undefined
    let failures = 0
    for (let change = this.#watcher.next(); ; ) {
      const ending = await Promise.race([change, this.#child.ended])
      place = this.#child.place ?? place
      let path: string | undefined
      if (typeof ending === 'string') path = ending
      else path = await this.#afterEnd(ending, place, { change, failures: ++failures })
      if (path !== undefined) {
        failures = 0
        await this.#child.replace()
        if (this.#isStopping) process.exit(0)
        this.#announce(path)
      }
      this.#child = this.#start(place?.port)
      if (path !== undefined) change = this.#watcher.next()
    }
  }

  /**
   * Goes on after a child that ended by itself: shows why it did not load until a file changes, or ends
   * as it did.
   */
  async #afterEnd(
    { code, signal }: Ending,
    place: Place | undefined,
    { change, failures }: { change: Promise<string>; failures: number },
  ): Promise<string | undefined> {
    const hasServed = this.#child.place !== undefined
    if (this.#isStopping || hasServed || place === undefined || signal !== null)
      process.exit(code ?? 1)
    const reason = await this.#child.lastWords()
    return showFailure(this.#orders, place, { change, reason, isRepeated: failures > 1 })
  }

  /** Starts the program: in a process that waits for it, else in a new one. */
  #start(port: number | undefined): Child {
    const waiting = this.#nextWaiting()
    if (waiting?.isReady === false) this.#wanted = 2
    const child = waiting ?? this.#open(port)
    child.go(port)
    while (this.#waiting.length < this.#wanted) this.#waiting.push(this.#open(port))
    return child
  }

  /** Gives a process that waits; what has ended, as one that the system has killed, does not. */
  #nextWaiting(): Child | undefined {
    let waiting = this.#waiting.shift()
    while (waiting?.isOver) waiting = this.#waiting.shift()
    return waiting
  }

  #open(port: number | undefined): Child {
    return new Child(this.#orders, {
      waits: this.#wanted > 0,
      port,
      watch: (files) => this.#watcher.add(files),
    })
  }

  #announce(path: string): void {
    process.stderr.write(` * Restarting, as ${relative(this.#orders.folder, path)} has changed\n`)
    // What a process read before it began to wait may be what has changed.
    if (!path.startsWith(ownFolder) && !path.endsWith('.json') && !this.#watcher.isExtra(path))
      return
    this.#killWaiting()
  }

  #killWaiting(): void {
    for (const child of this.#waiting.splice(0)) child.kill()
  }

  #stop(): void {
    if (this.#isStopping) return
    this.#isStopping = true
    this.#killWaiting()
    // What is shown in place of a child has nothing to finish.
    if (this.#child.isOver) process.exit(1)
    this.#child.stop()
  }
}

new Supervisor(JSON.parse(process.argv[2])).run()
