import { AsyncLocalStorage } from 'node:async_hooks'
import {
  App,
  afterThisRequest,
  copyCurrentRequestContext,
  currentApp,
  flash,
  g,
  getFlashedMessages,
  hasAppContext,
  hasRequestContext,
  renderTemplateString,
  request,
  session,
  streamWithContext,
  urlFor,
} from 'hipflask'
import { repr } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

/** Stands for a new thread, which has no context. */
const outside = AsyncLocalStorage.snapshot()

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'outside'
const python = (flag: boolean) => (flag ? 'True' : 'False')

const PROBES: Record<string, () => unknown> = {
  request: () => request.path,
  session: () => session.get('a'),
  'session-set': () => {
    session['a'] = 1
  },
  g: () => g.x,
  'current-app': () => currentApp.name,
  'url-for': () => urlFor('probe', { name: 'x' }),
  flash: () => flash('x'),
  'get-flashed': () => repr(getFlashedMessages()),
  'after-this-request': () =>
    python(typeof afterThisRequest((response) => response) === 'function'),
  render: () => renderTemplateString('x'),
  has: () => {
    const [hasApp, hasRequest] = [python(hasAppContext()), python(hasRequestContext())]
    const hasData = python(hasRequestContext() && session.size > 0)
    return `${hasApp} ${hasRequest} ${hasRequest} ${hasData} ${hasApp}`
  },
  'copy-context': () => python(typeof copyCurrentRequestContext(() => null) === 'function'),
  stream: () => `['${[...streamWithContext(['x'].values())].join("', '")}']`,
  repr: () => `${request} ${session} ${g} ${currentApp}`,
}

function inThread(action: () => unknown): string {
  try {
    return String(outside(action) ?? 'None')
  } catch (error) {
    return `${(error as Error).constructor.name}: ${(error as Error).message}`
  }
}

app.get('/outside/<name>', function probe({ name }) {
  return inThread(PROBES[name]!)
})

app.get('/app-context/<name>', function app_context({ name }) {
  return inThread(() => app.appContext(PROBES[name]!))
})

app.get('/test-context/<name>', function test_context({ name }) {
  return inThread(() => app.testRequestContext('/made/up?x=1', PROBES[name]!))
})

app.get('/inside/has', function inside() {
  return String(PROBES['has']!())
})

app.get('/copied', function copied() {
  session['seen'] = 'by copy'
  const work = copyCurrentRequestContext(() => `${request.path} ${session['seen']}`)
  return inThread(work)
})
