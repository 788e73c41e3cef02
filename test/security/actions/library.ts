import { join } from 'node:path'
import {
  App,
  abort,
  escape,
  jsonify,
  Markup,
  makeResponse,
  Response,
  renderTemplateString,
  request,
  session,
} from 'hipflask'
import { Environment } from 'hipflask/jinja'
import { safeJoin, secureFilename } from 'hipflask/security'
import { checkSecretKey } from '../../../src/config/secret-key.ts'
import type { TestClient } from '../../../src/testing/client.ts'
import { sign, signEncoded } from '../sign.ts'
import type { Action } from './index.ts'
import { unless } from './tools.ts'

const KEY = 'dev-secret-key-for-tests'

export function makeApp(): App {
  const app = new App(import.meta, { staticFolder: null })
  app.secretKey = KEY
  for (const level of ['info', 'warn', 'error'] as const) app.logger[level] = () => {}
  return app
}

/** Gives what is thrown, or undefined. */
function thrown(run: () => unknown): unknown {
  try {
    run()
    return undefined
  } catch (error) {
    return error ?? 'something'
  }
}

// What Werkzeug 3.1 gives.
const FILENAMES: Record<string, string> = {
  '../../etc/passwd': 'etc_passwd',
  '..': '',
  '': '',
  '...': '',
  CON: 'CON',
  'com1.txt': 'com1.txt',
  'a\0b': 'ab',
  '\u202egpj.exe': 'gpj.exe',
  '.bashrc': 'bashrc',
  '/abs': 'abs',
  'C:\\x': 'Cx',
  'a/b': 'a_b',
  '\ufb01le': 'file',
}

const SAFE_ROOT = join('/', 'srv', 'files')

function filenames(): string[] {
  const wrong = Object.entries(FILENAMES).filter(([given, safe]) => secureFilename(given) !== safe)
  const outside = ['../x', 'a/../../x', '/x', '..', 'a\0b'].filter(
    (part) => safeJoin(SAFE_ROOT, part) !== undefined,
  )
  return [
    ...wrong.map(([given]) => `${JSON.stringify(given)} is ${secureFilename(given)}`),
    ...outside.map((part) => `safeJoin takes ${JSON.stringify(part)}`),
  ]
}

/** Asks an app for a path and gives the whole answer as it is sent. */
async function answered(app: App, path: string, client: TestClient = app.testClient()) {
  const answer = await client.get(path)
  return { answer, head: JSON.stringify([answer.status, ...answer.headers]) }
}

async function reasons(): Promise<string[]> {
  const app = makeApp()
  app.get('/abort', () => abort(400, 'a\r\nX-Evil: 1'))
  app.get('/status', () => {
    const response = makeResponse('x')
    response.status = '200 OK\r\nX-Evil: 1'
    return response
  })
  const aborted = await answered(app, '/abort')
  const status = await answered(app, '/status')
  return [aborted, status].flatMap(({ head, answer }) => [
    ...unless(!/\\r|\\n|X-Evil/.test(head), `the head is ${head}`),
    ...unless([400, 500].includes(answer.statusCode), `status ${answer.statusCode}`),
  ])
}

function setters(): string[] {
  const response = new Response('x')
  const problems: string[] = []
  const attempts: Record<string, () => unknown> = {
    etag: () => response.setEtag('a"\r\nX-Evil: 1'),
    vary: () => response.vary.add('a\r\nX-Evil: 1'),
    link: () => response.headers.set('Link', '<a\r\nX-Evil: 1>'),
    location: () => {
      response.location = '/a\r\nX-Evil: 1'
    },
    type: () => {
      response.mimetype = 'text/plain\r\nX-Evil: 1'
    },
  }
  for (const [name, attempt] of Object.entries(attempts)) {
    thrown(attempt)
    if (/[\r\n]/.test(JSON.stringify([...response.headers]).replaceAll('\\\\', '')))
      problems.push(`${name} breaks the line`)
    for (const [field, value] of response.headers)
      if (/[\r\n]/.test(field + value)) problems.push(`${name} breaks the line`)
  }
  return [
    ...problems,
    ...unless(thrown(() => response.setEtag('a"b')) !== undefined, 'a quote in an etag'),
  ]
}

async function fallbacks(): Promise<string[]> {
  const app = makeApp()
  app.secretKey = 'the key of today, long'
  app.config.SECRET_KEY_FALLBACKS = [KEY]
  app.get('/', () => {
    const user = session.get('user')
    session.seen = true
    return String(user)
  })
  const answer = await app
    .testClient()
    .get('/', { headers: { Cookie: `session=${sign('{"user":"ann"}')}` } })
  const [, value = ''] = /session=([^;]*)/.exec(answer.headers.get('Set-Cookie') ?? '') ?? []
  const [encoded = ''] = value.split('.')
  const stamp = Buffer.from(value.split('.')[1] ?? '', 'base64url').readUInt32BE()
  const today = signEncoded(encoded, { key: 'the key of today, long', at: stamp })
  return [
    ...unless(answer.text === 'ann', `the old key gives ${answer.text}`),
    ...unless(value === today, 'the new cookie is not signed by the new key'),
  ]
}

async function emptyFallback(): Promise<string[]> {
  const app = makeApp()
  app.get('/', () => String(session.get('user')))
  const forged = sign('{"user":"eve"}', { key: '' })
  const refused = thrown(() => {
    app.config.SECRET_KEY_FALLBACKS = ['', null as never, 'old']
    app.start()
  })
  if (refused !== undefined) return []
  const answer = await app.testClient().get('/', { headers: { Cookie: `session=${forged}` } })
  return unless(answer.text !== 'eve', 'a cookie signed with an empty key is accepted')
}

async function copied(): Promise<string[]> {
  const app = makeApp()
  app.post('/', () => ({ x: (Object.assign({}, request.getJson()) as { x?: unknown }).x ?? null }))
  const answer = await app
    .testClient()
    .post('/', { data: '{"__proto__":{"x":1}}', headers: { 'Content-Type': 'application/json' } })
  return [
    ...unless([200, 400].includes(answer.statusCode), `status ${answer.statusCode}`),
    ...unless(({} as { x?: unknown }).x === undefined, 'Object.prototype was changed'),
  ]
}

async function parameters(): Promise<string[]> {
  const app = makeApp()
  for (const name of ['__proto__', 'constructor', 'toString'])
    app.get(`/${name}/<${name}>`, { endpoint: name }, (values: Record<string, unknown>) => ({
      own: Object.hasOwn(values, name),
      bare: Object.getPrototypeOf(values) === null,
    }))
  const client = app.testClient()
  const problems: string[] = []
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const { text } = await client.get(`/${name}/x`)
    if (text !== '{"own":true,"bare":true}\n') problems.push(`<${name}> gives ${text}`)
  }
  return [...problems, ...unless(!('x' in {}), 'Object.prototype was changed')]
}

async function escaping(): Promise<string[]> {
  const app = makeApp()
  const hostile = '<b>"\''
  const kinds: [string, boolean][] = [
    ['a.html', true],
    ['a.htm', true],
    ['a.xml', true],
    ['a.xhtml', true],
    ['a.svg', true],
    ['a.txt', false],
  ]
  const wrong = kinds.filter(([name, wanted]) => app.selectJinjaAutoescape(name) !== wanted)
  const text = app.testRequestContext('/', () => renderTemplateString('{{ x }}', { x: hostile }))
  const joined = String(new Markup('<i>').concat('<b>'))
  const script = new Environment({ autoescape: true })
    .fromString('{{ x|tojson }}')
    .render({ x: "</script>'&" })
  return [
    ...wrong.map(([name]) => `${name} escapes wrongly`),
    ...unless(text === '&lt;b&gt;&#34;&#39;', `a string renders as ${text}`),
    ...unless(joined === '<i>&lt;b&gt;', `Markup and text join as ${joined}`),
    ...unless(!/[<>&']/.test(script), `tojson writes ${script}`),
    ...unless(String(escape(hostile)) === '&lt;b&gt;&#34;&#39;', 'escape'),
  ]
}

/** How long something takes, in milliseconds: the shorter of two runs when the first was long. */
function timeOf(run: () => unknown): number {
  const once = () => {
    const start = performance.now()
    run()
    return performance.now() - start
  }
  const first = once()
  return first < 1500 ? first : Math.min(first, once())
}

async function manyRoutes(): Promise<string[]> {
  const app = makeApp()
  for (let n = 0; n < 10_000; n += 1)
    app.get(`/r${n}/<int:id>/x${n}/<name>`, { endpoint: `e${n}` }, () => 'x')
  const adapter = app.testRequestContext('/', () => app.createUrlAdapter(request))
  const miss = () => thrown(() => adapter?.match('/r9999/1/x1/a'))
  miss()
  const start = performance.now()
  for (let n = 0; n < 100; n += 1) miss()
  const time = (performance.now() - start) / 100
  return [
    ...unless(miss() !== undefined, 'it matched'),
    ...unless(time < 3, `a miss takes ${time} ms`),
  ]
}

function filters(): string[] {
  const env = new Environment({ autoescape: true })
  const names = [
    'striptags',
    'urlize',
    'wordwrap',
    'truncate',
    "replace('a', 'b')",
    'title',
    'indent',
  ]
  const units = ['<', 'a ', '<a ', 'http://', '&#', 'www.a.b ', '\n', '--> <!--']
  return names.flatMap((name) => {
    const template = env.fromString(`{{ x|${name} }}`)
    return units.flatMap((unit) => {
      const text = unit.repeat(1_000_000 / unit.length)
      const time = timeOf(() => template.render({ x: text }))
      // By the square of the length it would be minutes.
      return unless(time < 5000, `${name} of ${unit} takes ${time} ms`)
    })
  })
}

async function clocks(): Promise<string[]> {
  const app = makeApp()
  const start = Math.floor(Date.now() / 1000)
  app.get('/set', () => {
    session.permanent = true
    session.user = 'ann'
    return 'set'
  })
  app.get('/', () => String(session.get('user')))
  const year = 365 * 86_400
  const problems: string[] = []
  for (const [jump, wanted] of [
    [0, 'ann'],
    [year, 'undefined'],
    [-3600, 'undefined'],
  ] as const) {
    app.now = () => start
    const client = app.testClient()
    await client.get('/set')
    app.now = () => start + jump
    const answer = await client.get('/')
    if (answer.statusCode !== 200 || answer.text !== wanted)
      problems.push(`after ${jump} seconds: ${answer.statusCode} ${answer.text}`)
  }
  return problems
}

async function pollution(): Promise<string[]> {
  const app = makeApp()
  app.get('/change', () => {
    const refused = thrown(() =>
      (request.args as unknown as { set(k: string, v: string): void }).set('x', '1'),
    )
    ;((request.viewArgs as Record<string, unknown> | undefined) ?? {})['x'] = 1
    const response = makeResponse('x')
    response.headers.set('X-Left', '1')
    renderTemplateString('{% set left = 1 %}{{ left }}')
    return refused === undefined ? 'taken' : response
  })
  app.get('/look', () => {
    const left = renderTemplateString('{{ left is defined }}')
    return jsonify({ args: request.args.size, left })
  })
  const client = app.testClient()
  const changed = await client.get('/change?a=1')
  const look = await client.get('/look')
  return [
    ...unless(changed.text === 'x', 'request.args could be changed'),
    ...unless(look.text.includes('"left":"False"') && look.text.includes('"args":0'), look.text),
    ...unless(look.headers.get('X-Left') === null, 'a header is left'),
  ]
}

function weakKeys(): string[] {
  const app = makeApp()
  const warnings: string[] = []
  app.logger.warn = (text) => warnings.push(String(text))
  app.secretKey = 'a short one'
  checkSecretKey(app)
  app.secretKey = 'dev'
  const refused = thrown(() => checkSecretKey(app))
  app.secretKey = 'f3cfe9ed8fae309f02079dbf3a1c2d4e'
  checkSecretKey(app)
  return [
    ...unless(warnings.length === 1 && /11 bytes/.test(warnings[0]!), `warnings: ${warnings}`),
    ...unless(refused !== undefined, 'a key that everybody tries is taken'),
  ]
}

export const library: Record<string, Action> = {
  'PT-44': async () => filenames(),
  'HI-20': reasons,
  'HI-25': async () => setters(),
  'SC-08': emptyFallback,
  'SC-10': async () => weakKeys(),
  'SC-09': fallbacks,
  'PP-09': copied,
  'PP-13': parameters,
  'DF-12': escaping,
  'RE-24': manyRoutes,
  'RE-25': async () => filters(),
  'CH-01': clocks,
  'CH-02': clocks,
  'CX-10': pollution,
}
