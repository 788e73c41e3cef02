/**
 * A process that counts in store sessions, for tests with several: `file FOLDER` or `redis PORT`.
 * Tells its port on the standard output.
 */
import type { Server } from 'node:http'
import { App, session } from 'hipflask'
import {
  FileStore,
  RedisStore,
  ServerSideSessionInterface,
  type SessionStore,
  transact,
} from 'hipflask/sessions'
import { Redis } from 'ioredis'
import { listen } from '../fixtures/ports.ts'

const [kind, place] = process.argv.slice(2)

function openStore(): SessionStore {
  if (kind === 'file') return new FileStore(place)
  return new RedisStore(new Redis(Number(place), '127.0.0.1'))
}

const app = new App()
// What counts is that nothing is lost: a machine with much else to do may take its time.
app.sessionInterface = new ServerSideSessionInterface(openStore(), { timeout: 60 })
app.get('/count', () =>
  transact(session, (fresh) => String((fresh.count = fresh.get('count', 0) + 1))),
)
app.get('/set/<key>', ({ key }) => {
  session[key] = 1
  return 'set'
})
app.get('/all', () => Object.fromEntries(session))

const server = app.createServer() as Server
console.log(await listen(server))
