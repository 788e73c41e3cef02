import { App, int, makeResponse, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

function read() {
  return {
    first: request.cookies.toDict(),
    all: request.cookies.toDict({ flat: false }),
    a: request.cookies.get('a') ?? null,
    number: request.cookies.get('a', 0, { type: int }),
  }
}
app.get('/read', read)

app.get('/need', function need() {
  return request.cookies['a']!
})

app.get('/set', function set_cookies() {
  const response = makeResponse('set')
  response.setCookie('plain', 'one')
  response.setCookie('deep', 'two', { path: '/deep' })
  response.setCookie('odd', 'a b;"c",\\d=é')
  return response
})

app.get('/deep/read', function deep_read() {
  return read()
})

app.get('/change/<value>', function change({ value }) {
  const response = makeResponse('changed')
  response.setCookie('plain', value)
  return response
})

app.get('/drop', function drop() {
  const response = makeResponse('dropped')
  response.deleteCookie('plain')
  response.deleteCookie('deep', { path: '/deep' })
  return response
})
