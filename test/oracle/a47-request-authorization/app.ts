import { App, makeResponse, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

app.get('/auth', function auth() {
  const found = request.authorization
  if (found === undefined) return { authorization: null }
  return {
    type: found.type,
    username: found.username ?? null,
    password: found.password ?? null,
    token: found.token ?? null,
    parameters: found.token === undefined ? found.parameters : null,
    realm: found.get('realm') ?? null,
  }
})

app.get('/guarded', function guarded() {
  const found = request.authorization
  if (found === undefined || found.type !== 'basic' || found.password !== 'open') {
    return makeResponse('who are you?', 401, { 'WWW-Authenticate': 'Basic realm="door"' })
  }
  return `hello ${found.username}`
})
