import session from 'express-session'
import { serveExpress } from './express-app.mjs'
import { secret } from './serve.mjs'

serveExpress(session({ secret, name: 'session', resave: false, saveUninitialized: false }))
