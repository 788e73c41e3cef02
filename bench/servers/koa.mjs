import { createServer } from 'node:http'
import Koa from 'koa'
import session from 'koa-session'
import { hello, html, secret, serve, withSession } from './serve.mjs'

const app = new Koa()
app.keys = [secret]
if (withSession) app.use(session({ key: 'session' }, app))
app.use((ctx) => {
  if (ctx.path.startsWith('/user/')) {
    ctx.body = { id: Number(ctx.path.slice(6)) }
    return
  }
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
