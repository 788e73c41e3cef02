import { createHash } from 'node:crypto'
import type { SessionStore, StoredSession, UpdateResult } from './store.ts'

/** What is used of a client of `ioredis` or `iovalkey`. */
export interface CallingClient {
  call(command: string, ...args: string[]): Promise<unknown>
  readonly status?: string
  disconnect?(reconnect?: boolean): unknown
}

/** What is used of a client of `redis`. */
export interface SendingClient {
  sendCommand(args: string[]): Promise<unknown>
  readonly isReady?: boolean
  destroy?(): unknown
  connect?(): Promise<unknown>
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
// The index of an owner lives as long as the longest session that it lists.
const ownScript = `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[3])
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', last))
return 1`

/** Milliseconds after which a connection that gives no answer at all is taken for dead. */
const DEAD_AFTER = 1000

/**
 * Keeps sessions in Redis or Valkey, over your own client. Works with Redis 6.2 and later. A
 * connection that says nothing for a second is begun anew: clients by themselves may wait for many
 * minutes.
 */
export class RedisStore implements SessionStore {
  readonly #call: (args: string[]) => Promise<unknown>
  readonly #reconnect: () => void
  readonly #prefix: string
  #waiting = 0
  /** When the first command was sent since the last answer. */
  #silentSince = 0

  /**
   * @param client A connected client of `redis`, `ioredis` or `iovalkey`.
   * @param options The prefix of the keys.
   */
  constructor(client: RedisClient, options: RedisStoreOptions = {}) {
    this.#prefix = options.prefix ?? 'session:'
    this.#call = sender(client)
    this.#reconnect = reconnector(client)
  }

  async #send(args: string[]): Promise<unknown> {
    const now = performance.now()
    if (this.#waiting++ === 0) this.#silentSince = now
    else if (now - this.#silentSince > DEAD_AFTER) {
      this.#silentSince = now
      this.#reconnect()
    }
    try {
      return await this.#call(args)
    } finally {
      this.#waiting--
      this.#silentSince = performance.now()
    }
  }

  async get(key: string): Promise<StoredSession | undefined> {
    return decode(key, await this.#send(['GET', this.#prefix + key]))
  }

  async create(key: string, session: StoredSession, ttl: number): Promise<boolean> {
    const value = encode(key, session)
    const command = ['SET', this.#prefix + key, value, 'PX', milliseconds(ttl), 'NX']
    const [made] = await Promise.all([this.#send(command), this.#own(key, session, ttl)])
    return made !== null
  }

  async update(
    key: string,
    session: StoredSession,
    ifVersion: number,
    ttl: number,
  ): Promise<UpdateResult> {
    const args = [String(ifVersion), encode(key, session), milliseconds(ttl)]
    const command = ['EVAL', updateScript, '1', this.#prefix + key, ...args]
    // Sent together, so that it is one round trip.
    const [result] = await Promise.all([this.#send(command), this.#own(key, session, ttl)])
    const said = String(result)
    if (said === 'saved' || said === 'conflict' || said === 'gone') return said
    throw new Error(`Redis answered "${said}" to an update of a session.`)
  }

  async touch(key: string, session: StoredSession, ttl: number): Promise<boolean> {
    // The same version has the same data.
    return (await this.update(key, session, session.version, ttl)) === 'saved'
  }

  async delete(key: string): Promise<StoredSession | undefined> {
    return decode(key, await this.#send(['GETDEL', this.#prefix + key]))
  }

  async keysOf(owner: string): Promise<readonly string[]> {
    const command = ['ZRANGEBYSCORE', this.#indexOf(owner), `${Date.now()}`, '+inf']
    const keys = (await this.#send(command)) as unknown[]
    return keys.map(String)
  }

  /** Does nothing: Redis removes what has expired. */
  async cleanup(): Promise<number> {
    return 0
  }

  #indexOf(owner: string): string {
    return `${this.#prefix}owner:${createHash('sha256').update(owner).digest('base64url')}`
  }

  // An entry too many does no harm: the session itself says whose it is.
  #own(key: string, { owner }: StoredSession, ttl: number): Promise<unknown> | undefined {
    if (owner === undefined) return undefined
    const now = Date.now()
    const args = [`${now + Number(milliseconds(ttl))}`, key, `${now}`]
    return this.#send(['EVAL', ownScript, '1', this.#indexOf(owner), ...args])
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

/** Gives what begins a dead connection anew, where the client can and is not at it already. */
function reconnector(client: RedisClient): () => void {
  if ('call' in client) {
    return () => {
      if (client.status === 'ready' || client.status === 'connect') client.disconnect?.(true)
    }
  }
  return () => {
    if (client.isReady !== true || client.connect === undefined) return
    client.destroy?.()
    client.connect().catch(() => {})
  }
}

function milliseconds(ttl: number): string {
  return String(Math.max(1, Math.ceil(ttl * 1000)))
}

function encode(key: string, session: StoredSession): string {
  const { version, seenAt, expiresAt, text, createdAt, owner, movedTo } = session
  const rest = [key, createdAt, owner ?? null, movedTo ?? null, text]
  return `${version}:${seenAt}:${expiresAt}:${JSON.stringify(rest)}`
}

/** What follows the version and the times. */
type Rest = [
  key: string,
  createdAt: number,
  owner: string | null,
  movedTo: string | null,
  text: string,
]

function readRest(text: string): Rest | undefined {
  try {
    const rest: unknown = JSON.parse(text)
    return Array.isArray(rest) && rest.length === 5 ? (rest as Rest) : undefined
  } catch {
    return undefined
  }
}

/** Reads a value. It says which key it belongs to, so that no answer to another question passes. */
function decode(key: string, answer: unknown): StoredSession | undefined {
  if (answer === null || answer === undefined) return undefined
  const value = String(answer)
  // One word is the answer to some other command: the connection has lost its place.
  if (/^\w+$/.test(value.slice(0, 20)))
    throw new Error(`Redis answered "${value.slice(0, 20)}" to a GET.`)
  const parts = /^(\d+):([^:]*):([^:]*):/.exec(value)
  const rest = parts && readRest(value.slice(parts[0].length))
  // Nothing would ever make such a record good again: it counts as ended, as a broken file does.
  if (parts === null || rest === undefined || rest === null) return undefined
  const [ownKey, createdAt, owner, movedTo, text] = rest
  if (ownKey !== key) throw new Error('Redis answered with another session than the one asked for.')
  return {
    text,
    version: Number(parts[1]),
    createdAt,
    seenAt: Number(parts[2]),
    expiresAt: Number(parts[3]),
    owner: owner ?? undefined,
    movedTo: movedTo ?? undefined,
  }
}
