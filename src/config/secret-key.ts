import type { App } from '../app.ts'
import { RuntimeError } from '../errors.ts'

const wellKnown: ReadonlySet<string> = new Set([
  'dev',
  'secret',
  'changeme',
  'change-me',
  'password',
  'secret-key',
  'secretkey',
  'your-secret-key',
  'key',
  'test',
  'supersecret',
  'super secret key',
])

/** Looks at the SECRET_KEY before serving: a short one is warned about, a well-known one refused outside of debug. */
export function checkSecretKey(app: App): void {
  const { SECRET_KEY: key, ALLOW_WEAK_SECRET_KEY: allowed } = app.config
  if (key === null || key === undefined || key.length === 0 || allowed || app.testing) return
  if (typeof key === 'string' && wellKnown.has(key.toLowerCase()) && !app.debug) {
    throw new RuntimeError(
      `The SECRET_KEY "${key}" is one that everybody tries, so anybody could sign a session. Make one with ` +
        `node -p "crypto.randomBytes(32).toString('hex')", or set ALLOW_WEAK_SECRET_KEY to true.`,
    )
  }
  const bytes = typeof key === 'string' ? Buffer.byteLength(key) : key.length
  if (bytes < 16)
    app.logger.warn(
      `The SECRET_KEY has ${bytes} bytes, fewer than 16: it can be guessed. Make a longer one.`,
    )
}
