import { once } from 'node:events'
import { createRequire } from 'node:module'
import { connect, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { WatchedProgram } from './watched-program.ts'

const tsx = createRequire(import.meta.url).resolve('tsx/cli')

const source = (version: string) => `import { App } from 'hipflask'
console.error('read by', process.pid)
const app = new App(import.meta)
app.get('/', () => '${version}')
app.get('/hang', () => {
  console.error('it hangs')
  for (;;);
})
app.get('/stream', async function* () {
  yield 'begun'
  await new Promise(() => setInterval(() => {}, 1000))
})
if (app.isMain) app.run({ port: 0, debug: true })
`

// Each test ends when nobody holds the output of the program any more.
describe('the end of the reloader', () => {
  let program: WatchedProgram

  async function start(tool: string[] = [], isGroup = false): Promise<void> {
    program = new WatchedProgram(source)
    await program.start([], [...tool, program.file], isGroup)
  }

  /** Sends a request whose answer does not end. */
  function send(path: string): Socket {
    const { hostname, port } = new URL(program.origin)
    const socket = connect(Number(port), hostname).on('error', () => undefined)
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`)
    return socket
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`takes all processes along at ${signal} to the first, in which tsx listens to it`, async () => {
      await start([tsx])
      await program.stop(signal, Number(/read by (\d+)/.exec(program.errors)?.[1]))
    })
  }

  it('takes all processes along at SIGTERM to tsx', async () => {
    await start([tsx])
    await program.stop('SIGTERM')
  })

  it('takes all processes along at Ctrl-C', async () => {
    await start([tsx], true)
    await program.stop('SIGINT')
  })

  it('takes the page along that says why the program does not load', async () => {
    await start([], true)
    program.write('app.ts', 'const = nothing')
    await program.until('does not load')
    await program.stop('SIGINT')
  })

  it('takes a child along that hangs', async () => {
    await start()
    const socket = send('/hang')
    while (!program.errors.includes('it hangs')) await pause(5)
    await program.stop('SIGKILL')
    socket.destroy()
  })

  it('takes a child along whose answer never ends', async () => {
    await start()
    const socket = send('/stream')
    await once(socket, 'data')
    await program.stop('SIGTERM')
    socket.destroy()
  })
})
