import { App, makeResponse, type Response, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'cookies'

const EXPIRES = new Date(Date.UTC(2030, 0, 2, 3, 4, 5))
const ALL = { path: '/p', domain: 'example.com', secure: true, httpOnly: true, sameSite: 'Lax' }

const SETTERS: Record<string, (response: Response) => void> = {
  plain: (r) => r.setCookie('k', 'v'),
  empty: (r) => r.setCookie('k'),
  'max-age': (r) => r.setCookie('k', 'v', { maxAge: 60 }),
  'max-age-zero': (r) => r.setCookie('k', 'v', { maxAge: 0 }),
  'max-age-delta': (r) => r.setCookie('k', 'v', { maxAge: { minutes: 2, milliseconds: 500 } }),
  'expires-date': (r) => r.setCookie('k', 'v', { expires: EXPIRES }),
  'expires-zone': (r) => r.setCookie('k', 'v', { expires: new Date('2030-01-02T03:04:05+02:00') }),
  'expires-number': (r) => r.setCookie('k', 'v', { expires: 1700000100 }),
  'expires-text': (r) => r.setCookie('k', 'v', { expires: 'Wed, 02 Jan 2030 03:04:05 GMT' }),
  both: (r) => r.setCookie('k', 'v', { maxAge: 60, expires: 1800000000 }),
  path: (r) => r.setCookie('k', 'v', { path: '/some path/é;x' }),
  'no-path': (r) => r.setCookie('k', 'v', { path: null }),
  domain: (r) => r.setCookie('k', 'v', { domain: '.example.com:8080' }),
  'domain-idna': (r) => r.setCookie('k', 'v', { domain: 'bücher.example' }),
  flags: (r) => r.setCookie('k', 'v', { secure: true, httpOnly: true, sameSite: 'strict' }),
  'samesite-none': (r) => r.setCookie('k', 'v', { sameSite: 'NONE' }),
  partitioned: (r) => r.setCookie('k', 'v', { partitioned: true }),
  all: (r) => r.setCookie('k', 'v', { ...ALL, maxAge: 60, expires: 1800000000, partitioned: true }),
  quotes: (r) => r.setCookie('k', 'a "b" \\c'),
  separators: (r) => r.setCookie('k', 'a;b,c d=e'),
  unicode: (r) => r.setCookie('k', 'é 中'),
  newline: (r) => r.setCookie('k', 'a\r\nb\tc\x00'),
  'unicode-name': (r) => r.setCookie('clé', 'v'),
  twice: (r) => {
    r.setCookie('k', '1')
    r.setCookie('k', '2')
    r.setCookie('l', '3')
  },
  delete: (r) => r.deleteCookie('k'),
  'delete-options': (r) => r.deleteCookie('k', { ...ALL, partitioned: true }),
  'bad-samesite': (r) => r.setCookie('k', 'v', { sameSite: 'sometimes' }),
}

app.get('/set/<kind>', function set_cookie({ kind }) {
  const response = makeResponse(kind)
  SETTERS[kind]!(response)
  return response
})

app.get('/read', function read() {
  return {
    cookies: [...request.cookies.items({ multi: true })],
    k: request.cookies.get('k') ?? null,
  }
})
