import { Readable } from 'node:stream'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import secureSession from '@fastify/secure-session'
import fastify from 'fastify'
import { hello, html, pieces, routeCount, secret, serve, withSession } from './serve.mjs'

const app = fastify()
if (process.env.UPLOADS) app.register(multipart, { limits: { fileSize: 16 * 1024 * 1024 } })
if (withSession) {
  app.register(cookie)
  app.register(secureSession, { key: Buffer.from(secret.slice(0, 32)), cookie: { path: '/' } })
}

app.register(async (routes) => {
  routes.get('/', (_request, reply) => reply.type(html).send(hello))
  routes.get('/user/:id', (request) => ({ id: Number(request.params.id) }))
  routes.get('/login', (request, reply) => {
    request.session.set('name', 'python')
    request.session.set('n', Number(request.query.n))
    return reply.type(html).send('in')
  })
  routes.get('/read', (request, reply) => {
    return reply.type(html).send(`name:${request.session.get('name')}`)
  })
  routes.get('/write', (request, reply) => {
    request.session.set('n', request.session.get('n') + 1)
    return reply.type(html).send(`n:${request.session.get('n')}`)
  })
  routes.post('/json', (request) => request.body)
  routes.addContentTypeParser('application/octet-stream', (_request, body, done) =>
    done(null, body),
  )
  routes.post('/take', { bodyLimit: 2 ** 30 }, async (request) => {
    let size = 0
    for await (const chunk of request.body) size += chunk.length
    return String(size)
  })
  routes.get('/give', (_request, reply) => reply.type(html).send(Readable.from(pieces())))
  routes.post('/upload', async (request) => `${(await (await request.file()).toBuffer()).length}`)
  for (let index = 0; index < routeCount; index++) {
    routes.get(`/area${index % 100}/thing${index}/:id`, (_request, reply) => {
      return reply.type(html).send(hello)
    })
  }
})

await app.listen({ port: 0, host: '127.0.0.1' })
serve(app.server)
