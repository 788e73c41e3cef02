import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, it } from 'node:test'
import { chromium } from 'playwright-core'
import { createApp } from '../../examples/flaskr/app.ts'
import { hasSqlite } from '../../examples/flaskr/database.ts'
import { listen } from '../fixtures/ports.ts'

const folders = (process.env.PATH ?? '').split(delimiter)
const executablePath = folders.map((folder) => join(folder, 'chromium')).find(existsSync)

function missing(): string | false {
  if (!hasSqlite) return 'node:sqlite is missing: it needs Node 22 or newer'
  return executablePath === undefined ? 'chromium is not installed' : false
}

describe('examples/flaskr in a browser', { skip: missing() }, () => {
  it('registers, logs in, writes, edits, deletes and logs out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flaskr-browser-'))
    const server = createApp(join(folder, 'blog.sqlite')).createServer()
    const port = await listen(server)
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    try {
      const page = await browser.newPage()
      await page.goto(`http://127.0.0.1:${port}/`)
      await page.getByRole('link', { name: 'Register' }).click()
      for (const button of ['Register', 'Log in']) {
        await page.getByLabel('Name').fill('ada')
        await page.getByLabel('Password').fill('secret words')
        await page.getByRole('button', { name: button }).click()
      }
      await page.getByRole('link', { name: 'Write' }).click()
      await page.getByLabel('Title').fill('Tea & <cake>')
      await page.getByLabel('Text').fill('one\ntwo')
      await page.getByRole('button', { name: 'Publish' }).click()
      assert.equal(await page.locator('article h2').textContent(), 'Tea & <cake>')
      const display = "getComputedStyle(document.querySelector('nav')).display"
      assert.equal(await page.evaluate(display), 'flex')
      await page.getByRole('link', { name: 'Edit' }).click()
      await page.getByLabel('Title').fill('Coffee')
      await page.getByRole('button', { name: 'Save' }).click()
      assert.equal(await page.locator('article h2').textContent(), 'Coffee')
      await page.getByRole('link', { name: 'Edit' }).click()
      await page.getByRole('button', { name: 'Delete' }).click()
      assert.equal(await page.locator('article').count(), 0)
      await page.getByRole('button', { name: 'Log out' }).click()
      assert.equal(await page.getByRole('link', { name: 'Log in' }).count(), 1)
    } finally {
      await browser.close()
      server.close()
      server.closeAllConnections()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
