import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import os, { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createClient } from '@redis/client'
import {
  FileStore,
  MemoryStore,
  type RedisClient,
  RedisStore,
  type SessionStore,
} from 'hipflask/sessions'
import { Redis } from 'ioredis'
import { checkSessionStore, sessionStoreChecks } from '../../src/testing/session-store.ts'
import { type RedisServer, startRedis, withoutRedis } from './redis-server.ts'

function runChecks(open: () => SessionStore): void {
  for (const [name, check] of Object.entries(sessionStoreChecks)) {
    it(name, () =>
      check(open(), randomBytes(31).toString('base64url'), Math.floor(Date.now() / 1000)),
    )
  }
}

describe('MemoryStore', () => {
  const store = new MemoryStore()
  runChecks(() => store)

  it('removes expired sessions and their owners', () => {
    const own = new MemoryStore()
    const times = { createdAt: 0, seenAt: 0, expiresAt: 10 }
    own.create('k', { text: '{}', version: 1, ...times, owner: 'o', movedTo: undefined })
    assert.equal(own.cleanup(11), 1)
    assert.equal(own.size, 0)
    assert.deepEqual(own.keysOf('o'), [])
  })
})

describe('FileStore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hipflask-test-'))
  const store = new FileStore(folder)
  after(() => rmSync(folder, { recursive: true }))
  runChecks(() => store)

  it('needs no name of the user, as in a container', (test) => {
    const unnamed = test.mock.method(os, 'userInfo', () => {
      throw new Error('uv_os_get_passwd returned ENOENT')
    })
    syncBuiltinESMExports()
    try {
      assert.equal(new FileStore(folder).folder, folder)
    } finally {
      unnamed.mock.restore()
      syncBuiltinESMExports()
    }
  })

  it('refuses a key that could be a path', async () => {
    await assert.rejects(store.get('../x'), /is not a key/)
  })

  it('removes expired sessions', async () => {
    const times = { createdAt: 0, seenAt: 0, expiresAt: 10 }
    await store.create('k'.repeat(43), {
      text: '{}',
      version: 1,
      ...times,
      owner: undefined,
      movedTo: undefined,
    })
    assert.equal(await store.cleanup(11), 1)
  })

  it('refuses a folder that others can read', () => {
    assert.throws(() => new FileStore('/tmp'), /cannot keep sessions/)
  })
})

describe('RedisStore', { skip: withoutRedis }, () => {
  let server: RedisServer
  let close = async () => {}
  const stores: Record<string, SessionStore> = {}
  before(async () => {
    server = await startRedis()
    const one = new Redis(server.port, '127.0.0.1')
    const two = createClient({ socket: { host: '127.0.0.1', port: server.port } })
    await two.connect()
    stores.ioredis = new RedisStore(one)
    stores.redis = new RedisStore(two, { prefix: 'other:' })
    close = async () => {
      one.disconnect()
      two.destroy()
    }
  })
  after(async () => {
    await close()
    await server.stop()
  })

  describe('over ioredis', () => runChecks(() => stores.ioredis))
  describe('over redis', () => runChecks(() => stores.redis))

  it('takes a record that nobody can read for none, and an answer to another command for a failure', async () => {
    const getting = (value: string) =>
      new RedisStore({ call: async () => value } as unknown as RedisClient).get('key')
    for (const value of [
      '',
      '{bad',
      '\x80\x04pickle',
      '[1,2]',
      '1:2:3:{bad',
      '1:2:3:[1]',
      '1:2:3:null',
    ])
      assert.equal(await getting(value), undefined, value)
    for (const value of ['OK', 'QUEUED', '1', 'saved', '1:2:3:["other",0,null,null,""]'])
      await assert.rejects(getting(value), Error, value)
  })

  it('refuses what is not a client', () => {
    assert.throws(() => new RedisStore({} as Redis), /needs a client/)
  })
})

describe('checkSessionStore', () => {
  it('accepts a good store', () => checkSessionStore(new MemoryStore()))

  it('names what a bad store does not do', async () => {
    class Careless extends MemoryStore {
      override update(key: string, session: never): 'saved' {
        this.delete(key)
        this.create(key, session)
        return 'saved'
      }
    }
    await assert.rejects(checkSessionStore(new Careless()), /refuses an update of another version/)
  })
})
