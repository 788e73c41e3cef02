import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { App } from 'hipflask'

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
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
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
