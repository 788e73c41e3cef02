import { createServer } from 'node:http'
import busboy from '@fastify/busboy'
import { html, serve } from './serve.mjs'

function upload(req, res) {
  let size = 0
  const parser = busboy({ headers: req.headers })
  parser.on('file', (_name, file) => file.on('data', (chunk) => (size += chunk.length)))
  parser.on('finish', () => {
    res.writeHead(200, ['Content-Type', html, 'Content-Length', `${String(size).length}`])
    res.end(String(size))
  })
  req.pipe(parser)
}

serve(createServer(upload))
