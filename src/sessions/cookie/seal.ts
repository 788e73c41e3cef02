import { timingSafeEqual } from 'node:crypto'
import { base64Decode, bytesToInt, intToBytes } from '../../signing/encoding.ts'
import { type Hmac, hmac } from './hmac.ts'

/** What a sealed text held. */
export interface Unsealed {
  /** The text between the signature and the outside: payload, still in its base64. */
  readonly payload: string
  /** When it was signed, in seconds. */
  readonly signedAt: number
}

/** Signs and checks cookie texts with keys that were derived once. */
export class Seal {
  readonly #keys: readonly Hmac[]
  readonly #left: Buffer
  readonly #right: Buffer
  #stamp = ''
  #stampedAt = Number.NaN

  /**
   * @param keys The derived keys, oldest first; the last one signs.
   * @param digest Node's name of the hash.
   */
  constructor(keys: readonly Buffer[], digest: string) {
    this.#keys = keys.map((key) => hmac(digest, key))
    const { length } = this.#keys[0]('')
    this.#left = Buffer.alloc(length)
    this.#right = Buffer.alloc(length)
  }

  /** Gives the sealed text of a payload. */
  seal(payload: string, now: number): string {
    const seconds = Math.floor(now)
    if (seconds !== this.#stampedAt) {
      this.#stamp = intToBytes(Math.max(0, seconds)).toString('base64url')
      this.#stampedAt = seconds
    }
    const message = `${payload}.${this.#stamp}`
    return `${message}.${this.#keys[this.#keys.length - 1](message)}`
  }

  /**
   * Gives what a sealed text holds, or undefined when no key has signed it.
   *
   * @param text The text.
   * @param strict Whether only one spelling of the signature counts; else as itsdangerous reads it.
   */
  open(text: string, strict: boolean): Unsealed | undefined {
    const end = text.lastIndexOf('.')
    const middle = end > 0 ? text.lastIndexOf('.', end - 1) : -1
    if (middle < 0) return undefined
    const message = text.slice(0, end)
    const given = text.slice(end + 1)
    const signature = strict ? given : respell(given)
    if (signature.length !== this.#left.length) return undefined
    this.#left.write(signature, 'latin1')
    const newest = this.#keys.length - 1
    for (let index = newest; index >= 0; index--) {
      this.#right.write(this.#keys[index](message), 'latin1')
      if (!timingSafeEqual(this.#left, this.#right)) continue
      const signedAt = readStamp(text.slice(middle + 1, end))
      if (signedAt === undefined) return undefined
      return { payload: text.slice(0, middle), signedAt }
    }
    return undefined
  }
}

function respell(signature: string): string {
  try {
    return base64Decode(signature).toString('base64url')
  } catch {
    return ''
  }
}

function readStamp(text: string): number | undefined {
  try {
    return Number(bytesToInt(base64Decode(text)))
  } catch {
    return undefined
  }
}

/** Characters of texts and values that a `Memo` holds for each text that it may hold. */
const CHARACTERS_A_TEXT = 512

/** Remembers what was found out about the latest texts, within bounds. */
export class Memo<Value extends { readonly payload: string }> {
  readonly #most: number
  #young: Map<string, Value> = new Map()
  #old: Map<string, Value> = new Map()
  #characters = 0

  /** @param most The most texts that one of the two halves holds. */
  constructor(most: number) {
    this.#most = most
  }

  /** Gives what is known of a text. */
  get(text: string): Value | undefined {
    const value = this.#young.get(text)
    if (value !== undefined) return value
    const older = this.#old.get(text)
    if (older !== undefined) this.set(text, older)
    return older
  }

  /** Remembers something of a text. */
  set(text: string, value: Value): void {
    this.#young.set(text, value)
    this.#characters += text.length + value.payload.length
    if (this.#young.size < this.#most && this.#characters < this.#most * CHARACTERS_A_TEXT) return
    this.#old = this.#young
    this.#young = new Map()
    this.#characters = 0
  }
}
