import type { App } from '../app.ts'
import { hasMethod } from '../guards.ts'
import { httpDate } from '../http/dates.ts'
import type { Response } from '../response/response.ts'
import { jsonText } from './text.ts'

/** How `dumps` writes. */
export interface DumpOptions {
  /** How many spaces, or which text, a level is indented by; everything on one line unless given. */
  indent?: number | string | null
  /** Whether keys are sorted; the provider's `sortKeys` unless given. */
  sortKeys?: boolean
  /** Whether all but ASCII is written as escapes; the provider's `ensureAscii` unless given. */
  ensureAscii?: boolean
  /** What stands between items and after keys: `[',', ':']`. */
  separators?: readonly [string, string]
}

/** How the app reads and writes JSON. Flask's `DefaultJSONProvider`; subclass it and set `app.json`. */
export class DefaultJSONProvider {
  /** Whether keys are sorted. */
  sortKeys = false
  /** Whether all but ASCII is written as escapes. */
  ensureAscii = false
  /** Whether a Date is written as HTTP writes it ("Tue, 14 Nov 2023 22:13:20 GMT"), as Flask does. */
  httpDates = false
  /** Whether responses have no spaces: true, false for an indent of 2, undefined for that in debug only. */
  compact: boolean | null | undefined = undefined
  /** Whether `dumps` puts a space after `,` and `:`, as Python does. */
  spaced = false
  /** The media type of responses. */
  mimetype = 'application/json'

  readonly #app: App
  readonly #plainDefault: boolean

  constructor(app: App) {
    this.#app = app
    this.#plainDefault = this.default === DefaultJSONProvider.prototype.default
  }

  /**
   * Turns a value that JSON has no form for into one that it has. Called for every object that is
   * neither plain nor an array, and for bigint.
   *
   * @param value The value.
   * @throws TypeError When there is no form for it.
   */
  default(value: unknown): unknown {
    if (value instanceof Date) return this.httpDates ? httpDate(value) : value.toJSON()
    if (typeof value === 'bigint') return smallBigInt(value)
    if (hasMethod(value, 'toJSON')) return value.toJSON()
    if (hasMethod(value, '__html__')) return value.__html__()
    if (typeof value === 'symbol' || typeof value === 'function') {
      throw new TypeError(`A ${typeof value} has no form in JSON.`)
    }
    if (value instanceof Map || value instanceof Set) {
      throw new TypeError(
        `A ${value.constructor.name} has no form in JSON. Convert it first, with Object.fromEntries(map) or [...set].`,
      )
    }
    return dataOf(value as object)
  }

  /**
   * Writes a value as JSON.
   *
   * @param value The value.
   * @param options `indent`, `sortKeys`, `ensureAscii`, `separators`.
   * @throws TypeError When something in it has no form in JSON.
   */
  dumps(value: unknown, options: DumpOptions = {}): string {
    const sortKeys = options.sortKeys ?? this.sortKeys
    const ensureAscii = options.ensureAscii ?? this.ensureAscii
    const indent = options.indent ?? undefined
    const own = sortKeys || ensureAscii || this.httpDates || this.spaced || options.separators
    return !own && this.#plainDefault
      ? plainText(value, indent, this)
      : this.#ownText(value, { ...options, sortKeys, ensureAscii })
  }

  #ownText(
    value: unknown,
    options: DumpOptions & { sortKeys: boolean; ensureAscii: boolean },
  ): string {
    const { sortKeys, ensureAscii } = options
    const indent = options.indent ?? undefined
    const spaced = this.spaced && indent === undefined
    const separators =
      options.separators ??
      (indent !== undefined ? [',', ': '] : spaced ? [', ', ': '] : [',', ':'])
    return jsonText(value, {
      sortKeys,
      ensureAscii,
      separators,
      indent: typeof indent === 'number' ? ' '.repeat(indent) : indent,
      convert: (odd) => this.default(odd),
    })
  }

  /**
   * Reads JSON.
   *
   * @param text Text or bytes.
   * @throws SyntaxError When it is not JSON.
   */
  loads(text: string | Uint8Array): unknown {
    return JSON.parse(typeof text === 'string' ? text : Buffer.from(text).toString('utf8'))
  }

  /** Makes a JSON response of one value, of several as an array, of none as null. */
  response(...values: unknown[]): Response {
    const value = values.length === 1 ? values[0] : values.length === 0 ? null : values
    const options = (this.compact ?? !this.#app.debug) ? (this.spaced ? tight : {}) : indented
    const { responseClass } = this.#app
    const { mimetype } = this
    return new responseClass(`${this.dumps(value, options)}\n`, null, null, { mimetype })
  }
}

const indented: DumpOptions = { indent: 2 }
const tight: DumpOptions = { separators: [',', ':'] }

function plainText(
  value: unknown,
  indent: number | string | undefined,
  provider: DefaultJSONProvider,
): string {
  // A replacer is called for every key and costs more than the rest: most values need none.
  // Without any further argument V8 writes twice as fast.
  if (isPlainData(value))
    return indent === undefined ? JSON.stringify(value) : JSON.stringify(value, null, indent)
  return convertedText(value, indent, provider)
}

// What JSON.stringify writes as nothing is refused, not sent as an empty body.
function convertedText(
  value: unknown,
  indent: number | string | undefined,
  provider: DefaultJSONProvider,
): string {
  const replacer = (_key: string, inner: unknown): unknown =>
    hasNoForm(inner) || (typeof inner === 'object' && inner !== null && isInstance(inner))
      ? provider.default(inner)
      : inner
  const text = JSON.stringify(value, replacer, indent)
  if (text === undefined)
    throw new TypeError(`A value of type ${typeof value} has no form in JSON.`)
  return text
}

const deepest = 100
// Values that go round in circles have ways without end.
const mostContainers = 1_000_000
let containersLeft = 0

function isPlainData(value: unknown): boolean {
  containersLeft = mostContainers
  if (typeof value !== 'object' || value === null) return value !== undefined && !hasNoForm(value)
  return holdsPlainData(value, 0)
}

// What is too deep, or goes round in circles, is left to JSON.stringify to say.
function holdsPlainData(container: object, depth: number): boolean {
  if (depth > deepest || --containersLeft < 0) return false
  if (Array.isArray(container)) {
    // By index, as an iterator costs more than all else here.
    for (let index = 0; index < container.length; index++) {
      if (!fits(container[index], depth)) return false
    }
    return true
  }
  if (isInstance(container)) return false
  for (const key in container) {
    if (!fits((container as Record<string, unknown>)[key], depth)) return false
  }
  return true
}

function fits(item: unknown, depth: number): boolean {
  if (typeof item === 'object') return item === null || holdsPlainData(item, depth + 1)
  return !hasNoForm(item)
}

function dataOf(value: object): object {
  if (value instanceof Promise) {
    throw new TypeError(
      'A promise stands among the data for JSON, in place of what it promises. Did you forget await?',
    )
  }
  const data = { ...value }
  if (Object.keys(data).length > 0 || !isOfClass(value)) return data
  throw new TypeError(
    `The object of the class "${value.constructor?.name}" has no data of its own, and so no form in JSON. Give the class a toJSON() method.`,
  )
}

// A copy of JSON that names "__proto__" has data for a prototype, which must not fail the answer.
function isOfClass(value: object): boolean {
  const prototype: object = Object.getPrototypeOf(value)
  return typeof Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value === 'function'
}

function hasNoForm(value: unknown): boolean {
  return typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function'
}

function isInstance(value: object): boolean {
  if (Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype !== Object.prototype && prototype !== null
}

function smallBigInt(value: bigint): number {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  throw new TypeError(
    `The integer ${value} is too large for a number in JSON. Write it as text: String(value).`,
  )
}
