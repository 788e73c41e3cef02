import { createServer } from 'node:http'
import express from 'express'
import { hello, serve, withSession } from './serve.mjs'

/** Serves the Express application with the session middleware that is given. */
export function serveExpress(session) {
  const app = express()
  if (withSession) app.use(session)
  app.get('/', (_req, res) => res.send(hello))
  app.get('/user/:id', (req, res) => res.json({ id: Number(req.params.id) }))
  app.get('/login', (req, res) => {
    req.session.name = 'python'
    req.session.n = Number(req.query.n)
    res.send('in')
  })
  app.get('/read', (req, res) => res.send(`name:${req.session.name}`))
  app.get('/write', (req, res) => res.send(`n:${++req.session.n}`))
  serve(createServer(app))
}
