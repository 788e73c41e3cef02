import { currentApp, g } from 'hipflask'

interface Statement {
  get(...values: unknown[]): Record<string, unknown> | undefined
  all(...values: unknown[]): Record<string, unknown>[]
  run(...values: unknown[]): { lastInsertRowid: number | bigint }
}

export interface Database {
  prepare(sql: string): Statement
  exec(sql: string): void
  close(): void
}

type Sqlite = { DatabaseSync: new (path: string) => Database }

// node:sqlite came with Node 22; an import would fail on 20 with a worse message.
const sqlite = process.getBuiltinModule('node:sqlite' as 'node:fs') as unknown as Sqlite | undefined

export const hasSqlite = sqlite !== undefined

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS author (
    id INTEGER PRIMARY KEY,
    name TEXT UNIQUE NOT NULL,
    password TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS post (
    id INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES author (id),
    created INTEGER NOT NULL DEFAULT (unixepoch()),
    title TEXT NOT NULL,
    body TEXT NOT NULL
  );
`

/** Gives the database of this request, opened at its first use. */
export function database(): Database {
  if (sqlite === undefined) {
    throw new Error(
      'This example needs node:sqlite, which Node 20 lacks. Run it with Node 22 or newer.',
    )
  }
  if (!('database' in g)) {
    g.database = new sqlite.DatabaseSync(currentApp.config.DATABASE)
    g.database.exec(SCHEMA)
  }
  return g.database
}

/** Closes the database when the request was answered. */
export function closeDatabase(): void {
  g.pop('database', null)?.close()
}
