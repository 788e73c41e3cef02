import { App, makeResponse, type Response } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
const WHEN = new Date(Date.UTC(2030, 0, 2, 3, 4, 5))

function several(response: Response) {
  response.setCookie('a', '1')
  response.setCookie('b', '2')
  response.setCookie('a', '3')
}

const CASES: Record<string, (r: Response) => void> = {
  plain: (r) => r.setCookie('name', 'value'),
  empty: (r) => r.setCookie('name', ''),
  'default-value': (r) => r.setCookie('name'),
  space: (r) => r.setCookie('name', 'a b'),
  separators: (r) => r.setCookie('name', 'a;b,c=d'),
  quotes: (r) => r.setCookie('name', 'say "hi" \\ there'),
  'already-quoted': (r) => r.setCookie('name', '"quoted"'),
  unicode: (r) => r.setCookie('name', 'é日😀'),
  control: (r) => r.setCookie('name', 'a\tb\nc\x7f'),
  'safe-characters': (r) => r.setCookie('name', "!#$%&'()*+-./:<=>?@[]^_`{|}~"),
  percent: (r) => r.setCookie('name', '%20%'),
  'max-age': (r) => r.setCookie('name', 'v', { maxAge: 3600 }),
  'max-age-zero': (r) => r.setCookie('name', 'v', { maxAge: 0 }),
  'max-age-negative': (r) => r.setCookie('name', 'v', { maxAge: -1 }),
  'max-age-delta': (r) => r.setCookie('name', 'v', { maxAge: { days: 1, seconds: 1 } }),
  'expires-date': (r) => r.setCookie('name', 'v', { expires: WHEN }),
  'expires-number': (r) => r.setCookie('name', 'v', { expires: 1700000000 }),
  'expires-text': (r) => r.setCookie('name', 'v', { expires: 'Wed, 02 Jan 2030 03:04:05 GMT' }),
  path: (r) => r.setCookie('name', 'v', { path: '/sub/é x;y' }),
  'no-path': (r) => r.setCookie('name', 'v', { path: null }),
  domain: (r) => r.setCookie('name', 'v', { domain: 'example.com' }),
  'domain-dot': (r) => r.setCookie('name', 'v', { domain: '.example.com' }),
  'domain-port': (r) => r.setCookie('name', 'v', { domain: 'example.com:8080' }),
  'domain-unicode': (r) => r.setCookie('name', 'v', { domain: 'bücher.example' }),
  secure: (r) => r.setCookie('name', 'v', { secure: true }),
  'http-only': (r) => r.setCookie('name', 'v', { httpOnly: true }),
  'same-site-lax': (r) => r.setCookie('name', 'v', { sameSite: 'lax' }),
  'same-site-strict': (r) => r.setCookie('name', 'v', { sameSite: 'STRICT' }),
  'same-site-none': (r) => r.setCookie('name', 'v', { sameSite: 'None' }),
  'same-site-unknown': (r) => r.setCookie('name', 'v', { sameSite: 'maybe' }),
  partitioned: (r) => r.setCookie('name', 'v', { partitioned: true }),
  everything: (r) =>
    r.setCookie('name', 'v', {
      maxAge: 60,
      expires: WHEN,
      path: '/p',
      domain: 'example.com',
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
      partitioned: true,
    }),
  'same-name-twice': several,
  delete: (r) => r.deleteCookie('name'),
  'delete-everything': (r) =>
    r.deleteCookie('name', {
      path: '/p',
      domain: 'example.com',
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
    }),
  long: (r) => r.setCookie('name', 'x'.repeat(4200)),
  'odd-name': (r) => r.setCookie('na me;x', 'v'),
  'unicode-name': (r) => r.setCookie('ñame', 'v'),
}

app.get('/cookie/<case>', function view({ case: name }) {
  const response = makeResponse('ok')
  CASES[name]!(response)
  return response
})

app.afterRequest((response) => {
  response.setCookie('always', 'there')
  return response
})
