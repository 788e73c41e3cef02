import type { Secret } from '../../config/keys.ts'
import { deriveKey } from '../../signing/signer.ts'
import { configKeys, sameList } from './cookie-keys.ts'
import { Memo, Seal } from './seal.ts'

/** How many cookies are remembered twice over: of those that came, and of those that were sent. */
const COOKIES_VERIFIED = 16_384
const COOKIES_SENT = 8192

/** What is known of a cookie text whose signature was right. */
export interface Verified {
  readonly payload: string
  readonly signedAt: number
}

/** How keys are derived, and what signs. */
export interface SealingOptions {
  readonly salt: Buffer
  readonly derivation: string
  readonly digest: string
}

/** A seal, the keys that it was made of, and the cookies that are known to bear it. */
export class Sealing {
  readonly seal: Seal
  /** The cookies that came and were right. */
  readonly verified: Memo<Verified> = new Memo(COOKIES_VERIFIED)
  /** The cookies that were sent: apart, so that what no client sends back drives nothing out. */
  readonly sent: Memo<Verified> = new Memo(COOKIES_SENT)
  readonly #secret: Secret
  readonly #fallbacks: readonly Secret[]

  constructor(secret: Secret, fallbacks: readonly Secret[], options: SealingOptions) {
    const { salt, derivation, digest } = options
    const keys = configKeys([...fallbacks, secret])
    const derived = keys.map((key) => deriveKey(key, salt, derivation, digest))
    this.seal = new Seal(derived, digest)
    this.#secret = secret
    this.#fallbacks = [...fallbacks]
  }

  /** Tells whether it was made of these keys. */
  isOf(secret: Secret, fallbacks: readonly Secret[]): boolean {
    return secret === this.#secret && sameList(this.#fallbacks, fallbacks)
  }

  /** Gives what is known of a cookie text. */
  known(text: string): Verified | undefined {
    return this.verified.get(text) ?? this.sent.get(text)
  }
}
