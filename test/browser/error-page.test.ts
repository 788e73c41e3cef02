import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { App, renderTemplate, session } from 'hipflask'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { listen } from '../fixtures/ports.ts'
import { quiet } from '../fixtures/quiet.ts'
import { skip, startBrowser } from './chromium.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'hipflask-error-page-'))
const app = new App(folder)
app.debug = true
app.config.SECRET_KEY = 'the secret of a page that is looked at'
app.logger = quiet

class OrderError extends Error {
  code = 'E_ORDER'
}

/** Fails as a shop does, for a reason. */
async function pay(id: number): Promise<never> {
  // A comment, a "text" and 42.
  const reason = new RangeError(`There is no order ${id}.`)
  await Promise.resolve()
  throw new OrderError(`Order ${id} could not be paid`, { cause: reason })
}

app.route('/pay/<int:id>', { methods: ['GET', 'POST'] }, async ({ id }) => {
  session.user = { name: 'Ann', roles: ['admin'] }
  await pay(id)
  return 'paid'
})
app.get('/wide', () => {
  throw new Error(`${'wide'.repeat(500)} ${'many words '.repeat(500)}\n${'line\n'.repeat(50)}`)
})
app.get('/hostile', () => {
  throw new Error('</title></style><script>document.title = "taken"</script><img src=x>')
})
app.get('/template', () => renderTemplate('orders.html'))
writeFileSync(
  join(folder, 'orders.html'),
  '<h1>Orders</h1>\n{# all of them #}\n{{ order.total }}\n',
)
app.templateFolder = folder

const looks: Record<string, BrowserContextOptions> = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  'a light phone': { colorScheme: 'light', viewport: { width: 360, height: 740 } },
  'a dark phone': { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
}

describe('the error page in Chromium', { skip }, () => {
  const server = app.createServer()
  let browser: Browser
  let origin: string

  before(async () => {
    browser = await startBrowser()
    origin = `http://127.0.0.1:${await listen(server)}`
  })

  after(async () => {
    await browser?.close()
    server.close().closeAllConnections()
    rmSync(folder, { recursive: true })
  })

  async function open(path: string, look: BrowserContextOptions = looks.light): Promise<Page> {
    const page = await (await browser.newContext(look)).newPage()
    await page.goto(origin + path)
    return page
  }

  for (const [name, look] of Object.entries(looks)) {
    for (const path of ['/pay/7', '/wide', '/template']) {
      it(`has no barrier and nothing cut off on ${path} in ${name}`, async () => {
        const page = await open(path, look)
        await page.locator('summary').evaluateAll((all) => {
          for (const summary of all) (summary.parentElement as HTMLDetails).open = true
        })
        assert.deepEqual(await barriers(page), [])
        assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0)
        await page.context().close()
      })
    }
  }

  it('shows the first call of the app, and folds those of the framework', async () => {
    const page = await open('/pay/7')
    const details = page.locator('#calls details')
    assert.match(await details.first().innerText(), /^pay.*error-page\.test\.ts:\d+:\d+/)
    assert.equal(await details.first().getAttribute('open'), '')
    const cause = page.locator('#cause-1 .group').last()
    assert.match(await cause.innerText(), /^\d+ frames of hipflask/)
    assert.equal(await cause.getAttribute('open'), null)
    await page.context().close()
  })

  it('is operated by keyboard', async () => {
    const page = await open('/pay/7')
    const focused = () =>
      page.evaluate('document.activeElement.tagName + " " + document.activeElement.textContent')
    await page.keyboard.press('Tab')
    assert.match(String(await focused()), /^SUMMARY Noted on the error/)
    await page.keyboard.press('Tab')
    assert.equal(await focused(), 'A Calls')
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')
    assert.equal(outline, 'solid')
    const cookies = page.locator('summary', { hasText: 'Headers' })
    await cookies.focus()
    await page.keyboard.press('Enter')
    assert.equal(await cookies.locator('..').getAttribute('open'), '')
    await page.keyboard.press('Space')
    assert.equal(await cookies.locator('..').getAttribute('open'), null)
    await page.context().close()
  })

  it('copies source without line numbers, and a place at one click', async () => {
    const page = await open('/pay/7')
    const code = page.locator('#calls pre').first()
    assert.match(await code.innerText(), /^ {2}const reason = new RangeError/m)
    await page.locator('#calls .path code').first().click()
    assert.match(
      String(await page.evaluate('String(getSelection())')),
      /\/error-page\.test\.ts:\d+:\d+$/,
    )
    await page.context().close()
  })

  it('runs nothing and asks for nothing', async () => {
    const page = await (await browser.newContext()).newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.goto(`${origin}/hostile`)
    await page.waitForLoadState('networkidle')
    assert.deepEqual(asked, ['/hostile'])
    assert.match(await page.title(), /^500 Error: <\/title><\/style><script>/)
    assert.match(await page.locator('.message').innerText(), /<img src=x>/)
    await page.context().close()
  })

  it('gives JSON to the fetch of a page', async () => {
    const page = await open('/pay/7')
    const context = await browser.newContext({ bypassCSP: true })
    const other = await context.newPage()
    await other.goto(`${origin}/pay/7`)
    const body = await other.evaluate("fetch('/pay/8').then((response) => response.json())")
    assert.equal((body as { detail: string }).detail, 'Order 8 could not be paid')
    await context.close()
    await page.context().close()
  })
})

interface HTMLDetails {
  open: boolean
}

interface Violation {
  id: string
  nodes: { html: string }[]
}

/** Gives what axe finds: the rule and where. Best practices, such as landmarks and headings, count. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const violations = await page.evaluate('axe.run().then(({ violations }) => violations)')
  return (violations as Violation[]).flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${id}: ${html}`),
  )
}
