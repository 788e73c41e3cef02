import { App, makeResponse, request, ValueError } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
const log: string[] = []

class Trouble extends Error {}

app.teardownAppContext((error) => {
  log.push(error ? 'context with error' : 'context')
})

app.teardownRequest(() => {
  log.push('first')
})

app.teardownRequest(() => {
  log.push('second')
  if (request.args.get('fail')) throw new Trouble('teardown')
})

app.errorHandler(Trouble, () => makeResponse('never reached from teardown', 471))

app.get('/view', function view() {
  return 'view'
})

app.get('/broken', function broken() {
  throw new ValueError('view')
})

app.get('/log', function show_log() {
  const text = log.join(',')
  log.length = 0
  return text
})
