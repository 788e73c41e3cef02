import { createHash, createHmac } from 'node:crypto'
import { deflateSync } from 'node:zlib'

export interface SignOptions {
  key?: string
  salt?: string
  digest?: string
  keyDerivation?: 'hmac' | 'concat' | 'django-concat' | 'none'
  /** Seconds since 1970. */
  at?: number
}

function derive(key: string, salt: string, digest: string, way: string): Buffer {
  if (way === 'hmac') return createHmac(digest, key).update(salt).digest()
  if (way === 'none') return Buffer.from(key)
  const middle = way === 'concat' ? '' : 'signer'
  return createHash(digest)
    .update(salt + middle + key)
    .digest()
}

/** Signs the text of a payload (already in base64, with a dot in front when compressed) as Flask does. */
export function signEncoded(encoded: string, options: SignOptions = {}): string {
  const { key = 'dev-secret-key-for-tests', salt = 'cookie-session', digest = 'sha1' } = options
  const stamp = Buffer.alloc(4)
  stamp.writeUInt32BE(options.at ?? Math.floor(Date.now() / 1000))
  const value = `${encoded}.${stamp.toString('base64url')}`
  const derived = derive(key, salt, digest, options.keyDerivation ?? 'hmac')
  return `${value}.${createHmac(digest, derived).update(value).digest('base64url')}`
}

export const encode = (payload: string | Buffer): string =>
  Buffer.from(payload).toString('base64url')
export const compress = (payload: string): string =>
  `.${deflateSync(payload).toString('base64url')}`
export const sign = (payload: string | Buffer, options?: SignOptions): string =>
  signEncoded(encode(payload), options)
