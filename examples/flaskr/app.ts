import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'hipflask'
import { auth } from './auth.ts'
import { blog } from './blog.ts'
import { closeDatabase } from './database.ts'

/** Makes the blog; a test gives it a database of its own. */
export function createApp(database = join(tmpdir(), 'flaskr.sqlite')): App {
  const app = new App(import.meta)
  app.secretKey = process.env.SECRET_KEY ?? randomBytes(32)
  app.config.DATABASE = database
  app.teardownAppContext(closeDatabase)
  app.registerBlueprint(auth)
  app.registerBlueprint(blog)
  app.addUrlRule('/', { endpoint: 'index' })
  return app
}

export const app = createApp()

if (app.isMain) app.run({ debug: true })
