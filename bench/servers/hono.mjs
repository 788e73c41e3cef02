import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { getSignedCookie, setSignedCookie } from 'hono/cookie'
import { hello, routeCount, secret, serve } from './serve.mjs'

const app = new Hono()

async function read(c) {
  return JSON.parse((await getSignedCookie(c, secret, 'session')) || '{}')
}

async function write(c, data) {
  await setSignedCookie(c, 'session', JSON.stringify(data), secret, { path: '/', httpOnly: true })
}

app.get('/', (c) => c.html(hello))
app.get('/user/:id', (c) => c.json({ id: Number(c.req.param('id')) }))
app.get('/login', async (c) => {
  await write(c, { name: 'python', n: Number(c.req.query('n')) })
  return c.html('in')
})
app.get('/read', async (c) => c.html(`name:${(await read(c)).name}`))
app.get('/write', async (c) => {
  const data = await read(c)
  data.n++
  await write(c, data)
  return c.html(`n:${data.n}`)
})
for (let index = 0; index < routeCount; index++) {
  app.get(`/area${index % 100}/thing${index}/:id`, (c) => c.html(hello))
}

serve(createAdaptorServer({ fetch: app.fetch }))
