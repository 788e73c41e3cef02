/** What every server answers, so that only the frameworks differ. */
export const hello = 'Hello, World!'
export const html = 'text/html; charset=utf-8'
export const secret = 'a secret key that is long enough for every one of the libraries here'

const piece = Buffer.alloc(64 * 1024, 'x')

/** Gives 100 MB in pieces. */
export function* pieces() {
  for (let index = 0; index < 1600; index++) yield piece
}

/** How many routes the server has besides its own, from the environment. */
export const routeCount = Number(process.env.ROUTES ?? 0)

/** Whether the work needs the session library of a peer, which then costs nothing elsewhere. */
export const withSession = process.env.SESSIONS === '1'

/** Listens on a free port and answers what the measuring process asks by IPC. */
export function serve(server) {
  if (!server.listening) server.listen(0, '127.0.0.1')
  const ready = () => process.send({ port: server.address().port })
  if (server.listening) ready()
  else server.once('listening', ready)
  process.on('disconnect', () => process.exit())
  process.on('message', (question) => {
    if (question.memory) globalThis.gc?.()
    process.send({ cpu: process.cpuUsage(), memory: process.memoryUsage() })
  })
}
