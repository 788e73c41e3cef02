import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { App } from '../../app.ts'
import type { BytesLike } from '../../signing/encoding.ts'
import { BadPayload } from '../../signing/errors.ts'
import { configKeys, fallbackKeys, presentKey } from './cookie-keys.ts'
import { SecureCookieSessionInterface } from './secure-cookie.ts'

const ALGORITHM = 'aes-256-gcm'
const PURPOSE = 'hipflask session cookie, aes-256-gcm'
/** Bytes of the random salt in front, and of the tag behind. */
const SALT = 16
const TAG = 16

/**
 * Keeps the session in a cookie that its owner cannot read: encrypted with AES-256-GCM, then signed
 * as the plain one is. Flask cannot read it either.
 *
 * Each cookie has a key and a nonce of its own, derived from `SECRET_KEY` (or a fallback) by HKDF
 * with a random salt. Nothing is compressed: the length would tell of the content.
 */
export class EncryptedCookieSessionInterface extends SecureCookieSessionInterface {
  /** Another one than the plain cookie's: neither is ever taken for the other. */
  static override salt: BytesLike = 'encrypted-cookie-session'

  protected override encode(app: App, text: string): string {
    const salt = randomBytes(SALT)
    const [secret] = secretsOf(app)
    const { key, nonce } = derive(secret, salt)
    const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG })
    cipher.setAAD(Buffer.from(this.getCookieName(app)))
    const parts = [salt, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
    return Buffer.concat(parts).toString('base64url')
  }

  protected override decode(app: App, payload: string): Buffer {
    const bytes = Buffer.from(payload, 'base64url')
    if (bytes.length < SALT + TAG) throw new BadPayload('The payload is too short.')
    const name = Buffer.from(this.getCookieName(app))
    for (const secret of secretsOf(app)) {
      const text = decrypt(secret, bytes, name)
      if (text !== undefined) return text
    }
    throw new BadPayload('The payload was not encrypted with SECRET_KEY or a fallback.')
  }
}

/** The key that encrypts, then the older ones that are still read. */
function secretsOf(app: App): Buffer[] {
  return configKeys([...fallbackKeys(app), presentKey(app) ?? '']).reverse()
}

function derive(secret: Buffer, salt: Buffer): { key: Buffer; nonce: Buffer } {
  const bytes = Buffer.from(hkdfSync('sha256', secret, salt, PURPOSE, 44))
  return { key: bytes.subarray(0, 32), nonce: bytes.subarray(32) }
}

function decrypt(secret: Buffer, bytes: Buffer, name: Buffer): Buffer | undefined {
  const { key, nonce } = derive(secret, bytes.subarray(0, SALT))
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG })
  decipher.setAAD(name)
  decipher.setAuthTag(bytes.subarray(-TAG))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(SALT, -TAG)), decipher.final()])
  } catch {
    return undefined
  }
}
