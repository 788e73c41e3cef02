import { readArguments } from '../options.ts'
import type { BytesLike } from './encoding.ts'
import { SignatureExpired } from './errors.ts'
import { Serializer, type SignerClass } from './serializer.ts'
import { TimestampSigner, type UnsignOptions } from './timed.ts'

/** The arguments of a timed `loads` after the text that ask for the time as well. */
export type StampedArguments =
  | [options: UnsignOptions & { returnTimestamp: true; salt?: BytesLike | null }]
  | [maxAge: number | null | undefined, returnTimestamp: true, salt?: BytesLike | null]

/** Like `Serializer`, with the time of signing. itsdangerous `TimedSerializer`. */
export class TimedSerializer extends Serializer {
  static override defaultSigner: SignerClass = TimestampSigner

  /**
   * Gives the value of a signed text, as the type that the caller names.
   *
   * @param signed The text or bytes that `dumps` gave.
   * @param args `maxAge` in seconds, `returnTimestamp` (gives `[value, Date]`) and `salt`: by
   *   place, or by name in a last object.
   * @throws SignatureExpired When it is older than `maxAge`, or from the future.
   * @throws BadTimeSignature When the signature is wrong.
   * @throws BadPayload When the signature is right and the content cannot be read.
   */
  override loads<T = unknown>(signed: BytesLike, ...args: StampedArguments): [T, Date]
  override loads<T = unknown>(signed: BytesLike, ...args: unknown[]): T
  override loads(signed: BytesLike, ...args: unknown[]): unknown {
    const names = ['maxAge', 'returnTimestamp', 'salt']
    const options: UnsignOptions & { salt?: BytesLike | null } = readArguments(names, args, 'loads')
    return this.tryEach(options.salt, (signer) => {
      const timed = signer as TimestampSigner
      const [payload, time] = timed.unsign(signed, {
        maxAge: options.maxAge,
        returnTimestamp: true,
      })
      const value = this.loadPayload(payload)
      return options.returnTimestamp ? [value, time] : value
    })
  }

  /** Like `loads`, without insisting on the signature: `maxAge` and `salt` may follow. */
  override loadsUnsafe(signed: BytesLike, ...args: unknown[]): [boolean, unknown] {
    return super.loadsUnsafe(signed, readArguments(['maxAge', 'salt'], args, 'loadsUnsafe'))
  }

  /** An expired text was signed by this very signer: no other one needs to try. */
  protected override isRefusal(error: unknown): boolean {
    return super.isRefusal(error) && !(error instanceof SignatureExpired)
  }
}
