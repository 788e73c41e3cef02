import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { root } from '../codebase/sources.ts'
import { skip, startBrowser } from './chromium.ts'

describe('examples/session in Chromium', { skip }, () => {
  let server: ChildProcess
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let origin: string

  before(async () => {
    server = spawn(process.execPath, ['--import', 'tsx', 'examples/session/app.ts'], {
      cwd: root,
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    origin = await addressOf(server)
    browser = await startBrowser()
    context = await browser.newContext()
    page = await context.newPage()
  })

  after(async () => {
    await browser?.close()
    server.kill()
    await once(server, 'close')
  })

  async function textOf(path: string): Promise<string | null> {
    await page.goto(origin + path)
    return page.locator('body').textContent()
  }

  it('keeps a session in a cookie that scripts cannot read', async () => {
    assert.equal(await textOf('/set_session'), 'session')
    const [cookie, ...others] = await context.cookies()
    assert.deepEqual(others, [])
    assert.equal(cookie.name, 'session')
    assert.equal(cookie.httpOnly, true)
    assert.equal(cookie.sameSite, 'Lax')
    assert.equal(cookie.expires, -1)
    assert.equal(await textOf('/get_session'), 'name:python')
    assert.equal(await page.evaluate('document.cookie'), '')
  })

  it('keeps a permanent session for five minutes', async () => {
    assert.equal(await textOf('/keep_session'), 'kept for five minutes')
    const [cookie] = await context.cookies()
    const seconds = cookie.expires - Date.now() / 1000
    assert.ok(seconds > 280 && seconds < 302, `the cookie lives for ${seconds} s`)
  })

  it('deletes the cookie of a session that was cleared', async () => {
    assert.equal(await textOf('/del_session'), 'deleted python')
    assert.deepEqual(await context.cookies(), [])
  })

  it('shows the error of a missing key on a page with its source', async () => {
    const answer = await page.goto(`${origin}/get_session`)
    assert.equal(answer?.status(), 500)
    const text = await page.locator('body').textContent()
    assert.ok(text)
    assert.match(text, /KeyError/)
    assert.match(text, /examples\/session\/app\.ts/)
  })
})

async function addressOf(server: ChildProcess): Promise<string> {
  assert.ok(server.stdout)
  for await (const line of createInterface(server.stdout)) {
    const found = /http:\/\/[\d.]+:\d+/.exec(line)
    if (found !== null) return found[0]
  }
  throw new Error('The example ended before it said where it serves.')
}
