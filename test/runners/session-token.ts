import { createHash, createHmac } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { parsePythonJson } from './python-json.ts'

/** How the application under test signs its sessions at this moment; keys are base64. */
export interface SigningParameters {
  keys: string[]
  salt: string
  keyDerivation: string
  digest: string
}

export interface Token {
  payload: unknown
  timestamp: number
}

const SHAPE = /^(\.?[\w-]+)\.([\w-]{2,8})\.([\w-]{27,})$/

function deriveKey(key: Buffer, { salt, keyDerivation, digest }: SigningParameters): Buffer {
  const hash = (...parts: (string | Buffer)[]) => {
    const state = createHash(digest)
    for (const part of parts) state.update(part)
    return state.digest()
  }
  if (keyDerivation === 'concat') return hash(salt, key)
  if (keyDerivation === 'django-concat') return hash(salt, 'signer', key)
  if (keyDerivation === 'hmac') return createHmac(digest, key).update(salt).digest()
  return key
}

function decodePayload(text: string): unknown {
  const compressed = text.startsWith('.')
  const bytes = Buffer.from(compressed ? text.slice(1) : text, 'base64url')
  return parsePythonJson((compressed ? inflateSync(bytes) : bytes).toString())
}

/** Reads a signed session cookie with nothing of the code under test; undefined unless one of the keys signed it. */
export function readToken(value: string, parameters: SigningParameters): Token | undefined {
  const match = SHAPE.exec(value)
  if (!match) return undefined
  const [, payload, stamp, signature] = match as unknown as [string, string, string, string]
  const valid = parameters.keys.some((key) => {
    const derived = deriveKey(Buffer.from(key, 'base64'), parameters)
    const mac = createHmac(parameters.digest, derived).update(`${payload}.${stamp}`)
    return mac.digest('base64url') === signature
  })
  if (!valid) return undefined
  try {
    const timestamp = Number.parseInt(Buffer.from(stamp, 'base64url').toString('hex') || '0', 16)
    return { payload: decodePayload(payload), timestamp }
  } catch {
    return undefined
  }
}
