import {
  App,
  flash,
  g,
  makeResponse,
  Response,
  session,
  streamTemplate,
  streamTemplateString,
  streamWithContext,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 's'
const log: number[] = []

app.contextProcessor(function cp() {
  return { cp: 'cp' }
})

app.get('/file', { endpoint: 'file_' }, () =>
  streamTemplate('stream.html', { items: [1, 2, 3], name: '<n>' }),
)
app.get('/string', () =>
  streamTemplateString(
    "{% for i in items %}{{ i }},{% endfor %}{{ request.path }}|{{ cp }}|{{ '<' }}",
    { items: [0, 1, 2, 3] },
  ),
)
app.get('/list', () => streamTemplate(['nope.html', 'stream.html'], { items: [], name: 'l' }))

app.get('/generator', function generator() {
  function* rows() {
    for (let i = 0; i < 3; i++) {
      log.push(i)
      yield { i }
    }
  }
  return streamTemplateString(
    '{% for r in rows %}[{{ r.i }}:{{ loop.index }}:{{ loop.first }}]{% endfor %}',
    { rows: rows() },
  )
})

app.get('/log', () => ({ log }))

app.get('/session', function session_() {
  session.n = session.get('n', 0) + 1
  return streamTemplateString("n={{ session.n }}|{{ session.get('x', 'none') }}")
})

app.get('/g', function g_() {
  g.user = 'ann'
  return streamTemplateString(
    '{{ g.user }}|{{ g.nope }}|{{ request.args.q }}|{{ request.method }}|{{ config.TESTING }}',
  )
})

app.get('/flash', function flash_() {
  flash('one')
  flash('two', 'warn')
  return streamTemplateString(
    '{% for c, m in get_flashed_messages(true) %}{{ c }}:{{ m }};{% endfor %}',
  )
})

app.get('/type', function type_() {
  const r = new Response(
    streamTemplateString('a,b\n{% for i in [1,2] %}{{ i }},{{ i * i }}\n{% endfor %}'),
    { mimetype: 'text/csv' },
  )
  r.headers.set('Content-Disposition', 'attachment; filename=x.csv')
  return r
})

app.get('/status', () =>
  makeResponse(streamTemplateString('created {{ x }}', { x: 1 }), 201, { 'X-A': 'b' }),
)
app.get('/extends', () => streamTemplate('child.html', { items: ['a', 'b'] }))

app.get('/joined', function joined() {
  const parts = [
    ...streamTemplateString('a{{ x }}b{% for i in [1,2] %}{{ i }}{% endfor %}', { x: '<' }),
  ]
  return `${parts.join('')}|${parts.length > 1 ? 'True' : 'False'}`
})

app.get('/missing', () => streamTemplate('missing.html'))
app.get('/syntax', () => streamTemplateString('{% if %}'))

app.get('/with', function with_() {
  function* gen() {
    yield 'start '
    yield* streamTemplateString('{{ request.path }} {{ x }}', { x: 2 })
    yield ' end'
  }
  return streamWithContext(gen())
})

app.get('/made', function made() {
  const r = makeResponse(streamTemplateString('x{{ 1 }}'))
  r.setCookie('k', 'v')
  return r
})

app.afterRequest(function after(response) {
  response.headers.set('X-Streamed', response.isStreamed ? 'True' : 'False')
  return response
})
