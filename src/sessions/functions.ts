import type { App } from '../app.ts'
import type { Awaitable } from '../chain.ts'
import { type Context, currentContext, requireContext } from '../context/context.ts'
import { session as currentSession } from '../context/globals.ts'
import type { Session } from '../context/session-types.ts'
import type { SessionSummary } from './interface.ts'
import { SessionMixin, STATE } from './session.ts'

/** What stands for a session: the global, or the object itself. */
export type SessionLike = Session | SessionMixin

/** Finds the session that is meant, with its app. */
function find(given: SessionLike, name: string): { ctx: Context; app: App; session: SessionMixin } {
  const ctx = requireContext(name)
  const own = ctx.session
  const isOwn = Object.is(given, currentSession) || Object.is(given, own)
  if (isOwn) return { ctx, app: ctx.app, session: own }
  if (given instanceof SessionMixin) return { ctx, app: ctx.app, session: given }
  throw new TypeError(`${name} was called with something that is not a session.`)
}

/**
 * Gives the session a new id and keeps its data; the old id stays good for a few seconds, so that
 * requests on their way are not logged out. With signed cookies the cookie is signed anew.
 *
 * @param session The session.
 */
export async function rotate(session: SessionLike): Promise<void> {
  const { app, session: own } = find(session, 'rotate')
  app.sessionInterface.rotate(own)
}

/**
 * Ends the session for good: its data are gone, and no slower request brings them back.
 *
 * @param session The session.
 */
export async function destroy(session: SessionLike): Promise<void> {
  const { app, session: own } = find(session, 'destroy')
  await app.sessionInterface.destroy(app, own)
}

/**
 * Says whom the session belongs to, and gives it a new id. Call it when somebody logs in.
 *
 * @param session The session.
 * @param owner The user's id. It is kept as `_owner`.
 */
export async function login(session: SessionLike, owner: string | number): Promise<void> {
  const { app, session: own } = find(session, 'login')
  const name = String(owner)
  own.set('_owner', name)
  const epoch = app.config.SESSION_EPOCH
  if (epoch != null) own.set('_epoch', epoch.current(name))
  // Who logs in begins a new absolute lifetime.
  own.delete('_created')
  app.sessionInterface.rotate(own, 'login')
}

/**
 * Ends all sessions of an owner, and gives their number where a store knows it.
 *
 * @param owner The user's id, as `login` was told.
 * @param app The app; default the current one.
 */
export async function revokeAll(owner: string | number, app?: App): Promise<number | undefined> {
  const ctx = app === undefined ? requireContext('revokeAll') : currentContext()
  const own = app ?? (ctx as Context).app
  const count = await own.sessionInterface.revokeAll(own, String(owner))
  // The one of this request as well, so that it is not half there until the next one.
  const session = ctx?.app === own ? ctx.owner.openedSession : undefined
  const isOpen = session?.[STATE].savedAt === undefined
  if (isOpen && session?.get('_owner') === String(owner))
    await own.sessionInterface.destroy(own, session)
  return count
}

/**
 * Gives the sessions of an owner. Store sessions only.
 *
 * @param owner The user's id, as `login` was told.
 * @param app The app; default the current one.
 */
export async function sessionsOf(owner: string | number, app?: App): Promise<SessionSummary[]> {
  const own = app ?? requireContext('currentApp').app
  return own.sessionInterface.sessionsOf(own, String(owner))
}

const queues = new WeakMap<SessionMixin, Promise<unknown>>()

/**
 * Changes the session so that no change of a parallel request is lost: the function sees the
 * newest data, and may be called again when somebody else was first. It is saved when the promise
 * is fulfilled. With signed cookies the function is called once, on the cookie's data.
 *
 * @param session The session.
 * @param change Changes the session that it is given; what it returns is the result.
 */
export function transact<T>(
  session: SessionLike,
  change: (session: Session) => Awaitable<T>,
): Promise<T> {
  const { ctx, app, session: own } = find(session, 'transact')
  const work = () =>
    app.sessionInterface.transact(app, own, (fresh) =>
      ctx.withSession(fresh, () => change(currentSession)),
    )
  // One at a time in one request: they share the session.
  const turn = (queues.get(own) ?? Promise.resolve()).then(work)
  queues.set(
    own,
    turn.catch(() => {}),
  )
  return turn
}
