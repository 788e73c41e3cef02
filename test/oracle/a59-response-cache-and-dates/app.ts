import { App, makeResponse, type Response } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
const WHEN = new Date(Date.UTC(2030, 0, 2, 3, 4, 5))
const DAY = 24 * 60 * 60 * 1000

const CASES: Record<string, (r: Response) => void> = {
  'cache-control'(r) {
    r.cacheControl.public = true
    r.cacheControl.maxAge = 60
    r.cacheControl.sMaxage = 120
    r.cacheControl.mustRevalidate = true
    r.cacheControl.immutable = true
  },
  'cache-control-no-cache-fields'(r) {
    r.cacheControl.noCache = 'Set-Cookie'
    r.cacheControl.private = true
    r.cacheControl.noStore = true
    r.cacheControl.noStore = false
  },
  'cache-control-existing'(r) {
    r.headers.set('Cache-Control', 'max-age=5, private')
    r.cacheControl.maxAge = 6
    r.cacheControl.private = null
  },
  'cache-control-emptied'(r) {
    r.cacheControl.noStore = true
    r.cacheControl.noStore = false
  },
  vary(r) {
    r.vary.add('Cookie')
    r.vary.add('cookie')
    r.vary.update(['Accept', 'Accept-Language'])
    r.vary.discard('ACCEPT')
  },
  'vary-text'(r) {
    r.vary = 'Accept, Cookie'
    r.vary.add('Origin')
  },
  'allow-and-language'(r) {
    r.allow = ['GET', 'POST']
    r.allow.add('put')
    r.contentLanguage.add('de')
    r.contentLanguage.add('en')
  },
  dates(r) {
    r.lastModified = WHEN
    r.expires = new Date(WHEN.getTime() + DAY)
  },
  'dates-from-numbers'(r) {
    r.lastModified = 1700000000
    r.expires = 0
  },
  'age-and-retry'(r) {
    r.age = { minutes: 2 }
    r.retryAfter = 120
  },
  'retry-date'(r) {
    r.retryAfter = WHEN
  },
}

app.get('/headers/<name>', function view({ name }) {
  const response = makeResponse('ok')
  CASES[name]!(response)
  return response
})
