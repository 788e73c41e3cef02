import { randomUUID } from 'node:crypto'
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import busboy from '@fastify/busboy'
import { html, serve } from './serve.mjs'

/** As busboy.mjs, but what arrives is kept: in a temporary file, as a framework has to. */
function upload(req, res) {
  let size = 0
  const parser = busboy({ headers: req.headers })
  parser.on('file', (_name, file) => {
    const path = join(tmpdir(), `bench-${randomUUID()}`)
    const descriptor = openSync(path, 'wx+', 0o600)
    unlinkSync(path)
    file.on('data', (chunk) => (size += writeSync(descriptor, chunk)))
    file.on('end', () => closeSync(descriptor))
  })
  parser.on('finish', () => {
    res.writeHead(200, ['Content-Type', html, 'Content-Length', `${String(size).length}`])
    res.end(String(size))
  })
  req.pipe(parser)
}

serve(createServer(upload))
