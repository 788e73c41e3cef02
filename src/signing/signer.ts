import { createHash, createHmac } from 'node:crypto'
import { ValueError } from '../errors.ts'
import { readArguments } from '../options.ts'
import { digestName, HMACAlgorithm, type SigningAlgorithm } from './algorithm.ts'
import { type BytesLike, base64Decode, base64Encode, wantBytes } from './encoding.ts'
import { BadSignature } from './errors.ts'

/** One key, or several from the oldest to the newest: all verify, the last one signs. */
export type Secret = BytesLike | Iterable<BytesLike>

/** How the signing key is made from the secret key and the salt. */
export type KeyDerivation = 'concat' | 'django-concat' | 'hmac' | 'none'

/** What a `Signer` is told beside its secret. */
export interface SignerOptions {
  salt?: BytesLike | null
  sep?: BytesLike
  keyDerivation?: KeyDerivation | (string & {}) | null
  digestMethod?: string | null
  algorithm?: SigningAlgorithm | null
}

const parameters = ['salt', 'sep', 'keyDerivation', 'digestMethod', 'algorithm'] as const

/**
 * Signs text or bytes, and gives them back when the signature is right. itsdangerous `Signer`.
 *
 * `sign` and `unsign` give text for text and a Buffer for bytes.
 */
export class Signer {
  static defaultDigestMethod = 'sha1'
  static defaultKeyDerivation: KeyDerivation = 'django-concat'
  /** The keys, oldest first. */
  secretKeys: Buffer[]
  sep: Buffer
  salt: Buffer
  keyDerivation: string
  digestMethod: string
  algorithm: SigningAlgorithm

  /**
   * @param secretKey One key, or a list from the oldest to the newest.
   * @param args `salt` (default `itsdangerous.Signer`), `sep` (default `.`), `keyDerivation`,
   *   `digestMethod`, `algorithm`: by position, or by name in a last object.
   * @throws ValueError When a key is empty or the separator may be part of a signature.
   */
  constructor(secretKey: Secret, ...args: SignerArguments) {
    const own = this.constructor as typeof Signer
    const options: SignerOptions = readArguments(parameters, args, own.name)
    this.secretKeys = makeKeys(secretKey)
    this.sep = checkSeparator(options.sep ?? '.')
    this.salt = wantBytes(options.salt ?? 'itsdangerous.Signer')
    this.keyDerivation = options.keyDerivation ?? own.defaultKeyDerivation
    this.digestMethod = digestName(options.digestMethod ?? own.defaultDigestMethod)
    this.algorithm = options.algorithm ?? new HMACAlgorithm(this.digestMethod)
  }

  /** The newest key. */
  get secretKey(): Buffer {
    return this.secretKeys[this.secretKeys.length - 1]
  }

  /**
   * Gives the key that signs, made from a secret key and the salt.
   *
   * @param secretKey The secret; default the newest.
   * @throws TypeError When the key derivation is unknown.
   */
  deriveKey(secretKey?: BytesLike | null): Buffer {
    const secret = secretKey == null ? this.secretKey : wantBytes(secretKey)
    return deriveKey(secret, this.salt, this.keyDerivation, this.digestMethod)
  }

  /** Gives the signature of a value, as base64 text. */
  getSignature(value: BytesLike): string {
    return base64Encode(this.algorithm.getSignature(this.deriveKey(), wantBytes(value)))
  }

  /** Gives the value with its signature. */
  sign(value: string): string
  sign(value: Uint8Array): Buffer
  sign(value: BytesLike): string | Buffer
  sign(value: BytesLike): string | Buffer {
    const signature = this.getSignature(value)
    if (typeof value === 'string') return value + this.sep.toString() + signature
    return Buffer.concat([value, this.sep, Buffer.from(signature)])
  }

  /** Tells whether a signature (base64 text) belongs to a value under any of the keys. */
  verifySignature(value: BytesLike, signature: BytesLike): boolean {
    let bytes: Buffer
    try {
      bytes = base64Decode(signature)
    } catch {
      return false
    }
    const message = wantBytes(value)
    return this.secretKeys
      .toReversed()
      .some((secret) => this.algorithm.verifySignature(this.deriveKey(secret), message, bytes))
  }

  /**
   * Gives the value without its signature.
   *
   * @throws BadSignature When the signature is missing or wrong; it has the `payload`.
   */
  unsign(signedValue: string): string
  unsign(signedValue: Uint8Array): Buffer
  unsign(signedValue: BytesLike): string | Buffer
  unsign(signedValue: BytesLike): string | Buffer {
    return this.open(signedValue)
  }

  /** Does the work of `unsign`, for subclasses. */
  protected open(signedValue: BytesLike): string | Buffer {
    const bytes = wantBytes(signedValue)
    const place = bytes.lastIndexOf(this.sep)
    if (place < 0) {
      throw new BadSignature(`There is no signature: "${this.sep}" does not occur in the value.`)
    }
    const value = bytes.subarray(0, place)
    const payload = typeof signedValue === 'string' ? value.toString() : value
    const signature = bytes.subarray(place + this.sep.length)
    if (this.verifySignature(value, signature)) return payload
    throw new BadSignature(`The signature "${signature}" does not match.`, payload)
  }

  /** Tells whether a signed value has a right signature. */
  validate(signedValue: BytesLike): boolean {
    try {
      this.unsign(signedValue)
      return true
    } catch (error) {
      if (error instanceof BadSignature) return false
      throw error
    }
  }
}

/** The arguments of `Signer` after the secret. */
export type SignerArguments =
  | []
  | [SignerOptions]
  | [salt: BytesLike | null, options?: SignerOptions]
  | [salt: BytesLike | null, sep: BytesLike, options?: SignerOptions]

/** Gives the key that signs. */
export function deriveKey(
  secret: Buffer,
  salt: Buffer,
  derivation: string,
  digestMethod: string,
): Buffer {
  const digest = digestName(digestMethod)
  switch (derivation) {
    case 'concat':
      return createHash(digest).update(salt).update(secret).digest()
    case 'django-concat':
      return createHash(digest).update(salt).update('signer').update(secret).digest()
    case 'hmac':
      return createHmac(digest, secret).update(salt).digest()
    case 'none':
      return secret
  }
  throw new TypeError(
    `There is no key derivation "${derivation}". Use "concat", "django-concat", "hmac" or "none".`,
  )
}

/** Gives the keys as bytes, oldest first, and refuses none at all and empty ones. */
export function makeKeys(secret: Secret): Buffer[] {
  const one = typeof secret === 'string' || secret instanceof Uint8Array
  const keys = one ? [wantBytes(secret)] : Array.from(secret, wantBytes)
  if (keys.length === 0) throw new ValueError('There is no secret key. Give at least one.')
  if (keys.some((key) => key.length === 0)) {
    throw new ValueError(
      'A secret key is empty, so anyone could make its signatures. Give a long random key.',
    )
  }
  return keys
}

const signatureCharacters = Buffer.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=',
)

function checkSeparator(separator: BytesLike): Buffer {
  const bytes = wantBytes(separator)
  if (!signatureCharacters.includes(bytes)) return bytes
  throw new ValueError(
    `The separator "${bytes}" cannot be used, because a signature may contain it. ` +
      'Choose something other than ASCII letters, digits, "-", "_" and "=".',
  )
}
