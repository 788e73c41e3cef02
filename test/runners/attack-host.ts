// The process in which the attacked application runs; the runner asks it how it is after each case.
import { readdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { ProxyFix } from 'hipflask/middleware'
import { writeFiles } from '../security/files.ts'
import { makeFixture, type Watch } from '../security/fixture.ts'

export interface Health {
  root: string
  port: number
  active: number
  dispatched: string[]
  uncaught: string[]
  prototype: string[]
  handles: number
  temporary: string[]
  loopDelay: number
}

const watch: Watch = { active: 0, dispatched: [] }
const uncaught: string[] = []
const loop = monitorEventLoopDelay({ resolution: 10 })

function makeServer(root: string, setup: string) {
  const app = makeFixture(root, watch)
  app.logger.error = () => {}
  app.logger.warn = () => {}
  if (setup.includes('TRUSTED_HOSTS')) app.config['TRUSTED_HOSTS'] = ['app.test', '.example.com']
  if (setup.includes('DEBUG=True')) app.debug = true
  const length = /MAX_CONTENT_LENGTH=(\d+)/.exec(setup)
  if (length) app.config['MAX_CONTENT_LENGTH'] = Number(length[1])
  if (setup.includes('ProxyFix'))
    app.listener = new ProxyFix(app.listener, { xFor: 1, xProto: 1, xHost: 1, xPrefix: 1 })
  if (setup.includes('HEADERS_TIMEOUT')) {
    app.config.update({ BODY_TIMEOUT: 4, BODY_IDLE_TIMEOUT: 4 })
    return app.createServer({
      headersTimeout: 2000,
      keepAliveTimeout: 1000,
      connectionsCheckingInterval: 250,
    })
  }
  const size = /maxHeaderSize=(\d+)/.exec(setup)
  return app.createServer(size ? { maxHeaderSize: Number(size[1]) } : {})
}

function health(root: string, port: number): Health {
  const report: Health = {
    root,
    port,
    active: watch.active,
    dispatched: watch.dispatched.splice(0),
    uncaught: uncaught.splice(0),
    prototype: Object.getOwnPropertyNames(Object.prototype),
    handles: readdirSync('/proc/self/fd').length,
    temporary: readdirSync(join(root, 'tmp')),
    loopDelay: loop.max / 1e6,
  }
  loop.reset()
  return report
}

function main() {
  const root = writeFiles()
  process.env['TMPDIR'] = join(root, 'tmp')
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) =>
      uncaught.push(`${event}: ${(error as Error)?.stack ?? error}`),
    )
  const server = makeServer(root, process.argv[2] ?? 'FIX')
  loop.enable()
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    process.on('message', () => process.send!(health(root, port)))
    process.send!(health(root, port))
  })
  process.on('disconnect', () => process.exit())
}

main()
