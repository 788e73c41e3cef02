import type { App } from '../../app.ts'
import type { Awaitable } from '../../chain.ts'
import { RuntimeError } from '../../errors.ts'
import { STATE } from '../session.ts'
import type { StoredSession } from '../stores/store.ts'
import { nextRecord, type Row, secondsLeft } from './store-rows.ts'
import { ServerSideSession, STORED, type Stored } from './store-session.ts'
import type { StoreWriter } from './store-writer.ts'

/** Changes the session that it is given. */
type Change<T> = (fresh: ServerSideSession) => Awaitable<T>

/** Changes the newest data by a function, as often as somebody else is first, and keeps them. */
export async function transact<T>(
  writer: StoreWriter,
  app: App,
  session: ServerSideSession,
  change: Change<T>,
): Promise<T> {
  const stored = session[STORED]
  // Inside of the function of another one: that one keeps what this one does.
  if (stored.copy) return change(session)
  if (stored.key !== undefined) await flush(writer, app, session)
  if (stored.key === undefined) return changeNew(writer, session, change)
  const done = await writer.inTurn(app, session, async () => {
    const row = await writer.newest(app, session)
    if (row === undefined) throw gone()
    const fresh = copyOf(writer, row.record.text, stored)
    const result = await change(fresh)
    const record = await keep(writer, app, fresh, row)
    if (record === undefined) return 'conflict'
    stored.before ??= row.record.text
    adopt(writer, session, { key: row.key, record })
    return { result }
  })
  return done.result
}

/** What the request has changed so far goes first. */
async function flush(writer: StoreWriter, app: App, session: ServerSideSession): Promise<void> {
  const stored = session[STORED]
  if (stored.record?.movedTo !== undefined && stored.rotate !== 'login') throw gone()
  if (stored.rotate === false && writer.textIfChanged(session) === undefined) return
  const { id } = stored
  stored.before ??= stored.record?.text
  if (!(await writer.write(app, session))) throw gone()
  if (stored.id !== id) stored.unsent = true
}

/** Nobody else knows of a new session yet: it is kept when the response is made. */
async function changeNew<T>(
  writer: StoreWriter,
  session: ServerSideSession,
  change: Change<T>,
): Promise<T> {
  const before = writer.dump(session)
  const fresh = copyOf(writer, before, session[STORED])
  const result = await change(fresh)
  const text = writer.dump(fresh)
  if (text !== before) writer.fill(session, writer.parse(text))
  return result
}

function copyOf(writer: StoreWriter, text: string, { patience }: Stored): ServerSideSession {
  const fresh = new ServerSideSession(writer.parse(text), patience)
  fresh.new = false
  fresh[STORED].copy = true
  return fresh
}

/** Keeps what the function made of a row; undefined when somebody else was first. */
async function keep(
  writer: StoreWriter,
  app: App,
  fresh: ServerSideSession,
  { key, record }: Row,
): Promise<StoredSession | undefined> {
  const text = writer.dump(fresh)
  if (text === record.text) return record
  const next = nextRecord(app, fresh, record, text)
  const result = await writer.ask(app, fresh[STORED].patience, () =>
    writer.store.update(key, next, record.version, secondsLeft(app, next)),
  )
  return result === 'saved' ? next : undefined
}

function adopt(writer: StoreWriter, session: ServerSideSession, { key, record }: Row): void {
  const stored = session[STORED]
  const state = session[STATE]
  const { savedAt } = state
  // It is in the store already, so that this is not too late even after the response.
  state.savedAt = undefined
  writer.fill(session, writer.parse(record.text))
  state.savedAt = savedAt
  if (key !== stored.key) stored.id = undefined
  Object.assign(stored, { key, record })
}

function gone(): RuntimeError {
  return new RuntimeError('The session was ended by another request, so it cannot be changed.')
}
