import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { SessionStore, StoredSession } from '../sessions/stores/store.ts'

/** Gives a session that was made at a time, for the checks. */
function sample(now: number, changes: Partial<StoredSession> = {}): StoredSession {
  return {
    text: '{"text":"\u00e9\u4e2d\u{1f389}\\"","n":1}',
    version: 1,
    createdAt: now,
    seenAt: now,
    expiresAt: now + 60,
    owner: undefined,
    movedTo: undefined,
    ...changes,
  }
}

type Check = (store: SessionStore, key: string, now: number) => Promise<void>

/** What every store has to do, by name, unless its capabilities say otherwise. Each works on a key of its own. */
export const sessionStoreChecks: Readonly<Record<string, Check>> = {
  'gives undefined for a key that it does not have': async (store, key) => {
    assert.equal(await store.get(key), undefined)
  },
  'gives back what was kept': async (store, key, now) => {
    const session = sample(now, { owner: `owner ${key}`, movedTo: 'x'.repeat(43) })
    assert.equal(await store.create(key, session, 60), true)
    assert.deepEqual({ ...(await store.get(key)) }, session)
  },
  'never replaces a session by a new one': async (store, key, now) => {
    await store.create(key, sample(now), 60)
    assert.equal(await store.create(key, sample(now, { text: '{}' }), 60), false)
    assert.equal((await store.get(key))?.text, sample(now).text)
  },
  'updates a session whose version is the one given': async (store, key, now) => {
    await store.create(key, sample(now), 60)
    const next = sample(now, { version: 2, text: '{"n":2}' })
    assert.equal(await store.update(key, next, 1, 60), 'saved')
    assert.deepEqual({ ...(await store.get(key)) }, next)
  },
  'refuses an update of another version': async (store, key, now) => {
    await store.create(key, sample(now, { version: 5 }), 60)
    assert.equal(await store.update(key, sample(now, { version: 5 }), 4, 60), 'conflict')
    assert.equal((await store.get(key))?.version, 5)
  },
  'never brings a session back by an update or a touch': async (store, key, now) => {
    await store.create(key, sample(now), 60)
    assert.deepEqual({ ...(await store.delete(key)) }, sample(now))
    assert.equal(await store.update(key, sample(now, { version: 2 }), 1, 60), 'gone')
    assert.equal(await store.touch(key, sample(now), 60), false)
    assert.equal(await store.get(key), undefined)
    assert.equal(await store.delete(key), undefined)
  },
  'touches the times and nothing else': async (store, key, now) => {
    const times = { seenAt: now + 5, expiresAt: now + 65 }
    await store.create(key, sample(now), 60)
    assert.equal(await store.touch(key, sample(now, times), 60), true)
    assert.deepEqual({ ...(await store.get(key)) }, sample(now, times))
  },
  'does not touch another version': async (store, key, now) => {
    const newer = sample(now, { version: 2, text: '{}', movedTo: 'x'.repeat(43) })
    await store.create(key, newer, 60)
    assert.equal(await store.touch(key, sample(now, { expiresAt: now + 99 }), 60), false)
    assert.deepEqual({ ...(await store.get(key)) }, newer)
  },
  'lists the session of an owner for as long as it is touched': async (store, key, now) => {
    if (store.capabilities?.owners === false) return
    const owner = `owner of ${key}`
    await store.create(key, sample(now, { owner }), 1)
    assert.equal(await store.touch(key, sample(now, { owner, expiresAt: now + 65 }), 60), true)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    assert.deepEqual([...(await store.keysOf(owner))], [key])
  },
  'lets one of many parallel updates of a version through': async (store, key, now) => {
    if (store.capabilities?.atomic === false) return
    await store.create(key, sample(now), 60)
    const attempts = Array.from({ length: 20 }, (_, index) =>
      store.update(key, sample(now, { version: 2, text: `{"n":${index}}` }), 1, 60),
    )
    const results = await Promise.all(attempts)
    assert.equal(results.filter((result) => result === 'saved').length, 1)
    assert.equal(results.filter((result) => result === 'conflict').length, 19)
  },
  'lists the sessions of an owner, and only those': async (store, key, now) => {
    if (store.capabilities?.owners === false) return
    const owner = `owner of ${key}`
    const [first, second, third] = [`${key}1`, `${key}2`, `${key}3`]
    await store.create(first, sample(now, { owner }), 60)
    await store.create(second, sample(now), 60)
    await store.create(third, sample(now, { owner: `${owner}!` }), 60)
    await store.update(second, sample(now, { owner, version: 2 }), 1, 60)
    assert.deepEqual([...(await store.keysOf(owner))].sort(), [first, second])
    await store.delete(first)
    const left = await store.keysOf(owner)
    const alive = await Promise.all(left.map((each) => store.get(each)))
    assert.equal(alive.filter((session) => session !== undefined).length, 1)
    assert.deepEqual([...(await store.keysOf('nobody'))], [])
  },
  'forgets what has expired when it cleans up, and only that': async (store, key, now) => {
    await store.create(key, sample(now), 60)
    await store.cleanup(now)
    assert.notEqual(await store.get(key), undefined)
  },
  'keeps a large session': async (store, key, now) => {
    const text = JSON.stringify({ text: 'x'.repeat(300_000) })
    await store.create(key, sample(now, { text }), 60)
    assert.equal((await store.get(key))?.text, text)
  },
}

/**
 * Checks that a store of your own keeps the contract of `SessionStore`.
 *
 * @param store An empty store; the checks leave some sessions in it.
 * @throws AssertionError For the first thing that it does not do.
 */
export async function checkSessionStore(store: SessionStore): Promise<void> {
  for (const [name, check] of Object.entries(sessionStoreChecks)) {
    try {
      await check(store, randomBytes(31).toString('base64url'), Math.floor(Date.now() / 1000))
    } catch (cause) {
      throw new assert.AssertionError({
        message: `The store does not do this: it ${name}. ${cause}`,
      })
    }
  }
}
