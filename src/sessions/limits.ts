import type { App } from '../app.ts'
import { toSeconds } from '../duration.ts'
import { type SessionMixin, STATE } from './session.ts'

/** Tells whether a cookie's data are within the absolute lifetime and their owner's epoch. */
export function isWithinLimits(app: App, session: SessionMixin): boolean {
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
