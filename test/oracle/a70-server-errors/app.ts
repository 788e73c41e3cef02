import { App, abort, InternalServerError, makeResponse } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
const log: string[] = []

class Broken extends Error {}

function describe(error: unknown) {
  if (error === undefined) return 'none'
  return error instanceof Broken ? `Broken(${error.message})` : 'other'
}

app.errorHandler(500, (error: InternalServerError) => {
  const original = describe(error.originalException)
  const { code, name, description } = error
  return makeResponse({ code, name, original, description }, 500)
})

app.afterRequest((response) => {
  response.headers.set('X-After', String(response.statusCode))
  return response
})

app.teardownRequest((error) => {
  log.push(describe(error))
})

app.get('/broken', function broken() {
  throw new Broken('details')
})

app.get('/aborted', function aborted() {
  abort(500)
})

app.get('/aborted-text', function aborted_text() {
  abort(500, 'own words')
})

app.get('/raised', function raised() {
  throw new InternalServerError('wrapped', { originalException: new Broken('inside') })
})

app.get('/returned', function returned() {
  return makeResponse('only a status', 500)
})

app.get('/not-implemented', function not_implemented() {
  abort(501)
})

app.get('/nothing', function nothing() {
  return null as never
})

app.get('/chain', function chain() {
  try {
    throw new Broken('first')
  } catch (error) {
    throw new Broken('second', { cause: error })
  }
})

app.get('/bad-json', function bad_json() {
  return { value: Symbol('object') }
})

app.get('/log', function show_log() {
  const text = log.join(',')
  log.length = 0
  return text
})
