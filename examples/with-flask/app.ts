// Moves an application from Flask to hipflask route by route, with one address and one login.
// Routes that are written here are answered here; every other one is passed on to Flask.
//
//   npx tsx examples/with-flask/app.ts     starts both; needs python3 with Flask
import { spawn } from 'node:child_process'
import { request as ask, type IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import { App, BadGateway, getFlashedMessages, Response, redirect, request, session } from 'hipflask'

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

// Without the session, so that the cookie of the answer is the one that Flask made, and with the
// body unread: everything goes to Flask and back as it came, the host and the path to the letter.
app.route(
  '/<path:rest>',
  { endpoint: 'flask', methods, session: false, stream: true, provideAutomaticOptions: false },
  async () => {
    const passed = ask(flask, {
      method: request.method,
      path: request.environ.RAW_URI,
      headers: [
        ...withoutHop(request.headers),
        ['X-Forwarded-For', request.remoteAddr ?? ''],
      ].flat(),
      signal: request.signal,
    })
    request.stream.pipe(passed)
    const answer: IncomingMessage = await new Promise((resolve, reject) => {
      passed.on('response', resolve)
      passed.on('error', () => reject(new BadGateway('Flask does not answer.')))
    })
    const headers = withoutHop(pairs(answer.rawHeaders))
    return new Response(answer, answer.statusCode, headers)
  },
)

// These speak of one connection, and there are two.
function withoutHop(headers: Iterable<[string, string]>): [string, string][] {
  const own = ['connection', 'keep-alive', 'transfer-encoding', 'expect']
  return [...headers].filter(([name]) => !own.includes(name.toLowerCase()))
}

function pairs(raw: string[]): [string, string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []))
}

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
