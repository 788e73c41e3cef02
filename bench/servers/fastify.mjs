import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import secureSession from '@fastify/secure-session'
import fastify from 'fastify'
import { hello, html, routeCount, secret, serve, withSession } from './serve.mjs'

const app = fastify()
if (process.env.UPLOADS) app.register(multipart, { limits: { fileSize: 16 * 1024 * 1024 } })
if (withSession) {
  app.register(cookie)
  app.register(secureSession, { key: Buffer.from(secret.slice(0, 32)), cookie: { path: '/' } })
}

await app.listen({ port: 0, host: '127.0.0.1' })
serve(app.server)
