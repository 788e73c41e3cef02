import session from 'cookie-session'
import { serveExpress } from './express-app.mjs'
import { secret } from './serve.mjs'

serveExpress(session({ keys: [secret], name: 'session' }))
