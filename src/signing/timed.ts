import { presentTime } from '../clock.ts'
import { readArguments } from '../options.ts'
import {
  type BytesLike,
  base64Decode,
  base64Encode,
  bytesToInt,
  intToBytes,
  wantBytes,
} from './encoding.ts'
import { BadSignature, BadTimeSignature, SignatureExpired } from './errors.ts'
import { Signer } from './signer.ts'

/** How a timed value is opened. */
export interface UnsignOptions {
  /** The greatest age in seconds; default any. A value from the future is refused with it. */
  maxAge?: number | null
  /** Whether to give `[value, Date]`. */
  returnTimestamp?: boolean
}

const parameters = ['maxAge', 'returnTimestamp'] as const
const LAST_SECOND = Date.UTC(10_000, 0) / 1000 - 1

interface Opened {
  value: string | Buffer
  signedAt: number | bigint
}

/** Signs together with the time, and can refuse what is too old. itsdangerous `TimestampSigner`. */
export class TimestampSigner extends Signer {
  /**
   * Gives the time that is signed, in whole seconds: in a request by the clock of its app. An
   * override point.
   */
  getTimestamp(): number | bigint {
    return Math.floor(presentTime())
  }

  /** Gives the moment of a signed time. */
  timestampToDatetime(timestamp: number | bigint): Date {
    return new Date(Number(timestamp) * 1000)
  }

  override sign(value: string): string
  override sign(value: Uint8Array): Buffer
  override sign(value: BytesLike): string | Buffer
  override sign(value: BytesLike): string | Buffer {
    const timestamp = base64Encode(intToBytes(this.getTimestamp()))
    if (typeof value === 'string') return super.sign(value + this.sep.toString() + timestamp)
    return super.sign(Buffer.concat([value, this.sep, Buffer.from(timestamp)]))
  }

  /**
   * Gives the value without time and signature.
   *
   * @param signedValue The text or bytes that `sign` gave.
   * @param args `maxAge` in seconds and `returnTimestamp`, by place or by name.
   * @throws BadTimeSignature When the signature or the time is wrong.
   * @throws SignatureExpired When the value is older than `maxAge`, or from the future.
   */
  override unsign(signedValue: string): string
  override unsign(signedValue: Uint8Array): Buffer
  override unsign(signedValue: BytesLike): string | Buffer
  override unsign(signedValue: BytesLike, ...args: TimedArguments<true>): [string | Buffer, Date]
  override unsign(signedValue: BytesLike, ...args: TimedArguments<boolean>): string | Buffer
  override unsign(
    signedValue: BytesLike,
    ...args: unknown[]
  ): string | Buffer | [string | Buffer, Date] {
    const options: UnsignOptions = readArguments(parameters, args, 'unsign')
    const { value, signedAt } = this.openTimed(signedValue)
    this.checkAge(signedAt, value, options.maxAge)
    return options.returnTimestamp ? [value, this.timestampToDatetime(signedAt)] : value
  }

  private openTimed(signedValue: BytesLike): Opened {
    let wrong: BadSignature | undefined
    let result: string | Buffer
    try {
      result = this.open(signedValue)
    } catch (error) {
      if (!(error instanceof BadSignature)) throw error
      wrong = error
      result = error.payload ?? ''
    }
    const place = result.lastIndexOf(this.sep.toString())
    if (place < 0) throw wrong ?? new BadTimeSignature('The time is missing.', result)
    const value = cut(result, 0, place)
    const signedAt = readTime(cut(result, place + this.sep.length, result.length))
    if (wrong !== undefined) throw this.timed(wrong, value, signedAt)
    if (signedAt === undefined) throw new BadTimeSignature('The time is malformed.', value)
    return { value, signedAt }
  }

  private timed(wrong: BadSignature, value: string | Buffer, at?: number | bigint): BadSignature {
    // As in Python, where a date ends with the year 9999.
    const isDate = at !== undefined && at <= LAST_SECOND
    return new BadTimeSignature(
      wrong.message,
      value,
      isDate ? this.timestampToDatetime(at) : undefined,
    )
  }

  private checkAge(at: number | bigint, value: string | Buffer, maxAge?: number | null): void {
    if (maxAge == null) return
    const age = Number(this.getTimestamp()) - Number(at)
    if (age >= 0 && age <= maxAge) return
    const why =
      age < 0
        ? `The value was signed ${-age} seconds in the future. Compare the clocks.`
        : `The value was signed ${age} seconds ago, and ${maxAge} are allowed.`
    throw new SignatureExpired(why, value, this.timestampToDatetime(at))
  }

  /**
   * Tells whether a signed value has a right signature and is young enough.
   *
   * @param maxAge The greatest age in seconds; default any.
   */
  override validate(
    signedValue: BytesLike,
    maxAge?: number | null | { maxAge?: number | null },
  ): boolean {
    const age = typeof maxAge === 'object' ? maxAge?.maxAge : maxAge
    try {
      this.unsign(signedValue, { maxAge: age })
      return true
    } catch (error) {
      if (error instanceof BadSignature) return false
      throw error
    }
  }
}

/** The arguments of a timed `unsign` after the value. */
export type TimedArguments<R extends boolean> =
  | [options: { maxAge?: number | null; returnTimestamp: R }]
  | [maxAge: number | null, returnTimestamp: R]
  | (false extends R ? [options: { maxAge?: number | null }] | [maxAge: number | null] | [] : never)

function cut(value: string | Buffer, start: number, end: number): string | Buffer {
  return typeof value === 'string' ? value.slice(start, end) : value.subarray(start, end)
}

function readTime(text: string | Buffer): number | bigint | undefined {
  try {
    return bytesToInt(base64Decode(wantBytes(text)))
  } catch {
    return undefined
  }
}
