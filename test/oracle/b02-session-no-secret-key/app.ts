import {
  App,
  flash,
  getFlashedMessages,
  KeyError,
  RuntimeError,
  renderTemplateString,
  session,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)

app.get('/read', function read() {
  return {
    get: session.get('a') ?? null,
    default: session.get('a', 'fallback'),
    in: 'a' in session,
    len: session.size,
    keys: [...session.keys()],
    truth: session.size > 0,
    permanent: session.permanent,
    modified: session.modified,
    new: session.new,
  }
})

app.get('/missing', function missing() {
  return session['a']
})

app.get('/write', function write() {
  session['a'] = 1
  return 'unreachable'
})

function attempt(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof RuntimeError) return `RuntimeError: ${error.message}`
    if (error instanceof KeyError) return `KeyError: ${error.message}`
    throw error
  }
  return 'no error'
}

const ACTIONS: Record<string, () => unknown> = {
  set: () => {
    session['a'] = 1
  },
  delete: () => {
    delete session['a']
  },
  pop: () => session.pop('a'),
  'pop-default': () => session.pop('a', null),
  popitem: () => session.popItem(),
  clear: () => session.clear(),
  update: () => session.update({ a: 1 }),
  setdefault: () => session.setDefault('a', 1),
  permanent: () => {
    session.permanent = true
  },
  modified: () => {
    session.modified = true
  },
  flash: () => flash('hello'),
  flashed: () => getFlashedMessages(),
}

app.get('/try/<action>', function try_action({ action }) {
  return attempt(ACTIONS[action]!)
})

app.get('/template', function template() {
  return renderTemplateString(
    "[{{ session.get('a') }}][{{ session.a }}][{{ get_flashed_messages() }}]",
  )
})

app.get('/key/<value>', function set_key({ value }) {
  app.secretKey = value === 'empty' ? '' : value
  return 'key changed'
})
