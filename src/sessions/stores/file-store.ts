import { createHash, randomBytes } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import {
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { RuntimeError } from '../../errors.ts'
import { codeOf } from '../../guards.ts'
import type { SessionStore, StoredSession, UpdateResult } from './store.ts'

/** Seconds after which what has expired is looked for. */
const SWEEP_EVERY = 3600
/** A lock older than this was left behind by a process that died. */
const STALE_LOCK = 5000
/** A file that belongs to nothing for so long was left behind, in milliseconds. */
const LEFT_BEHIND = 60_000
// All that is ever removed, for the folder may hold other files: a session, its lock, what it is written to.
const OWN_FILE = /^([\w-]{43})\.json(\.lock|\.[\da-f]{12})?$/
const OWN_FOLDER = /^owner-[\w-]{43}$/

/**
 * Keeps sessions in files, one for each, so that several processes of one machine share them.
 * Needs nothing installed.
 */
export class FileStore implements SessionStore {
  /** The folder of the files. */
  readonly folder: string
  #sweepAt = 0

  /** @param folder Where the files are; default a private folder of this user in the system's temp folder. */
  constructor(folder: string = join(tmpdir(), `hipflask-sessions-${ownUid()}`)) {
    this.folder = folder
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const stats = lstatSync(folder)
    const uid = ownUid()
    const isPrivate = uid < 0 || (stats.uid === uid && (stats.mode & 0o077) === 0)
    if (stats.isDirectory() && isPrivate) return
    throw new RuntimeError(
      `The folder "${folder}" cannot keep sessions: other users could read or replace them. ` +
        'Give a folder of your own with the mode 700.',
    )
  }

  async get(key: string): Promise<StoredSession | undefined> {
    const text = await readFile(this.#path(key), 'utf8').catch(orMissing)
    if (text === undefined) return undefined
    try {
      const found: StoredSession = JSON.parse(text)
      return { ...found, owner: found.owner, movedTo: found.movedTo }
    } catch {
      // Files are put in place whole: only a machine that lost its power leaves a broken one.
      return undefined
    }
  }

  async create(key: string, session: StoredSession): Promise<boolean> {
    await this.#sweepIfDue(session.seenAt)
    return this.#locked(key, async () => {
      if ((await this.get(key)) !== undefined) return false
      await this.#write(key, session)
      return true
    })
  }

  async update(key: string, session: StoredSession, ifVersion: number): Promise<UpdateResult> {
    return this.#locked(key, async () => {
      const present = await this.get(key)
      if (present === undefined) return 'gone'
      if (present.version !== ifVersion) return 'conflict'
      await this.#write(key, session)
      return 'saved'
    })
  }

  async touch(key: string, session: StoredSession): Promise<boolean> {
    const { version, seenAt, expiresAt } = session
    return this.#locked(key, async () => {
      const present = await this.get(key)
      if (present?.version !== version) return false
      await this.#write(key, { ...present, seenAt, expiresAt })
      return true
    })
  }

  async delete(key: string): Promise<StoredSession | undefined> {
    return this.#locked(key, async () => {
      const present = await this.get(key)
      await rm(this.#path(key), { force: true })
      return present
    })
  }

  async keysOf(owner: string): Promise<readonly string[]> {
    return (await readdir(this.#ownerFolder(owner)).catch(orMissing)) ?? []
  }

  /** Removes what has expired and what was left behind. Happens by itself about once an hour. */
  async cleanup(now: number): Promise<number> {
    let count = 0
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name)
      const [, key, rest] = OWN_FILE.exec(name) ?? []
      if (OWN_FOLDER.test(name)) await this.#cleanOwner(path)
      else if (rest !== undefined) await removeIfLeft(path)
      else if (key !== undefined && (await this.#removeExpired(key, now))) count++
    }
    return count
  }

  async #removeExpired(key: string, now: number): Promise<boolean> {
    const session = await this.get(key)
    if (session !== undefined && session.expiresAt > now) return false
    return this.#locked(key, async () => {
      const present = await this.get(key)
      if (present !== undefined && present.expiresAt > now) return false
      await rm(this.#path(key), { force: true })
      return true
    })
  }

  async #cleanOwner(folder: string): Promise<void> {
    for (const key of (await readdir(folder).catch(orMissing)) ?? []) {
      if ((await this.get(key)) === undefined) await removeIfLeft(join(folder, key))
    }
    await rmdir(folder).catch(() => {})
  }

  // Every process looks at the clock, and whoever is first moves the time of the folder's mark.
  async #sweepIfDue(now: number): Promise<void> {
    if (now < this.#sweepAt) return
    this.#sweepAt = now + SWEEP_EVERY
    const mark = join(this.folder, 'swept')
    const stats = await stat(mark).catch(orMissing)
    if (stats !== undefined && stats.mtimeMs / 1000 > now - SWEEP_EVERY) return
    await writeFile(mark, '', { mode: 0o600 })
    if (stats !== undefined) this.cleanup(now).catch(() => {})
  }

  #path(key: string): string {
    // The key becomes a path: nothing but what a hash can look like.
    if (!/^[\w-]{1,128}$/.test(key)) throw new TypeError(`"${key}" is not a key of a session.`)
    return join(this.folder, `${key}.json`)
  }

  #ownerFolder(owner: string): string {
    return join(this.folder, `owner-${createHash('sha256').update(owner).digest('base64url')}`)
  }

  async #write(key: string, session: StoredSession): Promise<void> {
    // The index first: it may list a session too many, and never one too few.
    if (session.owner !== undefined) await this.#own(session.owner, key)
    const path = this.#path(key)
    const fresh = `${path}.${randomBytes(6).toString('hex')}`
    await writeFile(fresh, JSON.stringify(session), { mode: 0o600, flag: 'wx' })
    await rename(fresh, path)
  }

  async #own(owner: string, key: string): Promise<void> {
    const folder = this.#ownerFolder(owner)
    const path = join(folder, key)
    const write = () => writeFile(path, '', { mode: 0o600 })
    await write().catch(async (error) => {
      orMissing(error)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await write()
    })
  }

  async #locked<T>(key: string, work: () => Promise<T>): Promise<T> {
    const path = `${this.#path(key)}.lock`
    for (let pause = 1; !(await takeLock(path)); pause = Math.min(pause * 2, 20)) {
      await wait(pause * (0.5 + Math.random()))
    }
    try {
      return await work()
    } finally {
      await rm(path, { force: true })
    }
  }
}

// userInfo() of node:os fails for a user without a name, as containers have them. Windows has no number.
function ownUid(): number {
  return process.getuid?.() ?? -1
}

/** Removes what a process left behind, unless it may still be at work on it. */
async function removeIfLeft(path: string): Promise<void> {
  const stats = await stat(path).catch(orMissing)
  if (stats?.isFile() && Date.now() - stats.mtimeMs > LEFT_BEHIND) await rm(path, { force: true })
}

async function takeLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600)
    await file.close()
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  const stats = await stat(path).catch(orMissing)
  if (stats !== undefined && Date.now() - stats.mtimeMs > STALE_LOCK)
    await rm(path, { force: true })
  return false
}

function orMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  throw error
}
