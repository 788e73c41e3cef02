import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { App, renderTemplate, renderTemplateString, request, session } from 'hipflask'
import { listen } from '../fixtures/ports.ts'
import { quiet } from '../fixtures/quiet.ts'

const secret = 'a secret that no page may show to anybody'
const app = new App(import.meta)
app.debug = true
app.config.SECRET_KEY = secret
app.logger = quiet
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
    Promise.reject(new RangeError('one way', { cause: new TypeError('its cause') })),
    Promise.reject(new Error('another')),
  ])
  return 'never'
})
app.get('/careless', () => {
  const mail = (password: string) => new Error(`no mail with ${password}`)
  throw mail('password-of-the-mail')
})
app.get('/deaf', () => {
  throw new Error('red \u001b[31m and \u202egnp.exe')
})
const again = (depth: number): number => again(depth + 1) + 1
app.get('/again', () => String(again(0)))
app.post('/form', () => {
  throw Object.assign(new Error('no connection'), {
    code: 'ECONNREFUSED',
    apiKey: 'key-on-the-error',
    address: 'postgres://ann:word-in-an-address@localhost/shop',
  })
})
app.templateFilter('shout', (text: string) => text.toUpperCase())
app.get('/called', () => renderTemplateString('{{ 1 | shout }}'))
app.get('/bundle', async () => (await import(join(folder, 'bundle.mjs'))).fail())
app.get('/unreadable', async () => import(join(folder, 'unreadable.cjs')))
app.teardownRequest(() => {
  if (request.args.has('late')) throw new Error('the teardown failed')
})
app.get('/fine', () => 'fine')
app.get('/key/<name>', ({ name }) => request.args[name])
app.get('/snake', () => (request as unknown as { get_json(): string }).get_json())
app.get('/text-template', () => renderTemplateString('<h1>\n{{ nobody.age }}'))
app.get('/template/<name>', ({ name }) => renderTemplate(`${name}.html`))

const folder = mkdtempSync(join(tmpdir(), 'hipflask-page-'))
writeFileSync(join(folder, 'unread.html'), '<h1>\n{% if <b> %}\n</h1>')
writeFileSync(
  join(folder, 'bundle.mjs'),
  `const a = "${'a'.repeat(100_000)}"; export function fail() { throw new Error("in a bundle") }; "${'b'.repeat(100_000)}"\n`,
)
writeFileSync(join(folder, 'unreadable.cjs'), 'const a = 1\nconst b = {{\n')
writeFileSync(join(folder, 'failing.html'), '<h1>\n{{ nobody.name }}\n</h1>')
app.templateFolder = folder

describe('the error page of debug mode', () => {
  const server = app.createServer()
  let origin: string

  before(async () => {
    configure()
    origin = `http://127.0.0.1:${await listen(server)}`
  })
  after(() => {
    server.close().closeAllConnections()
    rmSync(folder, { recursive: true })
  })

  async function get(
    path: string,
    headers: Record<string, string>,
    options: RequestInit = {},
  ): Promise<Response> {
    const response = await fetch(origin + path, { headers, ...options })
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
    assert.match(callLines(page)[0], /throw new Error\(/)
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
    const groups = page.match(/<details class="group">[\s\S]*?<\/ol><\/details>/g) ?? []
    assert.equal(groups.length, 2)
    assert.match(groups[0], /<summary>\d+ frames of hipflask and Node\.js<\/summary>/)
    assert.doesNotMatch(groups[0], /page\.test\.ts/)
  })

  it('marks the word that calls, and says where it is', async () => {
    const page = await (await get('/deep', { Accept: 'text/html' })).text()
    assert.match(page, /<span class="word call">new<\/span>/)
    assert.match(page, /<p class="path"><code>[^<]*page\.test\.ts:\d+:\d+<\/code>/)
  })

  it('shows a function that calls itself once', async () => {
    const page = await (await get('/again', { Accept: 'text/html' })).text()
    assert.match(page, /<h1>RangeError<\/h1>/)
    assert.match(page, />again<[^\n]* \d+ times in a row/)
    assert.ok(callLines(page).length < 4)
  })

  it('shows what a template calls above the template', async () => {
    const page = await (await get('/called', { Accept: 'text/html' })).text()
    const lines = callLines(page)
    assert.match(lines[0], /text\.toUpperCase/)
    const template = lines.indexOf('{{ 1 | shout }}')
    assert.ok(template > 0)
    assert.ok(lines.findIndex((line) => line.includes('renderTemplateString(')) > template)
  })

  it('cuts a line that is very long around the call', async () => {
    const page = await (await get('/bundle', { Accept: 'text/html' })).text()
    assert.ok(page.length < 50_000)
    assert.match(callLines(page)[0], /^….{1,60}new Error\("in a bundle"\).*…$/)
  })

  it('shows the line of a module that cannot be read', async () => {
    const page = await (await get('/unreadable', { Accept: 'text/html' })).text()
    assert.match(page, /<h1>(?:SyntaxError|TransformError)<\/h1>/)
    assert.match(page, /unreadable\.cjs:2/)
    assert.equal(callLines(page)[0], 'const b = {{')
  })

  it('writes out what cannot be seen', async () => {
    const page = await (await get('/deaf', { Accept: 'text/html' })).text()
    assert.match(page, /red \\u001b\[31m and \\u202egnp\.exe/)
    assert.doesNotMatch(page, /[\x00-\x09\x0b-\x1f\u202e]/)
  })

  it('shows the request with its rule, query, form and the names of its cookies', async () => {
    const response = await get(
      '/form?page=3&token=of-the-query',
      { Accept: 'text/html', Cookie: 'theme=of-a-cookie' },
      { method: 'POST', body: new URLSearchParams({ name: '<ann>', password: 'of-the-form' }) },
    )
    const page = await response.text()
    assert.match(page, /<th scope="row">Endpoint<\/th><td>POST \/form<\/td>/)
    assert.match(page, /<th scope="row">page<\/th><td>3<\/td>/)
    assert.match(page, /<th scope="row">name<\/th><td>&lt;ann&gt;<\/td>/)
    assert.match(page, /<th scope="row">password<\/th><td>\(hidden\)<\/td>/)
    assert.match(page, /<th scope="row">theme<\/th><td>\(hidden\)<\/td>/)
    assert.doesNotMatch(page, /of-the-query|of-the-form|of-a-cookie/)
  })

  it('shows the session as the view left it', async () => {
    const page = await (await get('/deep', { Accept: 'text/html' })).text()
    assert.match(page, /<th scope="row">name<\/th><td>python<\/td>/)
  })

  it('shows what was noted on the error, without secrets', async () => {
    const page = await (await get('/form', { Accept: 'text/html' }, { method: 'POST' })).text()
    assert.match(page, /<th scope="row">code<\/th><td>ECONNREFUSED<\/td>/)
    assert.match(page, /postgres:\/\/ann:\(hidden\)@localhost/)
    assert.match(page, /<th scope="row">apiKey<\/th><td>\(hidden\)<\/td>/)
    // The view that throws it is shown as it is written, but not what an address holds.
    const tables = page.replace(/<pre[\s\S]*?<\/pre>/g, '')
    assert.doesNotMatch(tables, /key-on-the-error|word-in-an-address/)
  })

  for (const [mistake, path, hint] of [
    [
      'a missing key',
      '/key/first_name',
      'The request has no "first_name": get("first_name") gives undefined',
    ],
    ['a method of Flask on a dict', '/key/getlist', 'Did you mean getList()?'],
    ['a method by its name in Flask', '/snake', 'did you mean getJson?'],
  ]) {
    it(`says what to do about ${mistake}`, async () => {
      const page = await (await get(path, { Accept: 'text/html' })).text()
      const [found] = page.match(/<p class="hint">.*/) ?? []
      assert.ok(unescaped(found ?? '').includes(hint), found)
    })
  }

  it('shows the error of a teardown function', async () => {
    const page = await (await get('/fine?late=1', { Accept: 'text/html' })).text()
    assert.match(page, /the teardown failed/)
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
    for (const hidden of [secret, 'key-of-the-shop', 'of-a-token', 'of-a-cookie', 'inside-of']) {
      assert.ok(!page.includes(hidden), `the page shows ${hidden}`)
    }
    assert.match(page, /perPage: 20/)
  })

  it('hides secrets in the source that it shows', async () => {
    const page = await (await get('/careless', { Accept: 'text/html' })).text()
    assert.match(callLines(page)[1], /throw mail\('\(hidden\)'\)/)
    assert.ok(!page.includes('password-of-the-mail'))
  })

  it('shows a terminal plain text', async () => {
    const text = await textOverSocket(origin)
    assert.match(text, /Content-Type: text\/plain/)
    assert.match(
      text,
      /Error: the outer <b>error<\/b>\n {4}at .*page\.test\.ts:\d+:\d+\)\n {8}throw new Error\(/,
    )
    assert.match(text, /\n {4}… \d+ frames of hipflask and Node\.js\n/)
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

  for (const [name, headers, type] of [
    ['fetch in a browser', { Accept: '*/*', 'Sec-Fetch-Mode': 'cors' }, 'application/problem+json'],
    [
      'a script that ranks JSON first',
      { Accept: 'application/json, text/html;q=0.5' },
      'application/problem+json',
    ],
    [
      'a script that takes anything besides',
      { Accept: 'application/json, text/plain, */*' },
      'application/problem+json',
    ],
    ['htmx', { Accept: '*/*', 'HX-Request': 'true', 'Sec-Fetch-Mode': 'cors' }, 'text/html'],
    ['a browser', { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, 'text/html'],
  ] as const) {
    it(`gives ${name} ${type}`, async () => {
      const response = await get('/deep', headers)
      assert.equal(response.headers.get('Content-Type'), `${type}; charset=utf-8`)
    })
  }

  it('shows the line of a template that cannot be read, and of one that fails', async () => {
    for (const [name, line] of [
      ['unread', '{% if <b> %}'],
      ['failing', '{{ nobody.name }}'],
    ]) {
      const page = await (await get(`/template/${name}`, { Accept: 'text/html' })).text()
      const [first] = page.match(/<details open>[\s\S]*?<\/details>/) ?? []
      assert.match(first ?? '', new RegExp(`>template<[^\\n]*${name}\\.html:2`))
      assert.equal(callLines(page)[0], line)
    }
  })

  it('shows the line of a template that was made from text', async () => {
    const page = await (await get('/text-template', { Accept: 'text/html' })).text()
    assert.match(page, />template<[^\n]*made from text:2/)
    assert.equal(callLines(page)[0], '{{ nobody.age }}')
  })

  it('shows each of several errors that are thrown as one', async () => {
    const page = await (await get('/many', { Accept: 'text/html' })).text()
    assert.match(page, /<h1>AggregateError<\/h1>/)
    assert.deepEqual(headings(page).slice(0, 4), [
      'AggregateError',
      'Caused by RangeError 1 of 2',
      'Caused by TypeError',
      'Caused by Error 2 of 2',
    ])
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

/** Gives the lines of source that are marked, as text. */
function callLines(page: string): string[] {
  const rows = page.match(/<span class="row here"[^\n]*/g) ?? []
  return rows.map((row) => unescaped(row).replace('This line: ', '').trim())
}

function headings(page: string): string[] {
  return (page.match(/<h[12][^\n]*/g) ?? []).map(unescaped)
}

function unescaped(html: string): string {
  const text = html.replace(/<[^>]*>/g, '')
  return ['<lt', '>gt', '"#34', "'#39", '&amp'].reduce(
    (rest, pair) => rest.replaceAll(`&${pair.slice(1)};`, pair[0]),
    text,
  )
}

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
  app.config.SHOP = { perPage: 20, keys: [{ signingKey: 'inside-of-a-list' }] }
  app.config.CACHE = new (class Cache {
    password = 'inside-of-a-class'
  })()
}
