import { createServer } from 'node:http'
import { getIronSession } from 'iron-session'
import { hello, html, secret, serve } from './serve.mjs'

/** iron-session seals its cookie and knows no framework: it stands on bare node:http. */
serve(
  createServer(async (req, res) => {
    const session = await getIronSession(req, res, {
      password: secret,
      cookieName: 'session',
      cookieOptions: { secure: false },
    })
    res.setHeader('Content-Type', html)
    res.end(await answer(new URL(req.url, 'http://127.0.0.1'), session))
  }),
)

async function answer(url, session) {
  if (url.pathname === '/login') {
    session.name = 'python'
    session.n = Number(url.searchParams.get('n'))
    await session.save()
    return 'in'
  }
  if (url.pathname === '/read') return `name:${session.name}`
  if (url.pathname !== '/write') return hello
  session.n += 1
  await session.save()
  return `n:${session.n}`
}
