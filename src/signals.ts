import { type Awaitable, isPromise } from './chain.ts'
import { hasMethod } from './guards.ts'
import { isPlainObject } from './options.ts'
import type { Response } from './response/response.ts'

/** A function that is told of a signal: who sent it, and what was sent with it. */
export type Receiver<Data> = (sender: never, data: Data) => unknown

/** A signal: functions connect to it and are called when it is sent. Flask's (blinker's) `Signal`. */
export class Signal<Data extends object = Record<string, unknown>> {
  readonly name: string
  /** What it is for, in words. */
  readonly doc: string | undefined
  /** Whether anything may be connected. A field, as it is asked for every request. */
  active = false
  /** Whether nobody is told, as `muted` runs. */
  isMuted = false
  #everyone: Receiver<Data>[] = []
  #bySender: Map<unknown, Receiver<Data>[]> | undefined

  /**
   * @param name The name.
   * @param doc What it is for, in words.
   */
  constructor(name = '', doc?: string) {
    this.name = name
    this.doc = doc
  }

  /**
   * Connects a function, which is called until it is disconnected. It is held strongly.
   *
   * @param receiver Called with the sender and the data.
   * @param given Only signals of this sender are passed on; every sender's without it. Or options:
   *   `sender`, and `weak`, which changes nothing.
   * @param _weak Changes nothing.
   */
  connect<F extends Receiver<Data>>(receiver: F, given?: unknown, _weak?: Weak): F {
    const sender = senderOf(given)
    const list = sender === undefined ? this.#everyone : this.#listOf(sender)
    if (!list.includes(receiver)) list.push(receiver)
    this.active = true
    return receiver
  }

  /**
   * Connects a function to the signals of one sender and gives the function back; without one it
   * gives a decorator.
   *
   * @param sender Whose signals are passed on.
   * @param receiver Called with the sender and the data.
   */
  connectVia<F extends Receiver<Data>>(sender: unknown, receiver: F): F
  connectVia(sender: unknown): <F extends Receiver<Data>>(receiver: F) => F
  connectVia(sender: unknown, receiver?: Receiver<Data>): unknown {
    const connect = (fn: Receiver<Data>) => this.connect(fn, unwrapped(sender))
    return receiver === undefined ? connect : connect(receiver)
  }

  /**
   * Connects a function while another one runs, until its promise settles if it is async, and gives
   * back that one's result.
   *
   * @param receiver Called with the sender and the data.
   * @param sender Only signals of this sender are passed on.
   * @param fn What to run meanwhile.
   */
  connectedTo<T>(receiver: Receiver<Data>, fn: () => T): T
  connectedTo<T>(receiver: Receiver<Data>, sender: unknown, fn: () => T): T
  connectedTo<T>(receiver: Receiver<Data>, sender: unknown, fn?: () => T): T {
    const work = fn ?? (sender as () => T)
    const from = fn === undefined ? undefined : senderOf(sender)
    this.connect(receiver, from)
    return whatever(work, () => this.disconnect(receiver, from))
  }

  /** Runs a function, and its promise, while nobody is told of the signal; gives back its result. */
  muted<T>(fn: () => T): T {
    this.isMuted = true
    return whatever(fn, () => {
      this.isMuted = false
    })
  }

  /** Disconnects a function; nothing happens when it was not connected. */
  disconnect(receiver: Receiver<Data>, given?: unknown): void {
    const sender = senderOf(given)
    if (sender === undefined) {
      remove(this.#everyone, receiver)
      for (const list of this.#bySender?.values() ?? []) remove(list, receiver)
    } else remove(this.#bySender?.get(unwrapped(sender)) ?? [], receiver)
    this.active = this.receivers.length > 0
  }

  /** Tells whether a signal of this sender would reach anybody. */
  hasReceiversFor(sender?: unknown): boolean {
    return this.receiversFor(sender).length > 0
  }

  /** The connected functions, in the order in which they are called. */
  get receivers(): readonly Receiver<Data>[] {
    return [...this.#everyone, ...[...(this.#bySender?.values() ?? [])].flat()]
  }

  /**
   * Calls the connected functions and gives what each returned.
   *
   * @param sender Who sends.
   * @param data What is sent along.
   * @throws TypeError When a function is async: send such signals with `sendAsync`.
   */
  send(sender?: unknown, data?: Data): [Receiver<Data>, unknown][] {
    if (!this.active || this.isMuted) return []
    return this.receiversFor(sender).map((receiver) => {
      const result = this.#call(receiver, sender, data)
      if (!isPromise(result)) return [receiver, result]
      result.then(undefined, () => undefined)
      throw new TypeError(
        `The receiver "${receiver.name || 'anonymous'}" of the signal "${this.name}" is async, and ` +
          'send() does not wait. Make it sync, or send the signal with sendAsync().',
      )
    })
  }

  /** Calls the connected functions one after the other, waiting for each, and gives what each returned. */
  async sendAsync(sender?: unknown, data?: Data): Promise<[Receiver<Data>, unknown][]> {
    const results: [Receiver<Data>, unknown][] = []
    if (this.isMuted) return results
    for (const receiver of this.receiversFor(sender)) {
      results.push([receiver, await this.#call(receiver, sender, data)])
    }
    return results
  }

  #call(receiver: Receiver<Data>, sender: unknown, data?: Data): unknown {
    return (receiver as (sender: unknown, data: object) => unknown)(sender, data ?? {})
  }

  /** Gives the functions that a signal of this sender reaches. */
  receiversFor(sender?: unknown): Receiver<Data>[] {
    const own = this.#bySender?.get(unwrapped(sender)) ?? []
    return [...this.#everyone, ...own.filter((receiver) => !this.#everyone.includes(receiver))]
  }

  #listOf(sender: unknown): Receiver<Data>[] {
    this.#bySender ??= new Map()
    const key = unwrapped(sender)
    const list = this.#bySender.get(key) ?? []
    this.#bySender.set(key, list)
    return list
  }
}

/** How blinker is told to hold a receiver; ours are held strongly in any case. */
export type Weak = boolean | { weak?: boolean }

/** Signals by name. Flask's (blinker's) `Namespace`. */
export class Namespace extends Map<string, Signal<Record<string, unknown>>> {
  /** Gives the signal of a name, the same one every time; `doc` says what a new one is for. */
  signal<Data extends object = Record<string, unknown>>(name: string, doc?: string): Signal<Data> {
    const found = this.get(name) ?? new Signal<Record<string, unknown>>(name, doc)
    this.set(name, found)
    return found as unknown as Signal<Data>
  }
}

// Blinker's keywords name the sender as well. An object with any other key is a sender itself.
function senderOf(given: unknown): unknown {
  if (!isPlainObject(given)) return given
  const names = Object.keys(given)
  const isOptions = names.length > 0 && names.every((name) => name === 'sender' || name === 'weak')
  return isOptions ? given.sender : given
}

// `currentApp` stands for the app: both are the same sender.
function unwrapped(sender: unknown): unknown {
  return hasMethod(sender, '_getCurrentObject') ? sender._getCurrentObject() : sender
}

function remove<T>(list: T[], item: T): void {
  const place = list.indexOf(item)
  if (place >= 0) list.splice(place, 1)
}

function whatever<T>(work: () => T, after: () => void): T {
  let result: Awaitable<T>
  try {
    result = work()
  } catch (error) {
    after()
    throw error
  }
  if (isPromise(result)) return Promise.resolve(result).finally(after) as T
  after()
  return result as T
}

const signals = new Namespace()
/** Is sent before a template is rendered, with `template` and `context`. */
export const beforeRenderTemplate: Signal<{
  template: { name?: string }
  context: Record<string, unknown>
}> = signals.signal('before-render-template')
/** Is sent after a template was rendered, with `template` and `context`. */
export const templateRendered: Signal<{
  template: { name?: string }
  context: Record<string, unknown>
}> = signals.signal('template-rendered')
/** Is sent when a request begins, before the first hook. */
export const requestStarted: Signal<object> = signals.signal('request-started')
/** Is sent when the response is ready, with `response`. */
export const requestFinished: Signal<{ response: Response }> = signals.signal('request-finished')
/** Is sent when a request ends, after the teardown functions, with `exc`. */
export const requestTearingDown: Signal<{ exc?: unknown }> = signals.signal('request-tearing-down')
/** Is sent when an error leaves a view or hook unhandled, with `exception`. */
export const gotRequestException: Signal<{ exception: unknown }> =
  signals.signal('got-request-exception')
/** Is sent when an app context ends, after its teardown functions, with `exc`. */
export const appContextTearingDown: Signal<{ exc?: unknown }> =
  signals.signal('appcontext-tearing-down')
/** Is sent when an app context begins. */
export const appContextPushed: Signal<object> = signals.signal('appcontext-pushed')
/** Is sent when an app context has ended. */
export const appContextPopped: Signal<object> = signals.signal('appcontext-popped')
/** Is sent when a message is flashed, with `message` and `category`. */
export const messageFlashed: Signal<{ message: unknown; category: string }> =
  signals.signal('message-flashed')
