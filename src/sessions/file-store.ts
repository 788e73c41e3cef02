import { createHash, randomBytes } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { RuntimeError } from '../errors.ts'
import type { SessionStore, SessionTimes, StoredSession, UpdateResult } from './store.ts'

/** A lock older than this was left behind by a process that died. */
const STALE_LOCK = 5000

/**
 * Keeps sessions in files, one for each, so that several processes of one machine share them.
 * Needs nothing installed.
 */
export class FileStore implements SessionStore {
  /** The folder of the files. */
  readonly folder: string

  /** @param folder Where the files are; default a private folder of this user in the system's temp folder. */
  constructor(folder: string = join(tmpdir(), `hipflask-sessions-${userInfo().uid}`)) {
    this.folder = folder
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const stats = lstatSync(folder)
    const { uid } = userInfo()
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
    const found = JSON.parse(text) as StoredSession
    return { ...found, owner: found.owner, movedTo: found.movedTo }
  }

  async create(key: string, session: StoredSession): Promise<boolean> {
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

  async touch(key: string, times: SessionTimes): Promise<boolean> {
    return this.#locked(key, async () => {
      const present = await this.get(key)
      if (present === undefined) return false
      await this.#write(key, { ...present, ...times })
      return true
    })
  }

  async delete(key: string): Promise<boolean> {
    return this.#locked(key, async () => {
      const removed = await rm(this.#path(key)).then(() => true, orMissing)
      return removed === true
    })
  }

  async keysOf(owner: string): Promise<readonly string[]> {
    const names = (await readdir(this.#ownerFolder(owner)).catch(orMissing)) ?? []
    const keys: string[] = []
    for (const key of names) {
      if ((await this.get(key))?.owner === owner) keys.push(key)
      else await rm(join(this.#ownerFolder(owner), key), { force: true })
    }
    return keys
  }

  async cleanup(now: number): Promise<number> {
    let count = 0
    for (const name of await readdir(this.folder)) {
      if (!name.endsWith('.json')) continue
      const key = name.slice(0, -5)
      const session = await this.get(key)
      if (session !== undefined && session.expiresAt <= now && (await this.delete(key))) count++
    }
    return count
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
    const path = this.#path(key)
    const fresh = `${path}.${randomBytes(6).toString('hex')}`
    await writeFile(fresh, JSON.stringify(session), { mode: 0o600, flag: 'wx' })
    await rename(fresh, path)
    if (session.owner === undefined) return
    const folder = this.#ownerFolder(session.owner)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(join(folder, key), '', { mode: 0o600 })
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

async function takeLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600)
    await file.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
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
