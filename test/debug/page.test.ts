import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { App, renderTemplate, renderTemplateString, session } from 'hipflask'

const secret = 'a secret that no page may show to anybody'
const app = new App(import.meta)
app.debug = true
app.config.SECRET_KEY = secret
app.logger = { debug() {}, info() {}, warn() {}, error() {} }
app.get('/deep', () => {
  session.name = 'python'
  try {
    throw new RangeError('the <inner> reason')
  } catch (cause) {
    throw new Error('the outer <b>error</b>', { cause })
  }
})
app.get('/text', () => {
  throw 'a text'
})

app.get('/many', async () => {
  await Promise.any([
    Promise.reject(new RangeError('one way')),
    Promise.reject(new Error('another')),
  ])
  return 'never'
})
app.get('/careless', () => {
  const mail = (password: string) => new Error(`no mail with ${password}`)
  throw mail('password-of-the-mail')
})
app.get('/text-template', () => renderTemplateString('<h1>\n{{ nobody.age }}'))
app.get('/template/<name>', ({ name }) => renderTemplate(`${name}.html`))

const folder = mkdtempSync(join(tmpdir(), 'hipflask-page-'))
writeFileSync(join(folder, 'unread.html'), '<h1>\n{% if <b> %}\n</h1>')
writeFileSync(join(folder, 'failing.html'), '<h1>\n{{ nobody.name }}\n</h1>')
app.templateFolder = folder

describe('the error page of debug mode', () => {
  const server = app.createServer()
  let origin: string

  before(async () => {
    configure()
    await once(server.listen(0, '127.0.0.1'), 'listening')
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.close().closeAllConnections()
    rmSync(folder, { recursive: true })
  })

  async function get(path: string, headers: Record<string, string>): Promise<Response> {
    const response = await fetch(origin + path, { headers })
    assert.equal(response.status, 500)
    assert.equal(response.headers.get('Cache-Control'), 'no-store')
    return response
  }

  it('shows a browser the error, its causes and the source around each call', async () => {
    const response = await get('/deep', { Accept: 'text/html' })
    assert.equal(response.headers.get('Content-Type'), 'text/html; charset=utf-8')
    const page = await response.text()
    assert.match(page, /<h1>Error<\/h1>/)
    assert.match(page, /the outer &lt;b&gt;error&lt;\/b&gt;/)
    assert.match(page, /Caused by RangeError/)
    assert.match(page, /the &lt;inner&gt; reason/)
    assert.match(page, /class="here"[^>]*>[^<]*throw new Error\(/)
    assert.match(page, /page\.test\.ts/)
  })

  it('loads nothing from elsewhere and runs nothing', async () => {
    const page = await (await get('/deep', { Accept: 'text/html' })).text()
    assert.doesNotMatch(page, /<script|<link|<img|src=|@import|url\(/)
  })

  it('folds the frames of packages', async () => {
    const page = await (await get('/deep', { Accept: 'text/html' })).text()
    const [own] = page.match(/<details open>[\s\S]*?<\/details>/) ?? []
    assert.match(own ?? '', /page\.test\.ts/)
    assert.match(page, /<details><summary>[^<]*<code>src\//)
  })

  it('hides secrets', async () => {
    const page = await (
      await get('/deep', {
        Accept: 'text/html',
        Authorization: 'Bearer of-a-token',
        Cookie: 'a=of-a-cookie',
      })
    ).text()
    assert.match(page, /SECRET_KEY<\/th><td>\(hidden\)/)
    for (const hidden of [secret, 'key-of-the-shop', 'of-a-token', 'of-a-cookie']) {
      assert.ok(!page.includes(hidden), `the page shows ${hidden}`)
    }
  })

  it('hides secrets in the source that it shows', async () => {
    const page = await (await get('/careless', { Accept: 'text/html' })).text()
    assert.match(page, /throw mail\(.{1,8}\(hidden\)/)
    assert.ok(!page.includes('password-of-the-mail'))
  })

  it('shows a terminal plain text', async () => {
    const text = await textOverSocket(origin)
    assert.match(text, /Content-Type: text\/plain/)
    assert.match(text, /Error: the outer <b>error<\/b>\n {4}at .*page\.test\.ts/)
    assert.match(text, /Caused by RangeError: the <inner> reason/)
  })

  it('shows a script JSON', async () => {
    const response = await get('/deep', { Accept: 'application/json' })
    const body = (await response.json()) as {
      title: string
      detail: string
      errors: { name: string }[]
    }
    assert.equal(body.title, 'Error')
    assert.equal(body.detail, 'the outer <b>error</b>')
    assert.deepEqual(
      body.errors.map(({ name }) => name),
      ['Error', 'RangeError'],
    )
  })

  it('shows the line of a template that cannot be read, and of one that fails', async () => {
    for (const [name, line] of [
      ['unread', '{% if &lt;b&gt; %}'],
      ['failing', '{{ nobody.name }}'],
    ]) {
      const page = await (await get(`/template/${name}`, { Accept: 'text/html' })).text()
      const [first] = page.match(/<details open>[\s\S]*?<\/details>/) ?? []
      assert.match(first ?? '', new RegExp(`template <code>[^<]*${name}\\.html:2<`))
      const [here] = page.match(/<span class="here"[^>]*>[^\n]*?<\/span>/) ?? []
      assert.ok(here?.includes(`2  ${line}`), `${here} is not the line ${line}`)
    }
  })

  it('shows the line of a template that was made from text', async () => {
    const page = await (await get('/text-template', { Accept: 'text/html' })).text()
    assert.match(
      page,
      /template <code>[\s\S]*?<span class="here"[^>]*> *2 {2}\{\{ nobody\.age \}\}/,
    )
  })

  it('shows each of several errors that are thrown as one', async () => {
    const page = await (await get('/many', { Accept: 'text/html' })).text()
    assert.match(page, /<h1>AggregateError<\/h1>/)
    assert.match(page, /Caused by RangeError<[\s\S]*one way[\s\S]*Caused by Error<[\s\S]*another/)
  })

  it('shows a value that was thrown in place of an error', async () => {
    const page = await (await get('/text', { Accept: 'text/html' })).text()
    assert.match(page, /A value that is no error was thrown/)
    assert.match(page, /a text/)
  })

  for (const [name, value] of [
    ['X-Forwarded-For', '192.0.2.1'],
    ['Forwarded', 'for=192.0.2.1'],
    ['X-Forwarded-Server', 'proxy'],
    ['X-Real-IP', '192.0.2.1'],
    ['CF-Connecting-IP', '192.0.2.1'],
    ['Via', '1.1 proxy'],
  ]) {
    it(`is a plain 500 for a request with ${name}`, async () => {
      const page = await (await get('/deep', { Accept: 'text/html', [name]: value })).text()
      assert.doesNotMatch(page, /outer|page\.test/)
      assert.match(page, /Internal Server Error/)
    })
  }

  it('is shown to a client whose headers only look alike', async () => {
    const headers = { Accept: 'text/html', 'X-Client-Version': '1', 'X-Realm': 'a', Viable: 'yes' }
    assert.match(await (await get('/deep', headers)).text(), /the outer/)
  })

  it('is a plain 500 for the Host of another machine', async () => {
    const text = await textOverSocket(origin, 'evil.example')
    assert.doesNotMatch(text, /outer|page\.test/)
  })
})

async function textOverSocket(origin: string, host = '127.0.0.1'): Promise<string> {
  const { connect } = await import('node:net')
  const socket = connect(Number(new URL(origin).port), '127.0.0.1')
  socket.end(`GET /deep HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\nConnection: close\r\n\r\n`)
  let text = ''
  for await (const chunk of socket) text += chunk
  return text
}

// Far from the view, whose source the page shows.
function configure(): void {
  app.config.SHOP_API_KEY = 'key-of-the-shop'
  app.config.MAIL_PASSWORD = 'password-of-the-mail'
}
