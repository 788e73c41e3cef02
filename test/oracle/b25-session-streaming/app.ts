import {
  App,
  g,
  hasRequestContext,
  Response,
  RuntimeError,
  request,
  session,
  streamWithContext,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'streaming'
const log: string[] = []
const python = (flag: boolean) => (flag ? 'True' : 'False')

app.teardownRequest(() => {
  if (request.path !== '/log') log.push(`teardown ${request.path}`)
})

app.teardownAppContext(() => {
  log.push(`teardown appcontext ${g.get('path', 'none')}`)
})

app.beforeRequest(() => {
  g.path = request.path
})

app.get('/set/<value>', function set_value({ value }) {
  session['value'] = value
  return 'set'
})

app.get('/stream', function stream() {
  function* generate() {
    yield 'value='
    yield session.get('value', 'none')
    yield `;arg=${request.args.get('q', '')}`
  }
  return new Response(streamWithContext(generate()), { mimetype: 'text/plain' })
})

app.get('/stream-decorated', function stream_decorated() {
  const generate = streamWithContext(function* (word: string) {
    yield word
    yield request.path
  })
  return generate('decorated ')
})

app.get('/stream-write', function stream_write() {
  session['before'] = 'kept'
  function* generate() {
    session['inside'] = 'lost'
    yield `inside=${session['inside']}`
  }
  return new Response(streamWithContext(generate()))
})

app.get('/stream-read-late', function stream_read_late() {
  function* generate() {
    yield String(session.get('value') ?? 'None')
  }
  return streamWithContext(generate())
})

app.get('/stream-without', function stream_without() {
  function* generate() {
    log.push(`generator context ${python(hasRequestContext())}`)
    yield `has context: ${python(hasRequestContext())}`
  }
  return new Response(generate())
})

function* noted(text: string) {
  log.push('generator start')
  yield text
  log.push('generator end')
}

app.get('/order', function order() {
  return streamWithContext(noted('a'))
})

app.get('/order-without', function order_without() {
  return noted('b')
})

app.get('/closing', function closing() {
  const parts = ['c', 'd'].values()
  const source: IterableIterator<string> = {
    [Symbol.iterator]: () => source,
    next: () => parts.next(),
    return() {
      log.push('source closed')
      return { done: true, value: undefined }
    },
  }
  return new Response(streamWithContext(source))
})

app.get('/bytes', function stream_bytes() {
  const bytes = [0, 255, 10, 65].map((n) => Uint8Array.of(n))
  return new Response(bytes.values(), { mimetype: 'application/octet-stream' })
})

app.get('/list', function body_list() {
  return new Response(['one,', 'two,', 'three'], { mimetype: 'text/plain' })
})

app.get('/outside', function outside() {
  try {
    return String(detached().next().value)
  } catch (error) {
    if (error instanceof RuntimeError) return `error: ${error.message}`
    throw error
  }
})

function* detached() {
  yield session.get('value')
}

app.get('/read', function read() {
  return { session: Object.fromEntries(session) }
})

app.get('/log', function read_log() {
  return { log: log.splice(0) }
})
