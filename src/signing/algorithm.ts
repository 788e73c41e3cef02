import { createHmac, timingSafeEqual } from 'node:crypto'

/** Makes and checks signatures over bytes. itsdangerous `SigningAlgorithm`. */
export abstract class SigningAlgorithm {
  /** Gives the signature of a value under a key. */
  abstract getSignature(key: Buffer, value: Buffer): Buffer

  /** Tells, in constant time, whether a signature belongs to a value. */
  verifySignature(key: Buffer, value: Buffer, signature: Buffer): boolean {
    const expected = this.getSignature(key, value)
    return expected.length === signature.length && timingSafeEqual(expected, signature)
  }
}

/** Signs nothing: the signature is empty. itsdangerous `NoneAlgorithm`. */
export class NoneAlgorithm extends SigningAlgorithm {
  override getSignature(): Buffer {
    return Buffer.alloc(0)
  }
}

/** Signs with an HMAC. itsdangerous `HMACAlgorithm`. */
export class HMACAlgorithm extends SigningAlgorithm {
  static defaultDigestMethod = 'sha1'
  readonly digestMethod: string

  /** @param digestMethod Node's name of the hash; default `sha1`. */
  constructor(digestMethod?: string | null) {
    super()
    const own = this.constructor as typeof HMACAlgorithm
    this.digestMethod = digestName(digestMethod ?? own.defaultDigestMethod)
  }

  override getSignature(key: Buffer, value: Buffer): Buffer {
    return createHmac(this.digestMethod, key).update(value).digest()
  }
}

/** Gives Node's name of a hash; Python writes some with an underscore (`sha3_256`). */
export function digestName(name: string): string {
  return name.replaceAll('_', '-')
}
