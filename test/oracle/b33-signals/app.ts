import {
  App,
  abort,
  appContextPopped,
  appContextPushed,
  appContextTearingDown,
  beforeRenderTemplate,
  flash,
  gotRequestException,
  KeyError,
  makeResponse,
  messageFlashed,
  renderTemplateString,
  request,
  requestFinished,
  requestStarted,
  requestTearingDown,
  streamTemplateString,
  templateRendered,
  ValueError,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'signals'
const log: string[] = []
const state = { reading: false, log: false }

/** Everything is noted except for what reading the log itself causes. */
function note(event: string): void {
  if (!state.reading) log.push(event)
}

const python = (error: unknown) =>
  error instanceof Error ? `${error.constructor.name}('${error.message}')` : 'None'

requestStarted.connectVia(app, () => note(`request_started ${request.path}`))
requestFinished.connectVia(app, (_sender, { response }) => {
  response.headers.set('X-Signal', 'request_finished')
  note(`request_finished ${response.statusCode}`)
})
requestTearingDown.connectVia(app, (_sender, { exc }) =>
  note(`request_tearing_down ${python(exc)}`),
)
gotRequestException.connectVia(app, (_sender, { exception }) =>
  note(`got_request_exception ${python(exception)}`),
)
beforeRenderTemplate.connectVia(app, (_sender, { template, context }) => {
  context['added'] = 'by signal'
  note(`before_render_template ${template.name ?? 'None'}`)
})
templateRendered.connectVia(app, (_sender, { template, context }) =>
  note(`template_rendered ${template.name ?? 'None'} x=${context['x'] ?? 'None'}`),
)
messageFlashed.connectVia(app, (_sender, { message, category }) =>
  note(`message_flashed ${category} ${message}`),
)
appContextPushed.connectVia(app, () => note('appcontext_pushed'))
appContextTearingDown.connectVia(app, (_sender, { exc }) =>
  note(`appcontext_tearing_down ${python(exc)}`),
)
appContextPopped.connectVia(app, () => {
  note('appcontext_popped')
  if (state.log) Object.assign(state, { reading: false, log: false })
})

app.beforeRequest(() => note('before_request'))
app.afterRequest((response) => {
  note('after_request')
  return response
})
app.teardownRequest((error) => note(`teardown_request ${python(error)}`))
app.teardownAppContext((error) => note(`teardown_appcontext ${python(error)}`))

app.get('/ok', function ok() {
  note('view')
  return 'ok'
})

app.get('/render', function render() {
  return renderTemplateString('{{ x }} {{ added }}', { x: 1 })
})

app.get('/stream', function stream() {
  note('view')
  return streamTemplateString('{{ x }} {{ added }}', { x: 2 })
})

app.get('/flash', function flashing() {
  flash('hi', 'note')
  return 'flashed'
})

app.get('/abort', function aborting() {
  return abort(403)
})

app.get('/handled', function handled() {
  throw new KeyError('handled')
})

app.errorHandler(KeyError, () => {
  note('errorhandler KeyError')
  return makeResponse('handled', 400)
})

app.get('/crash', function crash() {
  throw new ValueError('crash')
})

app.get('/nested', function nested() {
  app.appContext(() => note('inside nested'))
  return 'nested'
})

app.get('/log', function read_log() {
  const out = log.slice(0, -3)
  log.length = 0
  Object.assign(state, { reading: true, log: true })
  return { log: out }
})
