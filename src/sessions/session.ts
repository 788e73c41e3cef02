import { inspect } from 'node:util'
import { currentContext } from '../context/context.ts'
import { didYouMean, KeyError, RuntimeError } from '../errors.ts'
import { isIterable } from '../guards.ts'
import { REPR, type Repr } from '../python/protocol.ts'

/** What a session can be made of. */
export type SessionInit = Readonly<Record<string, unknown>> | Iterable<readonly [string, unknown]>

/** Where a session keeps what belongs to the machinery and not to the data. */
export const STATE: unique symbol = Symbol('session state')

/** What happened to a session since it was opened. */
export interface SessionState {
  /** What `modified` says; undefined is the default of the class. */
  modified: boolean | undefined
  /** Whether `modified` was set to false by hand: then a change inside a value does not count. */
  pinned: boolean
  /** Whether a value that can be changed from outside has been handed out. */
  exposed: boolean
  /** The text that the session was read from. */
  origin: string | undefined
  /** When its cookie was signed, in seconds. */
  signedAt: number | undefined
  /** Set once the session was saved: then a change would be lost. In debug it is where that was. */
  savedAt: true | Error | undefined
}

/**
 * A session: a dictionary of data, and what happened to it. Flask's `SessionMixin`, with the
 * methods of the dictionary, so that a class of your own extends this alone.
 */
export class SessionMixin implements Iterable<[string, unknown]> {
  readonly #data: Map<string, unknown>
  readonly [STATE]: SessionState = {
    modified: undefined,
    pinned: false,
    exposed: false,
    origin: undefined,
    signedAt: undefined,
    savedAt: undefined,
  }
  /** Whether the request used the session: then the answer varies by cookie. */
  accessed = false
  /** Whether the session was made by this request, where that is known; default false. */
  new = false
  /** Whether the data changed. True unless the class can tell. */
  declare modified: boolean
  /** Whether the session outlives the browser: kept in the data as `_permanent`. */
  declare permanent: boolean

  /** @param init The data: an object, a Map or pairs. Default empty. */
  constructor(init?: SessionInit | null) {
    this.#data = readData(init)
  }

  /** The number of keys. */
  get size(): number {
    return this.#data.size
  }

  /**
   * Gives a value.
   *
   * @param key The name.
   * @param fallback What to give when it is missing; default undefined.
   */
  // biome-ignore lint/suspicious/noExplicitAny: what a session holds is known to the app alone.
  get(key: string, fallback?: unknown): any {
    const value = this.#data.get(key)
    if (value === undefined) return this.#data.has(key) ? value : fallback
    if (typeof value === 'object') this[STATE].exposed = true
    return value
  }

  /** Tells whether there is a key. */
  has(key: string): boolean {
    return this.#data.has(key)
  }

  /** Stores a value. */
  set(key: string, value: unknown): void {
    this.#data.set(key, value)
    this.modified = true
  }

  /** Removes a key, and tells whether it was there. */
  delete(key: string): boolean {
    const found = this.#data.delete(key)
    if (found) this.modified = true
    return found
  }

  /**
   * Removes a key and gives its value.
   *
   * @param key The name.
   * @param fallback What to give when it is missing.
   * @throws KeyError When it is missing and there is no fallback.
   */
  pop(key: string, ...fallback: [unknown?]): unknown {
    if (!this.#data.has(key)) {
      if (fallback.length > 0) return fallback[0]
      throw missingKey(key, this)
    }
    const value = this.#data.get(key)
    this.#data.delete(key)
    this.modified = true
    return value
  }

  /**
   * Removes the newest key and gives it with its value.
   *
   * @throws KeyError When the session is empty.
   */
  popItem(): [string, unknown] {
    const last = [...this.#data].at(-1)
    if (last === undefined) throw new KeyError('The session is empty, so popItem has no item.')
    this.#data.delete(last[0])
    this.modified = true
    return last
  }

  /**
   * Gives a value, and stores one first when it is missing.
   *
   * @param key The name.
   * @param value What to store; default null.
   */
  setDefault(key: string, value: unknown = null): unknown {
    if (!this.#data.has(key)) this.set(key, value)
    return this.get(key)
  }

  /** Stores what an object, a Map or pairs hold. */
  update(values: SessionInit): void {
    for (const [key, value] of readData(values)) this.#data.set(key, value)
    this.modified = true
  }

  /** Removes everything. */
  clear(): void {
    this.#data.clear()
    this.modified = true
  }

  /** Gives the keys, oldest first. */
  keys(): IterableIterator<string> {
    return this.#data.keys()
  }

  /** Gives the values, oldest first. */
  values(): IterableIterator<unknown> {
    this[STATE].exposed = true
    return this.#data.values()
  }

  /** Gives the keys with their values, oldest first. */
  entries(): IterableIterator<[string, unknown]> {
    this[STATE].exposed = true
    return this.#data.entries()
  }

  [Symbol.iterator](): IterableIterator<[string, unknown]> {
    return this.entries()
  }

  /** Gives the data as an object. */
  toJSON(): Record<string, unknown> {
    return Object.fromEntries(this.#data)
  }

  [REPR](repr: Repr): string {
    return `<${this.constructor.name} ${repr(this.toJSON())}>`
  }

  [inspect.custom](_depth: number, options: object): string {
    return `${this.constructor.name} ${inspect(this.toJSON(), options)}`
  }
}

// As accessors behind declared fields, so that a subclass may have fields of these names.
Object.defineProperties(SessionMixin.prototype, {
  modified: {
    configurable: true,
    get(this: SessionMixin): boolean {
      return this[STATE].modified ?? true
    },
    set(this: SessionMixin, value: boolean) {
      const state = this[STATE]
      if (value && state.savedAt !== undefined) throw tooLate(state.savedAt)
      state.modified = Boolean(value)
      state.pinned = !state.modified
    },
  },
  permanent: {
    configurable: true,
    get(this: SessionMixin): boolean {
      return Boolean(this.get('_permanent', false))
    },
    set(this: SessionMixin, value: boolean) {
      this.set('_permanent', Boolean(value))
    },
  },
})

/** The session of a signed cookie. Its `modified` tells the truth. Flask's `SecureCookieSession`. */
export class SecureCookieSession extends SessionMixin {
  constructor(init?: SessionInit | null) {
    super(init)
    this[STATE].modified = false
  }
}

/** The session of an app without a secret key: empty, and writing fails. Flask's `NullSession`. */
export class NullSession extends SecureCookieSession {
  override set(_key: string, _value: unknown): void {
    throw noSecret()
  }
  override delete(_key: string): boolean {
    throw noSecret()
  }
  override pop(_key: string, ..._fallback: [unknown?]): unknown {
    throw noSecret()
  }
  override popItem(): [string, unknown] {
    throw noSecret()
  }
  override setDefault(_key: string, _value?: unknown): unknown {
    throw noSecret()
  }
  override update(_values: SessionInit): void {
    throw noSecret()
  }
  override clear(): void {
    throw noSecret()
  }
}

/** Says that a session has no such key, and how to ask for one that may be missing. */
export function missingKey(key: string, session: SessionMixin): KeyError {
  const near = didYouMean(key, session.keys())
  const otherwise = `Use session.get("${key}") or "${key}" in session for what may be missing.`
  return new KeyError(`The session has no "${key}".${near} ${meantMethod(key) ?? otherwise}`)
}

// What other frameworks call them.
const methods = 'get set has pop popItem delete setDefault update clear entries keys values'.split(
  ' ',
)

function meantMethod(key: string): string | undefined {
  if (key === 'save') return 'It is saved by itself, before the answer is sent.'
  if (key === 'destroy' || key === 'reset') return 'session.clear() empties it.'
  const plain = (word: string): string => word.replaceAll('_', '').toLowerCase()
  const found = methods.find((method) => plain(method) === plain(key))
  return found === undefined ? undefined : `Did you mean session.${found}()?`
}

function tooLate(saved: true | Error): RuntimeError {
  return new RuntimeError(
    'The session was changed after it had been saved into the response, so the change is lost. ' +
      'Change it before the view returns; a stream can only read it. ' +
      "SESSION_LATE_WRITES = 'ignore' is Flask's silence.",
    saved === true ? {} : { cause: saved },
  )
}

function noSecret(): RuntimeError {
  const misnamed = misnamedKey(currentContext()?.app)
  return new RuntimeError(
    'The session is unavailable because no secret key was set. ' +
      (misnamed === undefined
        ? `Set app.secretKey to something random and secret, such as the output of: node -p "crypto.randomBytes(32).toString('hex')"`
        : `There is ${misnamed}: the names are app.secretKey and app.config.SECRET_KEY.`),
  )
}

function misnamedKey(app: object | undefined): string | undefined {
  const { config = {} } = (app ?? {}) as { config?: object }
  const looksLike = (name: string): boolean => /^_*se?cre?e?t_*(?:key)?$/i.test(name)
  const set = (place: object): string | undefined =>
    Object.keys(place).find(
      (name) => name !== 'SECRET_KEY' && looksLike(name) && Object(place)[name] !== null,
    )
  const key = set(config)
  if (key !== undefined) return `app.config.${key}`
  const field = app === undefined ? undefined : set(app)
  return field && `app.${field}`
}

function readData(init: SessionInit | null | undefined): Map<string, unknown> {
  if (init == null) return new Map()
  if (isIterable<readonly [string, unknown]>(init)) return new Map(init)
  const data = new Map<string, unknown>()
  for (const key of Object.keys(init)) data.set(key, init[key])
  return data
}
