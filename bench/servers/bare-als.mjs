import { AsyncLocalStorage } from 'node:async_hooks'
import { createServer } from 'node:http'
import { hello, html, serve } from './serve.mjs'

const storage = new AsyncLocalStorage()

function answer(res) {
  res.writeHead(200, ['Content-Type', html, 'Content-Length', `${hello.length}`])
  res.end(hello)
}

serve(createServer((_req, res) => storage.run(res, answer, res)))
