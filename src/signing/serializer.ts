import { isUtf8 } from 'node:buffer'
import { isPlainObject, readArguments } from '../options.ts'
import { type BytesLike, wantBytes } from './encoding.ts'
import { BadData, BadPayload, BadSignature } from './errors.ts'
import { readJson, spacedStyle, writeJson } from './json-text.ts'
import {
  makeKeys,
  type Secret,
  Signer,
  type SignerArguments,
  type SignerOptions,
} from './signer.ts'

/** Turns values into text or bytes and back. */
export interface DataSerializer {
  dumps(value: unknown, options?: object): string | Uint8Array
  loads(text: never): unknown
}

/** A class of signers. */
export type SignerClass = new (secretKey: Secret, ...args: SignerArguments) => Signer

/** A signer to try when the first refuses: its options, its class, or both. */
export type FallbackSigner = SignerOptions | SignerClass | readonly [SignerClass, SignerOptions]

/** What a `Serializer` is told beside its secret. */
export interface SerializerOptions {
  salt?: BytesLike | null
  serializer?: DataSerializer | null
  serializerKwargs?: object | null
  signer?: SignerClass | null
  signerKwargs?: SignerOptions | null
  fallbackSigners?: readonly FallbackSigner[] | null
}

/** The arguments of a serializer after the secret. */
export type SerializerArguments =
  | []
  | [SerializerOptions]
  | [salt: BytesLike | null, options?: SerializerOptions]
  | [salt: BytesLike | null, serializer: DataSerializer, options?: SerializerOptions]

const parameters = [
  'salt',
  'serializer',
  'serializerKwargs',
  'signer',
  'signerKwargs',
  'fallbackSigners',
] as const

/** JSON as Python's `json` module writes it. */
export const pythonJson: DataSerializer = {
  dumps: (value) => writeJson(value, spacedStyle),
  loads: (text: string) => readJson(text),
}

/** Writes values as signed JSON text, and reads them when the signature is right. itsdangerous `Serializer`. */
export class Serializer {
  /** The class, as subclasses may set its statics. */
  declare ['constructor']: typeof Serializer
  static defaultSerializer: DataSerializer = pythonJson
  static defaultSigner: SignerClass = Signer
  static defaultFallbackSigners: readonly FallbackSigner[] = []
  /** The keys, oldest first. */
  secretKeys: Buffer[]
  salt: BytesLike | null
  serializer: DataSerializer
  serializerKwargs: object
  signer: SignerClass
  signerKwargs: SignerOptions
  fallbackSigners: readonly FallbackSigner[]
  readonly isTextSerializer: boolean

  /**
   * @param secretKey One key, or a list from the oldest to the newest.
   * @param args `salt` (default `itsdangerous`), `serializer` (anything with `dumps` and `loads`),
   *   `serializerKwargs`, `signer`, `signerKwargs`, `fallbackSigners`: by position, or by name in
   *   a last object.
   */
  constructor(secretKey: Secret, ...args: SerializerArguments) {
    const own = this.constructor
    const options: SerializerOptions = readArguments(parameters, args, own.name)
    this.secretKeys = makeKeys(secretKey)
    this.salt = options.salt === undefined ? 'itsdangerous' : options.salt
    this.serializer = options.serializer ?? own.defaultSerializer
    this.serializerKwargs = options.serializerKwargs ?? {}
    this.signer = options.signer ?? own.defaultSigner
    this.signerKwargs = options.signerKwargs ?? {}
    this.fallbackSigners = options.fallbackSigners ?? own.defaultFallbackSigners
    this.isTextSerializer = isTextSerializer(this.serializer)
  }

  /** The newest key. */
  get secretKey(): Buffer {
    return this.secretKeys[this.secretKeys.length - 1]
  }

  /**
   * Gives the value of payload bytes.
   *
   * @param payload The payload, without time and signature.
   * @param serializer Another serializer than the own one.
   * @throws BadPayload When it cannot be read.
   */
  loadPayload(payload: BytesLike, serializer: DataSerializer = this.serializer): unknown {
    const asText =
      serializer === this.serializer ? this.isTextSerializer : isTextSerializer(serializer)
    const bytes = wantBytes(payload)
    try {
      if (!asText) return serializer.loads(bytes as never)
      if (!isUtf8(bytes)) throw new TypeError('The payload is not UTF-8 text.')
      return serializer.loads(bytes.toString('utf8') as never)
    } catch (error) {
      throw new BadPayload(
        'The payload could not be read: its content is not what was expected.',
        error,
      )
    }
  }

  /** Gives the payload bytes of a value. */
  dumpPayload(value: unknown): Buffer {
    return wantBytes(this.serializer.dumps(value, this.serializerKwargs))
  }

  /** Gives a signer over the keys, with the own salt or another. */
  makeSigner(salt: BytesLike | null = this.salt): Signer {
    return new this.signer(this.secretKeys, { ...this.signerKwargs, salt })
  }

  /** Gives every signer that may have signed: the own one first, then the fallbacks with each key. */
  *iterUnsigners(salt: BytesLike | null = this.salt): IterableIterator<Signer> {
    yield this.makeSigner(salt)
    for (const fallback of this.fallbackSigners) {
      const [type, options] = this.readFallback(fallback)
      for (const secret of this.secretKeys) yield new type(secret, { ...options, salt })
    }
  }

  private readFallback(fallback: FallbackSigner): readonly [SignerClass, SignerOptions] {
    if (typeof fallback === 'function') return [fallback, this.signerKwargs]
    return isPair(fallback) ? fallback : [this.signer, fallback]
  }

  /** Gives the signed text of a value, or bytes when the serializer gives bytes. */
  dumps(value: unknown, salt?: BytesLike | null | { salt?: BytesLike | null }): string {
    const given: { salt?: BytesLike | null } = readArguments(['salt'], [salt], 'dumps')
    const signed = this.makeSigner(given.salt ?? this.salt).sign(this.dumpPayload(value))
    return (this.isTextSerializer ? signed.toString('utf8') : signed) as string
  }

  /** Writes the signed text of a value to anything with `write`. */
  dump(value: unknown, target: { write(text: string): unknown }, salt?: BytesLike | null): void {
    target.write(this.dumps(value, salt))
  }

  /**
   * Gives the value of a signed text, as the type that the caller names.
   *
   * @param signed The text or bytes that `dumps` gave.
   * @param args `salt`, by place or by name.
   * @throws BadSignature When no signer accepts it.
   * @throws BadPayload When the signature is right and the content cannot be read.
   */
  loads<T = unknown>(signed: BytesLike, ...args: unknown[]): T {
    const given: { salt?: BytesLike | null } = readArguments(['salt'], args, 'loads')
    return this.tryEach(given.salt, (signer) => this.loadPayload(signer.unsign(signed))) as T
  }

  /** Gives what the first signer that does not refuse gives. */
  protected tryEach(
    salt: BytesLike | null | undefined,
    read: (signer: Signer) => unknown,
  ): unknown {
    let last: unknown
    for (const signer of this.iterUnsigners(salt ?? this.salt)) {
      try {
        return read(signer)
      } catch (error) {
        if (!this.isRefusal(error)) throw error
        last = error
      }
    }
    throw last
  }

  /** Tells whether an error of one signer lets the next one try. */
  protected isRefusal(error: unknown): boolean {
    return error instanceof BadSignature
  }

  /** Gives the value that anything with `read` holds. */
  load(source: { read(): BytesLike }, ...args: unknown[]): unknown {
    return this.loads(source.read(), ...args)
  }

  /**
   * Gives `[valid, value]` without insisting on the signature, for debugging only. A bad
   * signature gives `[false, value]` when the payload can be read, else `[false, undefined]`.
   */
  loadsUnsafe(signed: BytesLike, ...args: unknown[]): [boolean, unknown] {
    try {
      return [true, this.loads(signed, ...args)]
    } catch (error) {
      if (!(error instanceof BadSignature)) throw error
      return [false, this.loadRefused(error)]
    }
  }

  private loadRefused(error: BadSignature): unknown {
    if (error.payload === undefined) return undefined
    try {
      return this.loadPayload(error.payload)
    } catch (failure) {
      if (failure instanceof BadData) return undefined
      throw failure
    }
  }

  /** Like `loadsUnsafe`, from anything with `read`. */
  loadUnsafe(source: { read(): BytesLike }, ...args: unknown[]): [boolean, unknown] {
    return this.loadsUnsafe(source.read(), ...args)
  }
}

function isPair(fallback: object): fallback is readonly [SignerClass, SignerOptions] {
  return Array.isArray(fallback) && !isPlainObject(fallback)
}

function isTextSerializer(serializer: DataSerializer): boolean {
  return typeof serializer.dumps({}) === 'string'
}
