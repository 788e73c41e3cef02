import type { App } from '../../app.ts'
import { BadPayload, BadSignature, SignatureExpired } from '../../signing/errors.ts'
import type { Serializer } from '../../signing/serializer.ts'

/** Says in debug why the session cookies of a request were refused: in production nobody is told. */
export function explainRefusal(
  app: App,
  serializer: Serializer | undefined,
  texts: readonly string[],
): void {
  if (!app.debug || serializer === undefined) return
  for (const text of texts) {
    if (text === '') continue
    app.logger.warn(
      `The session cookie was refused, so the session is empty: ${reason(app, serializer, text)}`,
    )
  }
}

function reason(app: App, serializer: Serializer, text: string): string {
  const limit = app.config.SESSION_COOKIE_MAX_LENGTH
  if (limit !== null && text.length > limit) {
    return `it is ${text.length} bytes long, and SESSION_COOKIE_MAX_LENGTH is ${limit}.`
  }
  try {
    serializer.loads(text, { maxAge: Math.trunc(app.permanentSessionLifetime) })
  } catch (error) {
    if (error instanceof SignatureExpired) return age(app, error)
    if (error instanceof BadSignature) {
      return 'it was not signed with SECRET_KEY or a fallback, by this salt and digest. Another app on this host may have made it, or the key has changed.'
    }
    if (error instanceof BadPayload) return 'it was signed, but its content cannot be read.'
    return String(error)
  }
  return 'its content is no mapping, is too large, or its owner or lifetime has ended.'
}

function age(app: App, error: SignatureExpired): string {
  const seconds = Math.floor(app.now()) - (error.dateSigned?.getTime() ?? 0) / 1000
  if (seconds < 0) return `it was signed ${-seconds} seconds in the future. Compare the clocks.`
  const over = seconds - Math.trunc(app.permanentSessionLifetime)
  return `it expired ${over} seconds ago (PERMANENT_SESSION_LIFETIME).`
}
