import type { Server } from 'node:http'
import type { App } from 'hipflask'
import { listen } from '../fixtures/ports.ts'

/** A running application; its log is collected instead of printed. */
export interface Served {
  port: number
  base: string
  logged: unknown[][]
  close(): Promise<void>
}

export async function serve(app: App): Promise<Served> {
  const logged: unknown[][] = []
  app.logger.error = (...parts: unknown[]) => void logged.push(parts)
  app.logger.warn = (...parts: unknown[]) => void logged.push(parts)
  const server = app.createServer() as Server
  const port = await listen(server)
  return {
    port,
    base: `http://127.0.0.1:${port}`,
    logged,
    async close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
