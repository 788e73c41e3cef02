import { createServer } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import { hello, html, pieces, serve } from './serve.mjs'

const cookie =
  'session=eyJuIjo0MywibmFtZSI6InB5dGhvbiJ9.ZVPxgA.M1BZ2fXKp5lJ0fQ2b8J4c3YxN0c; HttpOnly; Path=/; SameSite=Lax'

function answer(req, res) {
  if (req.url === '/') return send(res, html, hello)
  if (req.url.startsWith('/user/')) {
    return send(res, 'application/json', JSON.stringify({ id: Number(req.url.slice(6)) }))
  }
  if (req.url === '/json') return readJson(req, res)
  if (req.url === '/take') return take(req, res)
  if (req.url === '/give') return void pipeline(Readable.from(pieces()), res, () => undefined)
  if (req.url === '/read') return send(res, html, 'name:python')
  if (req.url === '/write') return send(res, html, 'n:43', ['Set-Cookie', cookie, 'Vary', 'Cookie'])
  if (req.url.startsWith('/login')) return send(res, html, 'in', ['Set-Cookie', cookie])
  return send(res, html, hello)
}

function readJson(req, res) {
  const chunks = []
  req.on('data', (chunk) => chunks.push(chunk))
  req.on('end', () => {
    send(res, 'application/json', JSON.stringify(JSON.parse(Buffer.concat(chunks).toString())))
  })
}

async function take(req, res) {
  let size = 0
  for await (const chunk of req) size += chunk.length
  send(res, html, String(size))
}

function send(res, type, body, more = []) {
  res.writeHead(200, [
    'Content-Type',
    type,
    'Content-Length',
    `${Buffer.byteLength(body)}`,
    ...more,
  ])
  res.end(body)
}

serve(createServer(answer))
