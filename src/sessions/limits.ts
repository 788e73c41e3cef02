import type { App } from '../app.ts'
import { isPromise } from '../chain.ts'
import { toSeconds } from '../duration.ts'
import { ConfigError } from './cookie/cookie-keys.ts'
import type { SchemaIssue, SchemaResult } from './schema.ts'
import { type SessionMixin, STATE } from './session.ts'

/** Tells whether a cookie's data are within the absolute lifetime, their owner's epoch and the schema. */
export function isWithinLimits(app: App, session: SessionMixin): boolean {
  if (!fitsSchema(app, session)) return false
  const absolute = app.config.SESSION_ABSOLUTE_LIFETIME
  if (absolute != null) {
    const created = session.get('_created')
    if (typeof created === 'number' && created + toSeconds(absolute) <= app.now()) return false
  }
  const epoch = app.config.SESSION_EPOCH
  const owner = epoch == null ? undefined : session.get('_owner')
  return (
    epoch == null || typeof owner !== 'string' || session.get('_epoch') === epoch.current(owner)
  )
}

/**
 * Tells whether the data are what `SESSION_SCHEMA` says. It sees the application's own keys, not
 * those of the framework (`_permanent`, `_flashes` and others that begin with "_").
 */
export function fitsSchema(app: App, session: SessionMixin): boolean {
  const schema = app.config.SESSION_SCHEMA
  if (schema == null) return true
  const own = [...session].filter(([key]) => !key.startsWith('_'))
  const result = schema['~standard'].validate(Object.fromEntries(own))
  if (isPromise(result)) {
    throw new ConfigError(
      'SESSION_SCHEMA validates asynchronously. Use a schema that answers at once.',
    )
  }
  const { issues } = result as SchemaResult
  if (issues === undefined || issues.length === 0) return true
  if (app.debug)
    app.logger.warn(
      `The session does not fit SESSION_SCHEMA, so it is empty: ${explain(issues[0])}`,
    )
  return false
}

function explain({ message, path = [] }: SchemaIssue): string {
  const names = path.map((step) => String(typeof step === 'object' ? step.key : step))
  return names.length === 0 ? message : `"${names.join('.')}": ${message}`
}

/** Notes in a cookie's data when they began, where that is needed, and tells whether it did. */
export function noteCreation(app: App, session: SessionMixin): boolean {
  if (app.config.SESSION_ABSOLUTE_LIFETIME == null || session.has('_created')) return false
  session.set('_created', Math.floor(app.now()))
  return true
}

/** Makes later changes of a saved session an error, unless the app wants them to be lost. */
export function closeSession(app: App, session: SessionMixin): void {
  if (app.config.SESSION_LATE_WRITES !== 'error') return
  session[STATE].savedAt = app.debug ? new Error('The response was made here.') : true
}
