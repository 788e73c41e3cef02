import { setTimeout as delay } from 'node:timers/promises'
import { App, g, renderTemplateString, request, session, streamWithContext } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'parallel'

app.beforeRequest(async () => {
  g.who = request.args.get('who')
  await delay(2)
})

app.get('/start', async function start() {
  session['who'] = request.args['who']
  await delay(3)
  session['steps'] = ['start']
  return { g: g.who, query: request.args['who'], session: session['who'] }
})

app.get('/work/<int:n>', async function work({ n }) {
  const steps = session['steps']
  await delay(n % 4)
  session['steps'] = [...steps, n]
  await delay(1)
  const query = request.args['who']
  return { g: g.who, query, session: session['who'], steps: session['steps'], n }
})

app.get('/template', async function template() {
  await delay(1)
  return renderTemplateString(
    "{{ g.who }} {{ request.args.who }} {{ session.who }} {{ session.steps|join(',') }}",
  )
})

app.get('/stream', function stream() {
  function* generate() {
    for (const n of session['steps']) yield `${g.who}:${session['who']}:${n};`
  }
  return streamWithContext(generate())
})

app.afterRequest(async (response) => {
  await delay(1)
  response.headers.set('X-Who', String(g.who))
  return response
})
