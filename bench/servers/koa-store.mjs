import { createServer } from 'node:http'
import Koa from 'koa'
import session from 'koa-session'
import { hello, html, secret, serve } from './serve.mjs'
import { redisClient, storeKind } from './stores.mjs'

/** koa-session brings no store: these are the shortest that keep its contract. */
async function openStore() {
  if (storeKind === 'redis') {
    const client = await redisClient()
    return {
      get: async (key) => JSON.parse((await client.get(key)) ?? 'null'),
      set: (key, value, maxAge) => client.set(key, JSON.stringify(value), { PX: maxAge }),
      destroy: (key) => client.del(key),
    }
  }
  const texts = new Map()
  return {
    get: async (key) => JSON.parse(texts.get(key) ?? 'null'),
    set: async (key, value) => void texts.set(key, JSON.stringify(value)),
    destroy: async (key) => void texts.delete(key),
  }
}

const app = new Koa()
app.keys = [secret]
app.use(session({ key: 'session', store: await openStore() }, app))
app.use((ctx) => {
  ctx.type = html
  ctx.body = answer(ctx)
})

function answer(ctx) {
  if (ctx.path === '/login') {
    ctx.session.name = 'python'
    ctx.session.n = Number(ctx.query.n)
    return 'in'
  }
  if (ctx.path === '/read') return `name:${ctx.session.name}`
  if (ctx.path === '/write') return `n:${++ctx.session.n}`
  return hello
}

serve(createServer(app.callback()))
