import type { App } from '../../app.ts'
import type { StoredSession } from '../stores/store.ts'
import { replay } from './merge.ts'
import { SessionUnavailable } from './patience.ts'
import { isAlive } from './store-rows.ts'
import { type ServerSideSession, STORED, type Stored } from './store-session.ts'
import type { StoreWriter } from './store-writer.ts'

/** How often it is tried while others write the session. */
const TRIES = 20

/** Keeps a session under a new id; the old one stays good for a moment. */
export async function giveNewId(
  writer: StoreWriter,
  app: App,
  session: ServerSideSession,
): Promise<boolean> {
  const stored = session[STORED]
  const { key, patience, rotate } = stored
  for (let count = 0; count < TRIES && key !== undefined; count++) {
    const present = await writer.ask(app, patience, () => writer.store.get(key))
    if (present === undefined || present.movedTo !== undefined || !isAlive(app, present)) {
      return beLate(writer, app, session, present)
    }
    // What others wrote since this request began moves along.
    if (present.version !== stored.record?.version) writer.rebase(session, { key, record: present })
    await writer.create(app, session)
    const moved = movedRecord(app.now() + writer.grace, present, stored)
    const ttl = Math.max(1, writer.grace)
    const result = await writer.ask(app, patience, () =>
      writer.store.update(key, moved, present.version, ttl),
    )
    if (result === 'saved') return true
    // Somebody wrote in between: the new row goes, and it is tried again on what is there now.
    await writer.remove(app, patience, stored.key ?? '')
    Object.assign(stored, { id: undefined, key, record: present, rotate })
  }
  throw new SessionUnavailable('The session changed too often to be saved.')
}

/**
 * Gives what stays under the old id for a moment. Where the data changed with the id, as when
 * somebody logs in, it goes on showing what was there before: others may know the old id.
 */
function movedRecord(expiresAt: number, old: StoredSession, stored: Stored): StoredSession {
  const text = stored.before ?? (old.text === stored.record?.text ? '' : old.text)
  const version = old.version + 1
  return { ...old, text, version, owner: undefined, expiresAt, movedTo: stored.key }
}

/** Gives a new id to a session that another request has ended, or was first to give one. */
async function beLate(
  writer: StoreWriter,
  app: App,
  session: ServerSideSession,
  present: StoredSession | undefined,
): Promise<boolean> {
  const stored = session[STORED]
  if (stored.rotate === 'login') {
    // Whoever logs in gets a session of their own. Of one that was ended only what is new goes in.
    if (present === undefined) keepChanges(writer, session)
    Object.assign(stored, { id: undefined, key: undefined, record: undefined })
    return writer.create(app, session)
  }
  stored.rotate = false
  if (stored.record?.movedTo !== undefined) return false
  const row = await writer.newest(app, session)
  return row !== undefined && writer.update(app, session, writer.rebase(session, row))
}

function keepChanges(writer: StoreWriter, session: ServerSideSession): void {
  const before = writer.parse(session[STORED].record?.text ?? '')
  writer.fill(session, replay(before, Object.fromEntries(session), {}, writer.serializer))
}
