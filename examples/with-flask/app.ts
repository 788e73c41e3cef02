// Moves an application from Flask to hipflask route by route, with one address and one login.
// Routes that are written here are answered here; every other one is passed on to Flask.
//
//   npx tsx examples/with-flask/app.ts     starts both; needs python3 with Flask
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { App, getFlashedMessages, makeResponse, redirect, request, session } from 'hipflask'

const flask = process.env.FLASK_URL ?? `http://127.0.0.1:${process.env.FLASK_PORT ?? 5001}`
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const app = new App(import.meta)
app.config.SECRET_KEY = process.env.SECRET_KEY ?? 'the key that both applications know'

app.get('/', () => {
  const user = session.get('user', 'nobody')
  const news = getFlashedMessages().join(' ')
  return `hipflask knows ${user}, seen ${session.get('seen', 0)} times. ${news}`
})

app.post('/logout', () => {
  session.clear()
  return redirect('/')
})

// Without the session, so that the cookie of the answer is the one that Flask made.
app.route(
  '/<path:rest>',
  { endpoint: 'flask', methods, session: false, provideAutomaticOptions: false },
  async () => {
    const headers = new Headers([...request.headers])
    for (const name of ['Host', 'Connection', 'Content-Length']) headers.delete(name)
    headers.set('X-Forwarded-Host', request.host)
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
    const answer = await fetch(flask + request.fullPath.replace(/\?$/, ''), {
      method: request.method,
      headers,
      body: hasBody ? new Uint8Array(request.getData()) : undefined,
      redirect: 'manual',
    })
    const passed = [...answer.headers].filter(
      ([name]) =>
        !['connection', 'content-length', 'content-encoding', 'transfer-encoding'].includes(name),
    )
    return makeResponse(Buffer.from(await answer.arrayBuffer()), answer.status, passed)
  },
)

export { app }

if (app.isMain) {
  // Without an address of a Flask that runs already, the one of this example is started and ended.
  if (process.env.FLASK_URL === undefined) {
    const script = fileURLToPath(new URL('old.py', import.meta.url))
    const child = spawn('python3', [script], { stdio: 'inherit' })
    process.on('exit', () => child.kill())
  }
  app.run({ port: Number(process.env.PORT ?? 5000) })
}
