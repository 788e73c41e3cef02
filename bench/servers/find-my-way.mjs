import { createServer } from 'node:http'
import findMyWay from 'find-my-way'
import { hello, html, routeCount, serve } from './serve.mjs'

const router = findMyWay()
function view(_req, res) {
  res.writeHead(200, ['Content-Type', html, 'Content-Length', `${hello.length}`])
  res.end(hello)
}
for (let index = 0; index < routeCount; index++) {
  router.on('GET', `/area${index % 100}/thing${index}/:id`, view)
}

serve(createServer((req, res) => router.lookup(req, res)))
