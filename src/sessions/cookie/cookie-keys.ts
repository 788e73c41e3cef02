import type { App } from '../../app.ts'
import type { Secret as ConfigSecret } from '../../config/keys.ts'
import { ValueError } from '../../errors.ts'
import { makeKeys } from '../../signing/signer.ts'
import { TimestampSigner } from '../../signing/timed.ts'

/** A mistake of the app's author, which must not pass for a bad cookie. */
export class ConfigError extends ValueError {}

/** Gives the keys as bytes, oldest first. */
export function configKeys(keys: readonly ConfigSecret[]): Buffer[] {
  for (const key of keys as readonly unknown[]) {
    if (typeof key === 'string' || key instanceof Uint8Array) continue
    throw new ConfigError(
      `A key in SECRET_KEY or SECRET_KEY_FALLBACKS is ${key === null ? 'null' : `a ${typeof key}`}. ` +
        'Give text or bytes.',
    )
  }
  try {
    return makeKeys(keys)
  } catch (cause) {
    throw new ConfigError(
      'SECRET_KEY_FALLBACKS holds an empty key, so anyone could sign sessions. Take it out.',
      { cause },
    )
  }
}

const none: readonly ConfigSecret[] = []

/** Gives the keys that are read and never signed with. */
export function fallbackKeys(app: App): readonly ConfigSecret[] {
  const fallbacks: unknown = app.config.SECRET_KEY_FALLBACKS
  if (fallbacks == null) return none
  // Taken as a list, each of its letters would be a key.
  if (typeof fallbacks === 'string' || fallbacks instanceof Uint8Array) {
    throw new ConfigError(
      'SECRET_KEY_FALLBACKS is a single key. Give a list: SECRET_KEY_FALLBACKS = [oldKey].',
    )
  }
  return fallbacks as readonly ConfigSecret[]
}

/** Gives the key that signs; an empty one counts as none. */
export function presentKey(app: App): ConfigSecret | undefined {
  const secret = app.secretKey
  return secret == null || secret.length === 0 ? undefined : secret
}

/** Tells whether two lists hold the same things. */
export function sameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return false
  }
  return true
}

/** Gives the class of signers that follow the clock of an app. */
export function clockedSigner(app: App): typeof TimestampSigner {
  return class extends TimestampSigner {
    override getTimestamp(): number {
      return Math.floor(app.now())
    }
  }
}
