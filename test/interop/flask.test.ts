import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { after, before, beforeEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { listen } from '../fixtures/ports.ts'
import { CookieJar } from '../runners/cookie-jar.ts'
import { makeApp, VALUES } from './app.ts'

const python = spawnSync('python3', ['-c', 'import flask'])
const missing = python.status !== 0
const skip = missing && process.env.CI !== 'true' ? 'python3 with Flask is not here' : false
const KINDS = Object.keys(VALUES)

let flask: ChildProcess
let ours: Server
const bases: Record<'flask' | 'hipflask', string> = { flask: '', hipflask: '' }
type Side = keyof typeof bases
const SIDES: Side[] = ['flask', 'hipflask']
const other = (side: Side): Side => (side === 'flask' ? 'hipflask' : 'flask')

async function startFlask(): Promise<string> {
  assert.ok(!missing, 'python3 with Flask is needed')
  const script = fileURLToPath(new URL('flask-app.py', import.meta.url))
  flask = spawn('python3', [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(flask.stdout!, 'data')
  return `http://127.0.0.1:${String(line).trim()}`
}

/** A browser's view of both servers: one cookie jar for the one host. */
class Browser {
  readonly #jar = new CookieJar()

  async get(side: Side, path: string): Promise<string> {
    const cookie = this.#jar.header('127.0.0.1', path)
    const answer = await fetch(bases[side] + path, cookie ? { headers: { cookie } } : {})
    for (const header of answer.headers.getSetCookie()) this.#jar.keep(header, '127.0.0.1', path)
    const text = await answer.text()
    assert.equal(answer.status, 200, text)
    return text
  }

  /** The session cookie as it is kept. */
  get cookie(): string {
    return this.#jar.header('127.0.0.1', '/') ?? ''
  }
}

async function setKeys(side: Side, ...keys: string[]) {
  const headers = { 'Content-Type': 'application/json' }
  await fetch(`${bases[side]}/keys`, { method: 'POST', headers, body: JSON.stringify(keys) })
}

describe('a session shared with Flask', { skip }, () => {
  before(async () => {
    bases.flask = await startFlask()
    ours = makeApp().createServer() as Server
    bases.hipflask = `http://127.0.0.1:${await listen(ours)}`
  })
  after(() => {
    flask?.kill()
    ours?.close()
    ours?.closeAllConnections()
  })
  beforeEach(async () => {
    for (const side of SIDES) await setKeys(side, 'shared key %^&\'"<')
  })

  for (const side of SIDES) {
    it(`reads on the other side what ${side} wrote, for every type`, async () => {
      for (const kind of KINDS) {
        const browser = new Browser()
        await browser.get(side, `/set/${kind}`)
        assert.equal(await browser.get(other(side), `/check/${kind}`), 'same', kind)
        await browser.get(other(side), '/step')
        assert.equal(await browser.get(side, `/check/${kind}`), 'same', `${kind}, written again`)
      }
    })

    it(`compresses a long value that ${side} wrote, and not a short one`, async () => {
      const browser = new Browser()
      await browser.get(side, '/set/int')
      assert.doesNotMatch(browser.cookie, /^session=\./)
      await browser.get(side, '/set/long')
      assert.match(browser.cookie, /^session=\./)
      assert.equal(await browser.get(other(side), '/check/long'), 'same')
    })

    it(`keeps a session that ${side} made permanent`, async () => {
      const browser = new Browser()
      await browser.get(side, '/permanent/on')
      const state = JSON.parse(await browser.get(other(side), '/state'))
      assert.deepEqual(state, { keys: ['_permanent'], permanent: true })
      await browser.get(other(side), '/permanent/off')
      assert.equal(JSON.parse(await browser.get(side, '/state')).permanent, false)
    })

    it(`reads what ${side} signed with a key that was rotated since`, async () => {
      const browser = new Browser()
      await browser.get(side, '/set/tuple')
      for (const each of SIDES) await setKeys(each, 'new key', 'shared key %^&\'"<')
      assert.equal(await browser.get(other(side), '/check/tuple'), 'same')
      await browser.get(other(side), '/step')
      await setKeys(side, 'new key')
      assert.equal(await browser.get(side, '/check/tuple'), 'same')
    })
  }

  it('lets one client walk between both with all values at once', async () => {
    const browser = new Browser()
    const small = KINDS.filter((kind) => kind !== 'long')
    const walked: Side[] = []
    for (const [index, kind] of small.entries()) {
      const side = SIDES[index % 2]!
      await browser.get(side, `/set/${kind}`)
      walked.push(other(side))
      assert.deepEqual(JSON.parse(await browser.get(other(side), '/step')), walked)
    }
    for (const side of SIDES)
      for (const kind of small)
        assert.equal(await browser.get(side, `/check/${kind}`), 'same', kind)
    await browser.get('hipflask', '/remove/text')
    const left = JSON.parse(await browser.get('flask', '/remove/int'))
    assert.ok(!left.includes('text') && !left.includes('int'))
  })
})
