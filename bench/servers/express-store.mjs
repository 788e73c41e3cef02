import { RedisStore } from 'connect-redis'
import session from 'express-session'
import { serveExpress } from './express-app.mjs'
import { secret } from './serve.mjs'
import { redisClient, storeKind } from './stores.mjs'

const store =
  storeKind === 'redis'
    ? new RedisStore({ client: await redisClient(), disableTouch: true })
    : undefined

serveExpress(session({ secret, store, name: 'session', resave: false, saveUninitialized: false }))
