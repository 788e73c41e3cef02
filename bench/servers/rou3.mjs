import { createServer } from 'node:http'
import { addRoute, createRouter, findRoute } from 'rou3'
import { hello, html, routeCount, serve } from './serve.mjs'

const router = createRouter()
function view(res) {
  res.writeHead(200, ['Content-Type', html, 'Content-Length', `${hello.length}`])
  res.end(hello)
}
for (let index = 0; index < routeCount; index++) {
  addRoute(router, 'GET', `/area${index % 100}/thing${index}/:id`, view)
}

serve(createServer((req, res) => findRoute(router, req.method, req.url).data(res)))
