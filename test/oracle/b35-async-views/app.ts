import { setImmediate as pause } from 'node:timers/promises'
import {
  App,
  abort,
  g,
  jsonify,
  MethodView,
  makeResponse,
  request,
  session,
  streamWithContext,
  ValueError,
  View,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'async'

class Missing extends Error {}

app.beforeRequest(async () => {
  await pause()
  g.before = 'async before'
})

app.afterRequest(async (response) => {
  await pause()
  response.headers.set('X-After', g.before)
  if (request.args.get('late')) session['late'] = request.args['late']
  return response
})

app.teardownRequest(async () => {
  await pause()
})

app.get('/plain', async function plain() {
  await pause()
  return `async ${request.method}`
})

app.get('/session', async function use_session() {
  session['n'] = session.get('n', 0) + 1
  await pause()
  session['m'] = session['n'] * 10
  return jsonify(Object.fromEntries(session))
})

app.get('/abort', async function aborting() {
  await pause()
  return abort(409)
})

app.get('/error', async function error() {
  await pause()
  throw new ValueError('async failure')
})

app.get('/handled', async function handled() {
  throw new Missing('looked up')
})

app.errorHandler(Missing, async (error) => {
  await pause()
  return makeResponse(`handled ${error.message}`, 422)
})

app.get('/gather', async function gather() {
  const part = async (n: number) => {
    await pause()
    return `${n}${request.args['q']}`
  }
  return { parts: await Promise.all([part(1), part(2)]) }
})

app.get('/stream', async function stream() {
  await pause()
  function* generate() {
    yield 'streamed '
    yield request.path
    yield ` ${session.get('n') ?? 'None'} ${g.before}`
  }
  return streamWithContext(generate())
})

// @ts-expect-error a view that returns null is refused by the compiler
app.get('/none', async function none() {
  return null
})

class AsyncView extends View {
  override async dispatchRequest() {
    return 'async class'
  }
}

class AsyncMethods extends MethodView {
  async get() {
    return 'async get'
  }

  post() {
    return 'sync post'
  }
}

app.addUrlRule('/view', { viewFunc: AsyncView.asView('view') })
app.addUrlRule('/methods', { viewFunc: AsyncMethods.asView('methods') })
