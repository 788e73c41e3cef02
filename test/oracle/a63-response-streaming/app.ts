import { App, afterThisRequest, g, Response, request, streamWithContext } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
const log: string[] = []

app.urlValuePreprocessor((endpoint) => {
  g.quiet = endpoint === 'show_log'
})

app.teardownRequest(() => {
  if (!g.quiet) log.push('teardown')
})

app.get('/log', function show_log() {
  const text = log.join(',')
  log.length = 0
  return text
})

function* parts(...texts: string[]) {
  for (const text of texts) {
    log.push(`send ${text}`)
    yield text
  }
}

app.get('/plain', function plain() {
  return parts('a', 'b', 'c')
})

app.get('/context', function context() {
  function* generate() {
    yield 'name='
    yield request.args['name']!
    log.push('generated')
  }

  return streamWithContext(generate())
})

app.get('/decorated', function decorated() {
  const generate = streamWithContext(function* (prefix: string) {
    yield prefix
    yield request.path
  })

  return generate('path=')
})

app.get('/response', function response() {
  return new Response(streamWithContext(parts('x', 'y')), { mimetype: 'text/plain', status: 201 })
})

app.get('/on-close', function on_close() {
  const response = new Response(parts('x'))
  response.callOnClose(() => log.push('closed 1'))
  response.callOnClose(() => log.push('closed 2'))
  return response
})

app.get('/on-close-text', function on_close_text() {
  const response = new Response('text')
  response.callOnClose(() => log.push('closed'))
  return response
})

app.get('/headers-later', function headers_later() {
  afterThisRequest((response) => {
    response.headers.set('X-Streamed', response.isStreamed ? 'yes' : 'no')
    response.headers.set('X-Sequence', response.isSequence ? 'yes' : 'no')
    return response
  })

  return parts('h')
})

app.get('/length-known', function length_known() {
  const response = new Response(parts('12', '34'))
  response.contentLength = 4
  return response
})

app.get('/collected', function collected() {
  const response = new Response(parts('1', '2'))
  response.headers.set('X-Data', response.getData({ asText: true }))
  return response
})

app.get('/write', function write() {
  const response = new Response()
  response.stream.write(Buffer.from('one '))
  response.stream.write(Buffer.from('two'))
  return response
})

app.get('/empty-parts', function empty_parts() {
  return parts('', 'a', '', 'b')
})
