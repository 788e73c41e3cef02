import { createServer } from 'node:http'
import polka from 'polka'
import { hello, html, serve } from './serve.mjs'

const app = polka()

function send(res, type, body) {
  res.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) })
  res.end(body)
}

app.get('/', (_req, res) => send(res, html, hello))
app.get('/user/:id', (req, res) =>
  send(res, 'application/json', JSON.stringify({ id: Number(req.params.id) })),
)

serve(createServer(app.handler))
