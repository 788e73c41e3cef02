import { createServer } from 'node:http'
import { H3, html, useSession } from 'h3'
import { toNodeHandler } from 'h3/node'
import { hello, routeCount, secret, serve } from './serve.mjs'

const app = new H3()
const open = (event) => useSession(event, { password: secret, name: 'session' })

app.get('/', (_event) => html(hello))
app.get('/user/:id', (event) => ({ id: Number(event.context.params.id) }))
app.get('/login', async (event) => {
  const session = await open(event)
  await session.update({ name: 'python', n: Number(event.url.searchParams.get('n')) })
  return html('in')
})
app.get('/read', async (event) => html(`name:${(await open(event)).data.name}`))
app.get('/write', async (event) => {
  const session = await open(event)
  await session.update({ n: session.data.n + 1 })
  return html(`n:${session.data.n}`)
})
for (let index = 0; index < routeCount; index++) {
  app.get(`/area${index % 100}/thing${index}/:id`, (_event) => html(hello))
}

serve(createServer(toNodeHandler(app)))
