import { createHash, createHmac, hash } from 'node:crypto'

const blockSizes: Readonly<Record<string, number>> = Object.freeze({
  md5: 64,
  sha1: 64,
  sha224: 64,
  sha256: 64,
  sha384: 128,
  sha512: 128,
})
/** Longer messages are rare, and are signed the plain way. */
const ROOM = 8192

/** Gives the HMAC of a message of latin-1 characters, as base64url. */
export type Hmac = (message: string) => string

/**
 * Makes a function that signs with one key.
 *
 * Two one-shot hashes over buffers that are kept take half the time of `createHmac`.
 *
 * @param digest Node's name of the hash.
 * @param key The key.
 */
export function hmac(digest: string, key: Buffer): Hmac {
  const plain: Hmac = (message) =>
    createHmac(digest, key).update(message, 'latin1').digest('base64url')
  const size = blockSizes[digest]
  if (size === undefined) return plain
  const padded = Buffer.alloc(size)
  padded.set(key.length > size ? createHash(digest).update(key).digest() : key)
  const inner = Buffer.alloc(size + ROOM)
  const outer = Buffer.alloc(size + createHash(digest).digest().length)
  for (let index = 0; index < size; index++) {
    inner[index] = padded[index] ^ 0x36
    outer[index] = padded[index] ^ 0x5c
  }
  return (message) => {
    if (message.length > ROOM) return plain(message)
    inner.write(message, size, 'latin1')
    const first = hash(digest, inner.subarray(0, size + message.length), 'binary')
    outer.write(first, size, 'latin1')
    return hash(digest, outer, 'base64url')
  }
}
