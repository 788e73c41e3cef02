import { createHash } from 'node:crypto'
import type { SessionStore, SessionTimes, StoredSession, UpdateResult } from './store.ts'

/** What is used of a client of `ioredis` or `iovalkey`. */
export interface CallingClient {
  call(command: string, ...args: string[]): Promise<unknown>
}

/** What is used of a client of `redis`. */
export interface SendingClient {
  sendCommand(args: string[]): Promise<unknown>
}

/** Your own client, connected, of `redis`, `ioredis` or `iovalkey`. */
export type RedisClient = CallingClient | SendingClient

/** How a `RedisStore` names its keys. */
export interface RedisStoreOptions {
  /** What every key begins with; default `session:`. */
  prefix?: string
}

// A value is `version:seenAt:expiresAt:rest`, so that scripts can read it without decoding JSON.
const updateScript = `
local value = redis.call('GET', KEYS[1])
if not value then return 'gone' end
if string.match(value, '^(%d+):') ~= ARGV[1] then return 'conflict' end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 'saved'`
const touchScript = `
local value = redis.call('GET', KEYS[1])
if not value then return 0 end
local version, rest = string.match(value, '^(%d+):[^:]*:[^:]*:(.*)$')
redis.call('SET', KEYS[1], version .. ':' .. ARGV[1] .. ':' .. ARGV[2] .. ':' .. rest, 'PX', ARGV[3])
return 1`

/** Keeps sessions in Redis or Valkey, over your own client. Works with Redis 6.2 and later. */
export class RedisStore implements SessionStore {
  readonly #send: (args: string[]) => Promise<unknown>
  readonly #prefix: string

  /**
   * @param client A connected client of `redis`, `ioredis` or `iovalkey`.
   * @param options The prefix of the keys.
   */
  constructor(client: RedisClient, options: RedisStoreOptions = {}) {
    this.#prefix = options.prefix ?? 'session:'
    this.#send = sender(client)
  }

  async get(key: string): Promise<StoredSession | undefined> {
    const value = await this.#send(['GET', this.#prefix + key])
    return value === null || value === undefined ? undefined : decode(String(value))
  }

  async create(key: string, session: StoredSession, ttl: number): Promise<boolean> {
    const value = encode(session)
    const made = await this.#send(['SET', this.#prefix + key, value, 'PX', milliseconds(ttl), 'NX'])
    if (made === null) return false
    await this.#own(key, session, ttl)
    return true
  }

  async update(
    key: string,
    session: StoredSession,
    ifVersion: number,
    ttl: number,
  ): Promise<UpdateResult> {
    const args = [String(ifVersion), encode(session), milliseconds(ttl)]
    const result = await this.#send(['EVAL', updateScript, '1', this.#prefix + key, ...args])
    const said = String(result)
    if (said !== 'saved' && said !== 'conflict' && said !== 'gone') {
      throw new Error(`Redis answered "${said}" to an update of a session.`)
    }
    if (said === 'saved') await this.#own(key, session, ttl)
    return said
  }

  async touch(key: string, times: SessionTimes, ttl: number): Promise<boolean> {
    const args = [String(times.seenAt), String(times.expiresAt), milliseconds(ttl)]
    const found = await this.#send(['EVAL', touchScript, '1', this.#prefix + key, ...args])
    return Number(found) === 1
  }

  async delete(key: string): Promise<boolean> {
    return Number(await this.#send(['DEL', this.#prefix + key])) === 1
  }

  async keysOf(owner: string): Promise<readonly string[]> {
    const index = this.#indexOf(owner)
    await this.#send(['ZREMRANGEBYSCORE', index, '-inf', `(${Date.now()}`])
    const keys = (await this.#send(['ZRANGE', index, '0', '-1'])) as unknown[]
    return keys.map(String)
  }

  /** Does nothing: Redis removes what has expired. */
  async cleanup(): Promise<number> {
    return 0
  }

  #indexOf(owner: string): string {
    return `${this.#prefix}owner:${createHash('sha256').update(owner).digest('base64url')}`
  }

  async #own(key: string, { owner }: StoredSession, ttl: number): Promise<void> {
    if (owner === undefined) return
    const index = this.#indexOf(owner)
    await this.#send(['ZADD', index, String(Date.now() + Number(milliseconds(ttl))), key])
    // Longer than any session that it may list.
    await this.#send(['PEXPIRE', index, String(Number(milliseconds(ttl)) * 2)])
  }
}

function sender(client: RedisClient): (args: string[]) => Promise<unknown> {
  if ('call' in client && typeof client.call === 'function') {
    return ([command, ...args]) => client.call(command, ...args)
  }
  if ('sendCommand' in client && typeof client.sendCommand === 'function') {
    return (args) => client.sendCommand(args)
  }
  throw new TypeError(
    'RedisStore needs a client of "redis", "ioredis" or "iovalkey": this object has neither ' +
      '"sendCommand" nor "call".',
  )
}

function milliseconds(ttl: number): string {
  return String(Math.max(1, Math.ceil(ttl * 1000)))
}

function encode(session: StoredSession): string {
  const { version, seenAt, expiresAt, text, createdAt, owner, movedTo } = session
  return `${version}:${seenAt}:${expiresAt}:${JSON.stringify([createdAt, owner ?? null, movedTo ?? null, text])}`
}

function decode(value: string): StoredSession {
  const parts = /^(\d+):([^:]*):([^:]*):/.exec(value)
  if (parts === null) throw new Error('A session in Redis is not in the form that was written.')
  const rest = JSON.parse(value.slice(parts[0].length)) as [number, string?, string?, string?]
  return {
    version: Number(parts[1]),
    seenAt: Number(parts[2]),
    expiresAt: Number(parts[3]),
    createdAt: rest[0],
    owner: rest[1] ?? undefined,
    movedTo: rest[2] ?? undefined,
    text: rest[3] ?? '{}',
  }
}
