import { App, request, session } from '../../dist/index.js'
import { hello, pieces, routeCount, secret, serve } from './serve.mjs'

const app = new App(import.meta)
app.config.SECRET_KEY = secret
if (process.env.STORE) {
  const { storeSessions } = await import('./hipflask-store.mjs')
  app.sessionInterface = await storeSessions()
}

app.route('/', () => hello)
app.route('/user/<int:id>', ({ id }) => ({ id }))
app.route('/login', () => {
  session.name = 'python'
  session.n = request.args.get('n', 0, { type: Number })
  return 'in'
})
app.route('/read', () => `name:${session.name}`)
app.route('/write', () => {
  session.n = session.n + 1
  return `n:${session.n}`
})
app.post('/json', () => request.json)
app.post('/take', { stream: true, maxContentLength: null }, async () => {
  let size = 0
  for await (const chunk of request.stream) size += chunk.length
  return String(size)
})
app.get('/give', () => pieces())
app.post('/upload', () => `${request.files.file.size}`)
for (let index = 0; index < routeCount; index++) {
  app.route(
    `/area${index % 100}/thing${index}/<int:id>`,
    { endpoint: `thing${index}` },
    () => hello,
  )
}

serve(app.createServer())
