import cookie from '@fastify/cookie'
import session from '@fastify/session'
import { RedisStore } from 'connect-redis'
import fastify from 'fastify'
import { hello, html, secret, serve } from './serve.mjs'
import { redisClient, storeKind } from './stores.mjs'

const app = fastify()
const store =
  storeKind === 'redis'
    ? new RedisStore({ client: await redisClient(), disableTouch: true })
    : undefined
app.register(cookie)
app.register(session, {
  secret,
  store,
  cookieName: 'session',
  saveUninitialized: false,
  rolling: false,
  cookie: { secure: false },
})

app.register(async (routes) => {
  routes.get('/', (_request, reply) => reply.type(html).send(hello))
  routes.get('/login', (request, reply) => {
    request.session.name = 'python'
    request.session.n = Number(request.query.n)
    return reply.type(html).send('in')
  })
  routes.get('/read', (request, reply) => reply.type(html).send(`name:${request.session.name}`))
  routes.get('/write', (request, reply) => {
    request.session.n += 1
    return reply.type(html).send(`n:${request.session.n}`)
  })
})

await app.listen({ port: 0, host: '127.0.0.1' })
serve(app.server)
