import { inspect } from 'node:util'

/** What stands in the place of a secret. */
export const HIDDEN = '(hidden)'

const MAX_DEPTH = 5
const secretName =
  /secret|pass(?:w|phrase)|pwd|token|(?:api|access|private|signing|encryption)[-_ ]?key|private|credential|auth(?!or)|authorization|cookie|csrf|xsrf|dsn|database[-\w]{0,30}ur[il]|salt|signature|bearer|jwt|otp(?![a-z])|session[-_]?id/i
// Names and schemes have a bound, so that a text is looked through in time by its length.
const inUrl = new RegExp(
  `([?&;][^=&#\\s?;]{0,100}?(?:${secretName.source})[^=&#\\s?;]*=)[^&#\\s"']+`,
  'gi',
)
const inAddress = /(\b[a-z][a-z\d+.-]{0,30}:\/\/[^\s/:@"'`]*:)[^\s/@"'`]+@/gi
const unseen = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Tells whether what has this name is not to be shown. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !name.startsWith('SESSION_COOKIE_')
}

/** Hides what must not be shown: what has the name of a secret, and the secrets of a configuration. */
export class Secrets {
  readonly #known: readonly string[]

  /** @param config Its secrets are hidden wherever they stand, as the source often has them too. */
  constructor(config: object) {
    const found = new Set<string>()
    for (const [key, value] of Object.entries(config)) collect(value, found, isSecretName(key))
    // One may be a part of another.
    this.#known = [...found].sort((one, other) => other.length - one.length)
  }

  /** Gives a text without its secrets, in which what cannot be seen or turns the order around is written out. */
  hide(text: string): string {
    const rest = this.#known.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text)
    return rest
      .replace(inAddress, `$1${HIDDEN}@`)
      .replace(inUrl, `$1${HIDDEN}`)
      .replace(unseen, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  }

  /** Shows a value by its name: texts as they are, all else as console.log does. */
  show(name: string, value: unknown): string {
    if (typeof value !== 'string') return this.showLiteral(name, value)
    return isSecretName(name) ? HIDDEN : this.hide(value)
  }

  /** Shows a value by its name as console.log does. */
  showLiteral(name: string, value: unknown): string {
    const isHarmless = value === null || value === undefined || typeof value === 'boolean'
    if (isSecretName(name) && !isHarmless && typeof value !== 'number') return HIDDEN
    return this.inspect(value)
  }

  /** Shows a value as console.log does. */
  inspect(value: unknown): string {
    return this.hide(inspect(masked(value, 0), { depth: MAX_DEPTH, breakLength: 80 }))
  }
}

function collect(value: unknown, found: Set<string>, isSecret = false, depth = 0): void {
  if (depth > MAX_DEPTH) return
  if (typeof value === 'string' && isSecret && value.length > 3) {
    for (const form of [value, JSON.stringify(value).slice(1, -1), value.replaceAll("'", "\\'")])
      found.add(form)
  } else if (value instanceof Uint8Array && isSecret && value.length > 3) {
    for (const encoding of ['utf8', 'hex', 'base64', 'base64url'] as const)
      found.add(Buffer.from(value).toString(encoding))
  } else if (Array.isArray(value) || isPlainObject(value)) {
    for (const [key, part] of Object.entries(value))
      collect(part, found, isSecret || isSecretName(key), depth + 1)
  }
}

/** Text that `inspect` shows without quotes. */
class Note {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  [inspect.custom](): string {
    return this.#text
  }
}

// Copies what has names, down to a depth: an instance of a class, such as a client, may hold anything.
function masked(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value
  if (Array.isArray(value)) return value.map((part) => masked(part, depth + 1))
  if (value instanceof Map) {
    return new Map([...value].map(([key, part]) => [key, maskedPart(String(key), part, depth)]))
  }
  if (isPlainObject(value)) {
    const pairs = Object.entries(value).map(([key, part]) => [key, maskedPart(key, part, depth)])
    return Object.fromEntries(pairs)
  }
  if (isText(value)) return value
  return new Note(inspect(value, { depth: -1, customInspect: false }))
}

function maskedPart(key: string, part: unknown, depth: number): unknown {
  return isSecretName(key) ? new Note(HIDDEN) : masked(part, depth + 1)
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function isText(value: object): boolean {
  return [Date, RegExp, URL, Set, Error].some((kind) => value instanceof kind)
}
