import { createHmac, getHashes, timingSafeEqual } from 'node:crypto'
import { didYouMean, ValueError } from '../errors.ts'

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

/** Hashes whose name in Python does not say their length. */
const renamed: Readonly<Record<string, string>> = { blake2b: 'blake2b512', blake2s: 'blake2s256' }
const proven = new Set<string>()

/**
 * Gives Node's name of a hash; Python writes some in another way (`sha3_256`, `blake2b`).
 *
 * @throws ValueError When Node has no such hash.
 */
export function digestName(name: string): string {
  const own = renamed[name] ?? name.replaceAll('_', '-')
  if (proven.has(own)) return own
  try {
    createHmac(own, '')
  } catch (cause) {
    // Newer versions of Node know most hashes by several names.
    const names = getHashes()
    const near = didYouMean(name, [...names.filter((one) => !one.includes('-')), ...names])
    throw new ValueError(
      `Node has no hash "${name}".${near} crypto.getHashes() lists what there is.`,
      { cause },
    )
  }
  proven.add(own)
  return own
}
